//! The public API of the emitted crate in `generated/`, by name.
//!
//! The items are read from its source, those that macros of the runtime declare included, so that a
//! change of how they are emitted cannot lose one unnoticed. `UPDATE_EXPECT=1` rewrites the list.

mod declarations;
mod items;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use items::list;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn the_emitted_crate_has_the_public_api_of_the_list() {
    let path = folder().join("tests/models/public_api/sts.txt");
    let found = list(&folder().join("../generated/src"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let lines: Vec<&str> = found.iter().map(String::as_str).collect();
        fs::write(&path, lines.join("\n") + "\n").expect("the list can be written");
    }
    let text = fs::read_to_string(&path).expect("the list can be read");
    let expected: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let missing: Vec<&String> = expected.difference(&found).collect();
    let added: Vec<&String> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && added.is_empty(),
        "the public API differs from {}\nmissing: {missing:#?}\nadded: {added:#?}\n\
         if the change is intended, run\n  \
         UPDATE_EXPECT=1 cargo test -p querysmith-codegen --test models public_api",
        path.display()
    );
}

#[test]
fn a_list_names_the_items_of_files_and_of_macros() {
    let found = list(&folder().join("tests/models/public_api/example"));
    let expected = [
        "enum op::GetError",
        "field Fault::message",
        "field Fault::reason",
        "fn Client::get",
        "fn Fault::message",
        "fn Fault::meta",
        "fn Fault::new",
        "fn Fault::reason",
        "fn op::GetError::is_fault",
        "fn op::GetError::meta",
        "fn op::GetFluentBuilder::as_input",
        "fn op::GetFluentBuilder::customize",
        "fn op::GetFluentBuilder::key",
        "fn op::GetFluentBuilder::presigned",
        "fn op::GetFluentBuilder::send",
        "fn op::GetFluentBuilder<blocking>::customize",
        "fn op::GetFluentBuilder<blocking>::presigned",
        "fn op::GetFluentBuilder<blocking>::send",
        "fn op::GetInputBuilder::as_input",
        "fn op::GetInputBuilder::build",
        "fn op::GetInputBuilder::key",
        "impl Clone for Fault",
        "impl Clone for op::GetError",
        "impl Clone for op::GetFluentBuilder",
        "impl Clone for op::GetInputBuilder",
        "impl Debug for Fault",
        "impl Debug for op::GetError",
        "impl Debug for op::GetFluentBuilder",
        "impl Debug for op::GetInputBuilder",
        "impl Default for op::GetInputBuilder",
        "impl Deref for op::GetError",
        "impl Display for Fault",
        "impl Display for op::GetError",
        "impl Error for Fault",
        "impl Error for op::GetError",
        "impl From<Error> for Fault",
        "impl From<Error> for op::GetError",
        "impl From<Fault> for Error",
        "impl From<Fault> for op::GetError",
        "impl From<GetError> for Error",
        "impl PartialEq for Fault",
        "impl PartialEq for op::GetError",
        "impl PartialEq for op::GetInputBuilder",
        "mod op",
        "struct Client",
        "struct Fault",
        "struct op::GetFluentBuilder",
        "type op::GetInputBuilder",
        "use querysmith_runtime::Config",
        "variant op::GetError::Fault",
        "variant op::GetError::Unhandled",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
}
