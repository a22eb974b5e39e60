//! A folder with a case.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use querysmith::credentials::{Credentials, CredentialsError};
use querysmith::env::Env;
use querysmith::files::Files;
use serde_json::Value;

use crate::traffic::{Exchange, exchanges};

pub(crate) struct Case {
    pub(crate) env: Env,
    pub(crate) files: Files,
    pub(crate) exchanges: Vec<Exchange>,
    /// The values of variables, and what is in files: all that a request can be made from.
    pub(crate) texts: Vec<String>,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    Credentials(Value),
    ErrorContains(String),
}

impl Case {
    pub(crate) fn read(folder: &Path) -> Self {
        let variables: BTreeMap<String, String> = match read_json(&folder.join("env.json")) {
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| (name, value.as_str().unwrap().to_owned()))
                .collect(),
            other => panic!("env.json is {other}, expected an object"),
        };
        let mut files = BTreeMap::new();
        let root = folder.join("fs");
        if root.is_dir() {
            read_files(&root, &root, &mut files);
        }
        let contents = files
            .values()
            .map(|it| String::from_utf8_lossy(it).trim().to_owned());
        let texts = variables.values().cloned().chain(contents).collect();
        Self {
            env: variables.into_iter().collect(),
            files: files.into_iter().collect(),
            exchanges: exchanges(&read_json(&folder.join("http-traffic.json"))),
            texts,
            expected: Expected::of(&read_json(&folder.join("test-case.json"))),
        }
    }
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// Everything below `folder`, by its path from `root`, which stands for `/`.
fn read_files(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_files(root, &path, files);
            continue;
        }
        let name = Path::new("/").join(path.strip_prefix(root).unwrap());
        files.insert(name, fs::read(&path).unwrap());
    }
}

impl Expected {
    fn of(case: &Value) -> Self {
        let result = &case["result"];
        match (&result["Ok"], result["ErrorContains"].as_str()) {
            (ok @ Value::Object(_), _) => Self::Credentials(ok.clone()),
            (_, Some(text)) => Self::ErrorContains(text.to_owned()),
            _ => panic!("the result is {result}, expected Ok or ErrorContains"),
        }
    }

    pub(crate) fn compare(
        &self,
        outcome: &Result<Credentials, CredentialsError>,
    ) -> Result<(), String> {
        match (self, outcome) {
            (Self::Credentials(expected), Ok(found)) => compare(expected, found),
            (Self::ErrorContains(part), Err(error)) if error.to_string().contains(part) => Ok(()),
            (Self::ErrorContains(part), Err(error)) => Err(format!(
                "found the error {error}, expected one with {part:?}"
            )),
            (Self::ErrorContains(part), Ok(_)) => Err(format!(
                "found credentials, expected an error with {part:?}"
            )),
            (Self::Credentials(_), Err(error)) => {
                Err(format!("found the error {error}, expected credentials"))
            }
        }
    }
}

fn compare(expected: &Value, found: &Credentials) -> Result<(), String> {
    let expires_at = found.expires_at().map(|time| time.secs().to_string());
    let parts = [
        ("access_key_id", Some(found.access_key_id().to_owned())),
        (
            "secret_access_key",
            Some(found.secret_access_key().to_string()),
        ),
        (
            "session_token",
            found.session_token().map(|token| token.to_string()),
        ),
        ("account_id", found.account_id().map(str::to_owned)),
        ("expiry", expires_at),
    ];
    for (name, found) in parts {
        let expected = match &expected[name] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        if found != expected {
            return Err(format!("{name} is {found:?}, expected {expected:?}"));
        }
    }
    Ok(())
}
