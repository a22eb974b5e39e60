//! Reads a test case from its directory.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use querysmith::credentials::{Credentials, CredentialsError};
use querysmith::env::Env;
use querysmith::files::Files;
use serde_json::Value;

use super::traffic::{Exchange, exchanges};

pub(crate) struct Case {
    pub(crate) env: Env,
    pub(crate) files: Files,
    pub(crate) exchanges: Vec<Exchange>,
    /// The values of variables and the contents of files: the sources of request parameters.
    pub(crate) texts: Vec<String>,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    Credentials(Value),
    ErrorContains(String),
    /// The case does not test credentials.
    Skip(&'static str),
}

/// The generic parts of recorded error messages: for a provider that is not configured, and for a
/// configured provider that failed.
const NOT_CONFIGURED: [&str; 1] = ["the credential provider was not enabled"];
const FAILED: [&str; 3] = [
    "an error occurred while loading credentials",
    "the credentials provider was not properly configured",
    "unexpected credentials error",
];

impl Case {
    /// Reads the case. Every file except `test-case.json` is optional: without it, there are no
    /// variables, files or requests.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let variables = match read_json(&folder.join("env.json"))? {
            Some(variables) => variables_of(&variables)?,
            None => BTreeMap::new(),
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
        let recording = read_json(&folder.join("http-traffic.json"))?;
        let test_case = read_json(&folder.join("test-case.json"))?;
        Ok(Self {
            env: variables.into_iter().collect(),
            files: files.into_iter().collect(),
            exchanges: recording.map_or(Ok(Vec::new()), |it| exchanges(&it))?,
            texts,
            expected: Expected::of(&test_case.unwrap_or_default())?,
        })
    }
}

/// Reads a JSON file. Returns `None` if it does not exist.
fn read_json(path: &Path) -> Result<Option<Value>, String> {
    let name = path.file_name().unwrap_or_default().display();
    match fs::read_to_string(path) {
        Ok(text) => match serde_json::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(format!("{name}: {error}")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

fn variables_of(env: &Value) -> Result<BTreeMap<String, String>, String> {
    let variable = |(name, value): (&String, &Value)| match value.as_str() {
        Some(value) => Ok((name.clone(), value.to_owned())),
        None => Err(format!("env.json: {name} is {value}, expected a string")),
    };
    match env.as_object() {
        Some(members) => members.iter().map(variable).collect(),
        None => Err(format!("env.json is {env}, expected an object")),
    }
}

/// Reads all files below `folder`. Their names are their paths relative to `root`, which
/// represents `/`.
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
    fn of(case: &Value) -> Result<Self, String> {
        let result = &case["result"];
        match (&result["Ok"], result["ErrorContains"].as_str()) {
            (Value::Object(ok), _) if ok.contains_key("token") => Ok(Self::Skip(
                "it expects a bearer token instead of credentials",
            )),
            (ok @ Value::Object(_), _) => Ok(Self::Credentials(ok.clone())),
            (_, Some(text)) => Ok(Self::ErrorContains(text.to_owned())),
            _ => Err(format!(
                "the result is {result}, expected Ok or ErrorContains"
            )),
        }
    }

    pub(crate) fn compare(
        &self,
        outcome: &Result<Credentials, CredentialsError>,
    ) -> Result<(), String> {
        match (self, outcome) {
            (Self::Credentials(expected), Ok(found)) => compare(expected, found),
            (Self::ErrorContains(part), Err(error)) => contains(error, part),
            (Self::ErrorContains(part), Ok(_)) => Err(format!(
                "found credentials, expected an error with {part:?}"
            )),
            (Self::Credentials(_), Err(error)) => {
                Err(format!("found the error {error}, expected credentials"))
            }
            (Self::Skip(_), _) => Ok(()),
        }
    }
}

/// Checks that the message of the error or of one of its sources contains `part`: verbatim, or
/// after a generic part for its kind, compared case-insensitively.
fn contains(error: &CredentialsError, part: &str) -> Result<(), String> {
    let mut text = error.to_string();
    let sources = std::iter::successors(error.source(), |&error| error.source());
    for error in sources {
        text.push_str(&format!(": {error}"));
    }
    let generic: &[&str] = match error.is_not_configured() {
        true => &NOT_CONFIGURED,
        false => &FAILED,
    };
    let is_match = text.contains(part)
        || generic
            .iter()
            .any(|words| matches_after(words, &text, part));
    match is_match {
        true => Ok(()),
        false => Err(format!(
            "found the error {text}, expected one with {part:?}"
        )),
    }
}

/// Reports whether `part` is a part of `generic`, or ends `generic` and continues with a part of
/// `text`.
fn matches_after(generic: &str, text: &str, part: &str) -> bool {
    let (words, rest) = part.split_once(": ").unwrap_or((part, ""));
    let words = words.to_lowercase();
    match rest {
        "" => generic.contains(&words),
        rest => !words.is_empty() && generic.ends_with(&words) && text.contains(rest),
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
