//! Round trips of random values through every operation of emitted crates. Serialized inputs are
//! decoded by an independent decoder. Outputs are parsed from responses that an independent writer
//! wrote in all forms that XML permits, and from responses that the crate wrote itself.
//!
//! `querysmith-round-trips` emits the tests of a crate from its source and its model. They run in a
//! workspace in the target directory. Without `QUERYSMITH_SHARED`, only the crates in this
//! repository are tested.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use querysmith_codegen::{Inputs, generate};
use querysmith_round_trips::{Model, glue};

use crate::support::{root, shared};
use crate::{target, write};

/// A crate with its model.
struct Emitted {
    name: String,
    folder: PathBuf,
    model: PathBuf,
}

#[test]
#[ignore = "takes minutes, because the tests of 14 crates are compiled; .ci/run runs it"]
fn own_crates_round_trip() {
    let snapshots = root().join("codegen/tests/snapshots");
    let mut emitted = vec![Emitted {
        name: "querysmith-sts".to_owned(),
        folder: root().join("generated"),
        model: root().join("model/sts.json"),
    }];
    for feature in [
        "defaults",
        "ec2",
        "enums",
        "keywords",
        "lists",
        "maps",
        "redacted",
        "scalars",
        "secrets",
        "sparse",
        "structures",
        "timestamps",
        "unions",
    ] {
        emitted.push(Emitted {
            name: format!("snapshot-{feature}"),
            folder: snapshots.join(feature).join("expected"),
            model: snapshots.join(feature).join("model.json"),
        });
    }
    assert!(run("own", &emitted) > emitted.len());
}

#[test]
#[ignore = "takes a minute, because the tests of two crates are compiled; .ci/run runs it"]
fn protocol_test_crates_round_trip() {
    let Some(shared) = shared() else { return };
    let suites = ["aws-query", "ec2-query"];
    let models = suites.map(|suite| shared.join(format!("conformance/protocol/{suite}.json")));
    let emitted = models.map(|model| emit("protocols", &model));
    assert!(run("protocols", &emitted) > 50);
}

#[test]
#[ignore = "takes minutes, because crates with hundreds of operations are compiled; see .ci/run"]
fn published_models_round_trip() {
    let Some(shared) = shared() else { return };
    let folder = fs::read_dir(shared.join("models/aws")).expect("the directory of models");
    let mut models: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .collect();
    models.sort();
    assert!(!models.is_empty(), "the directory contains models");
    let emitted: Vec<Emitted> = models
        .iter()
        .map(|model| emit("published", model))
        .collect();
    let operations = run("published", &emitted);
    println!("{operations} operations of {} crates", emitted.len());
}

/// Writes the crate of a model.
fn emit(workspace: &str, path: &Path) -> Emitted {
    let model = fs::read_to_string(path).expect("a model can be read");
    let name = path
        .file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let root = root();
    let inputs = Inputs::new(&name, &model)
        .crate_name(&name)
        .project_path(root.to_str().expect("a path in UTF-8"));
    let generated = match generate(&inputs) {
        Ok(generated) => generated,
        Err(diagnostics) => panic!("{name} is not accepted:\n{diagnostics}"),
    };
    let folder = folder_of(workspace).join(&name);
    for (path, text) in &generated.files {
        // The crate's own tests are not needed here.
        if !path.starts_with("tests/") {
            write(&folder.join(path), text);
        }
    }
    Emitted {
        name,
        folder,
        model: path.to_owned(),
    }
}

/// Emits the tests of crates, runs them, and returns the number of operations.
fn run(workspace: &str, emitted: &[Emitted]) -> usize {
    let folder = folder_of(workspace);
    let mut manifest = format!(
        "[workspace]\nresolver = \"3\"\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[package]\nname = \"round-trips-{workspace}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
        [lib]\npath = \"lib.rs\"\n\n[dev-dependencies]\n\
        querysmith-runtime = {{ path = {:?}, default-features = false }}\n\
        querysmith-testing = {{ path = {:?} }}\n\
        querysmith-round-trips = {{ path = {:?} }}\n",
        root().join("runtime"),
        root().join("testing"),
        root().join("codegen/tests/round_trips"),
    );
    let mut operations = 0;
    for Emitted {
        name,
        folder: source,
        model,
    } in emitted
    {
        let text = fs::read_to_string(model).expect("a model can be read");
        let mut files = BTreeMap::new();
        read_files(source, source, &mut files);
        let glue = glue(name, &model.to_string_lossy(), &Model::parse(&text), &files);
        operations += glue.matches("_round_trips()").count();
        write(&folder.join(format!("tests/{name}.rs")), &glue);
        manifest += &format!(
            "{name} = {{ path = {source:?}, default-features = false, features = [\"testing\"] }}\n"
        );
    }
    write(&folder.join("Cargo.toml"), &manifest);
    write(&folder.join("lib.rs"), "");
    // The same versions as this workspace, so that nothing has to be resolved offline.
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the workspace's lock file");
    write(&folder.join("Cargo.lock"), &lock);
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--tests", "--no-fail-fast"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .expect("cargo can be run");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "\n{stdout}\n{stderr}");
    let passed = stdout.matches("_round_trips ... ok").count();
    assert_eq!(passed, operations, "{stdout}");
    operations
}

fn read_files(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_files(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(root)
                .expect("a path below")
                .to_string_lossy();
            let text = fs::read_to_string(&path).expect("a file");
            files.insert(name.replace('\\', "/"), text);
        }
    }
}

fn folder_of(workspace: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("round_trips")
        .join(workspace)
}
