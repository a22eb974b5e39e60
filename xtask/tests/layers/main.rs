//! Checks that modules import each other, and crates depend on each other, only in the directions
//! that `rules.rs` allows.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod arrows;
mod cfg;
mod fixtures;
mod manifest;
mod references;
mod reports;
mod rules;
mod scope;
mod tokens;
mod tree;
mod use_tree;

use std::fs;
use std::path::{Path, PathBuf};

use arrows::Arrows;
use rules::{CRATES, Crate};
use tree::Tree;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(file: &str) -> Option<String> {
    fs::read_to_string(workspace().join(file)).ok()
}

fn in_folder(krate: &Crate, file: &str) -> String {
    match krate.folder {
        "." => file.to_owned(),
        folder => format!("{folder}/{file}"),
    }
}

/// The crates that are checked.
fn crates() -> Vec<&'static Crate> {
    let exists = |krate: &&Crate| text(&in_folder(krate, "Cargo.toml")).is_some();
    CRATES
        .iter()
        .filter(|krate| krate.required || exists(krate))
        .collect()
}

/// The imports of a crate's library and of its program, which are separate crates for rustc.
fn arrows(krate: &Crate) -> Vec<Arrows> {
    let mut arrows = Vec::new();
    for root in ["src/lib.rs", "src/main.rs"] {
        let root = in_folder(krate, root);
        if text(&root).is_some() {
            let tree = Tree::read(&root, &text).expect("the crate can be read");
            arrows.push(Arrows::new(krate.name, &tree));
        }
    }
    assert!(!arrows.is_empty(), "{} has no source", krate.name);
    arrows
}

fn named(name: &str) -> &'static Crate {
    let mut crates = CRATES.iter();
    crates.find(|krate| krate.name == name).expect("a crate")
}

/// Fails with all messages.
fn assert_none(mut messages: Vec<String>) {
    messages.sort();
    messages.dedup();
    let count = messages.len();
    assert!(
        messages.is_empty(),
        "{count} found\n\n{}",
        messages.join("\n")
    );
}

#[test]
fn modules_do_not_import_each_other_in_a_cycle() {
    let arrows = crates().into_iter().flat_map(arrows);
    assert_none(arrows.flat_map(|arrows| arrows.cycles()).collect());
}

#[test]
fn every_module_of_the_runtime_has_a_position_in_the_order() {
    let arrows = arrows(named("runtime"));
    let messages = arrows
        .iter()
        .filter_map(|arrows| rules::against_runtime_table(arrows.roots()));
    assert_none(messages.collect());
}

#[test]
fn modules_of_the_runtime_import_only_from_earlier_modules() {
    let arrows = arrows(named("runtime"));
    let messages = arrows
        .iter()
        .flat_map(|arrows| arrows.forbidden(rules::against_runtime_order));
    assert_none(messages.collect());
}

#[test]
fn stages_of_codegen_do_not_import_later_stages() {
    let arrows = arrows(named("codegen"));
    let messages = arrows
        .iter()
        .flat_map(|arrows| arrows.forbidden(rules::against_codegen_stages));
    assert_none(messages.collect());
}

#[test]
fn crates_depend_only_on_lower_crates() {
    let mut messages = Vec::new();
    for krate in crates() {
        let file = in_folder(krate, "Cargo.toml");
        match text(&file) {
            Some(text) => messages.extend(rules::against_dependencies(
                krate,
                &manifest::dependencies(&text),
            )),
            None => messages.push(format!("{}: {file} does not exist\n", krate.name)),
        }
    }
    assert_none(messages);
}
