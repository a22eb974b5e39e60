//! The contract with emitted code can be extended: crates in their current form compile against a
//! runtime whose types have an additional field or variant.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::root;

/// The emitted crates, which together use everything in the contract.
const EMITTED: [&str; 3] = [
    "generated",
    "codegen/tests/snapshots/waiters/expected",
    "codegen/tests/snapshots/pagination/expected",
];

/// A file of the runtime, a text in it, and what stands there in the later release.
type Growth = (&'static str, &'static str, &'static str);

const GROWTH: [Growth; 17] = [
    (
        "spec.rs",
        "pub struct Service {",
        "pub struct Service {\n    /// Later.\n    pub later: u8,",
    ),
    (
        "spec.rs",
        "            has_plain_names: false,\n        }",
        "            has_plain_names: false,\n            later: 0,\n        }",
    ),
    (
        "spec.rs",
        "pub struct OperationSpec {",
        "pub struct OperationSpec {\n    /// Later.\n    pub later: Option<u8>,",
    ),
    (
        "spec.rs",
        "            errors,\n        }",
        "            errors,\n            later: None,\n        }",
    ),
    (
        "spec.rs",
        "pub struct ErrorSpec {",
        "pub struct ErrorSpec {\n    /// Later.\n    pub later: bool,",
    ),
    (
        "spec.rs",
        "            retry: RetryHint::No,\n        }",
        "            retry: RetryHint::No,\n            later: false,\n        }",
    ),
    (
        "spec.rs",
        "pub enum RetryHint {",
        "pub enum RetryHint {\n    /// Later.\n    Later,",
    ),
    (
        "client/waiter.rs",
        "pub struct Waiter<O: Operation> {",
        "pub struct Waiter<O: Operation> {\n    /// Later.\n    pub later: u8,",
    ),
    (
        "client/waiter.rs",
        "            on_error,\n        }",
        "            on_error,\n            later: 0,\n        }",
    ),
    (
        "spec/endpoint.rs",
        "pub struct Endpoint {",
        "pub struct Endpoint {\n    /// Later.\n    pub later: u8,",
    ),
    (
        "spec/endpoint.rs",
        "            headers: Vec::new(),\n        }",
        "            headers: Vec::new(),\n            later: 0,\n        }",
    ),
    (
        "protocol/server/response.rs",
        "pub struct ResponseFrame<'a> {",
        "pub struct ResponseFrame<'a> {\n    /// Later.\n    pub later: u8,",
    ),
    (
        "protocol/server/response.rs",
        "envelope: Envelope::Output { name, result },",
        "envelope: Envelope::Output { name, result },\n            later: 0,",
    ),
    (
        "protocol/server/response.rs",
        "envelope: Envelope::Error { code, message },",
        "envelope: Envelope::Error { code, message },\n            later: 0,",
    ),
    (
        "protocol/server/response.rs",
        "    /// Writes the members.\n",
        "    /// Later.\n    fn later(&self) {}\n\n    /// Writes the members.\n",
    ),
    (
        "protocol/server/request_error.rs",
        "    Validation,\n}",
        "    Validation,\n    /// Later.\n    Later,\n}",
    ),
    (
        "protocol/server/request_error.rs",
        "RequestErrorKind::Validation => VALIDATION_ERROR,",
        "RequestErrorKind::Validation => VALIDATION_ERROR,\n            RequestErrorKind::Later => \"Later\",",
    ),
];

#[test]
#[ignore = "takes half a minute, because a runtime is compiled; see .ci/run"]
fn emitted_crates_compile_against_a_runtime_that_has_grown() {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contract");
    if workspace.exists() {
        fs::remove_dir_all(&workspace).expect("an earlier workspace can be removed");
    }
    for folder in [
        "runtime/src",
        "runtime/tests",
        "runtime/benches",
        "testing/src",
    ]
    .iter()
    .chain(&EMITTED)
    {
        copy(&root().join(folder), &workspace.join(folder));
    }
    for file in ["runtime/Cargo.toml", "testing/Cargo.toml", "Cargo.lock"] {
        fs::copy(root().join(file), workspace.join(file)).expect("a file can be copied");
    }
    fs::write(workspace.join("Cargo.toml"), manifest()).expect("a manifest can be written");
    for (file, before, after) in GROWTH {
        let path = workspace.join("runtime/src").join(file);
        let text = fs::read_to_string(&path).expect("a file of the runtime");
        assert_eq!(
            text.matches(before).count(),
            1,
            "{file} has {before:?} once"
        );
        fs::write(&path, text.replace(before, after)).expect("a file can be written");
    }
    for emitted in EMITTED {
        let manifest = fs::read_to_string(workspace.join(emitted).join("Cargo.toml"));
        let manifest = manifest.expect("a manifest of an emitted crate");
        // So that the server's side is compiled too.
        assert!(manifest.contains("\nserver = ["), "{manifest}");
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--all-features", "--offline"])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .output()
        .expect("cargo can be run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The manifest of this workspace, with the emitted crates and what they depend on as its members.
fn manifest() -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace's manifest");
    let (_, shared) = text
        .split_once("[workspace.package]")
        .expect("shared package keys");
    let (shared, _) = shared.split_once("\n[package]").expect("the root package");
    let members: Vec<String> = ["runtime", "testing"]
        .iter()
        .chain(&EMITTED)
        .map(|member| format!("{member:?}"))
        .collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[workspace.package]{shared}",
        members.join(", ")
    )
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be created");
    for entry in fs::read_dir(from).expect("a directory can be read") {
        let path = entry.expect("an entry can be read").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}
