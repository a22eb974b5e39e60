//! Runs each program against a stand-in for STS, and compares what it prints.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod service;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use service::Service;

/// Programs that run without an access key and a region in the environment.
const WITHOUT_ENVIRONMENT: [&str; 1] = ["whoami"];

const CONFIG: &str = "\
[default]
region = eu-central-1
[profile work]
region = eu-central-1
";

const CREDENTIALS: &str = "\
[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = secret
";

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}

fn names_with(extension: &str) -> BTreeSet<String> {
    fs::read_dir(programs())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// A home directory with the shared files and a token.
fn home() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    fs::create_dir_all(home.join(".aws")).unwrap();
    fs::write(home.join(".aws/config"), CONFIG).unwrap();
    fs::write(home.join(".aws/credentials"), CREDENTIALS).unwrap();
    fs::write(home.join("token"), "not.a.token\n").unwrap();
    home
}

#[test]
fn each_program_prints_what_it_prints_with_the_aws_sdk() {
    let home = home();
    let names = names_with("rs");
    assert_eq!(names, names_with("txt"), "each program has its output");
    let mut different = String::new();
    for name in &names {
        let service = Service::start();
        let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith-compat-test"));
        command
            .arg(name)
            .env_clear()
            .env("HOME", &home)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", service.url());
        if !WITHOUT_ENVIRONMENT.contains(&name.as_str()) {
            command
                .env("AWS_REGION", "us-east-1")
                .env("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
                .env("AWS_SECRET_ACCESS_KEY", "secret");
        }
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let expected = fs::read_to_string(programs().join(format!("{name}.txt"))).unwrap();
        if printed != expected {
            let errors = String::from_utf8_lossy(&output.stderr);
            different += &format!(
                "== {name}: expected\n{expected}-- printed\n{printed}-- on stderr\n{errors}\n"
            );
        }
    }
    assert!(different.is_empty(), "{different}");
}
