//! Tests that compile emitted code with Cargo. They take minutes: `.ci/run` runs those that
//! `cargo test` ignores.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and a skipped one prints why"
)]

mod conformance;
mod contract;
mod hostile;
mod round_trips;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

/// Writes a file unless its content is unchanged, so that nothing is recompiled unnecessarily.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file has a parent directory"))
        .expect("the directory can be created");
    fs::write(path, text).expect("a file can be written");
}

/// The target directory of this test. Cargo sets `CARGO_TARGET_TMPDIR` to `<target>/tmp`.
fn target() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().expect("the target directory").to_owned()
}
