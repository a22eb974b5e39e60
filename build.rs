//! Warns when `generated/` does not match `model/`.
//!
//! This build script generates nothing: `cargo xtask codegen` does, and its output is committed. It
//! only reminds developers who changed the model to run that command. A published crate has no
//! `model/`, so there is nothing to compare.

#![allow(
    clippy::print_stdout,
    reason = "build scripts pass directives to Cargo on standard output"
)]

use std::fs;
use std::path::Path;

/// The inputs of the generator, in the order in which they are hashed.
const SOURCES: [&str; 2] = ["model/sts.json", "model/sts.overlay.json"];

/// The file in which the generator records the fingerprint of its inputs.
const MANIFEST: &str = "generated/Cargo.toml";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if !Path::new("model").exists() {
        return;
    }
    for path in SOURCES.iter().chain([&MANIFEST]) {
        println!("cargo::rerun-if-changed={path}");
    }
    let manifest = fs::read_to_string(MANIFEST).unwrap_or_default();
    if generated_from(&manifest) != Some(&fingerprint()) {
        println!("cargo::warning=generated/ does not match model/; run `cargo xtask codegen`");
    }
}

/// The value of `fingerprint = "..."` in `[package.metadata.querysmith]`.
fn generated_from(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines();
    lines.find(|line| *line == "[package.metadata.querysmith]")?;
    lines
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix("fingerprint = \"")?.strip_suffix('"'))
}

/// The fingerprint as the generator computes it: 64-bit FNV-1a over each file's bytes and a zero
/// byte, in hexadecimal. A missing file is treated as an empty one.
fn fingerprint() -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for path in SOURCES {
        let bytes = fs::read(path).unwrap_or_default();
        for byte in bytes.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
