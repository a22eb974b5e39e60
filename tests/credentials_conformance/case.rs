//! A folder with a case.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::io::ErrorKind;
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
    /// The case is about something else than credentials.
    Skip(&'static str),
}

/// Words by which the recorded errors tell their kind and no more: of a provider that was not
/// configured, and of one that was and failed.
const NOT_CONFIGURED: [&str; 1] = ["the credential provider was not enabled"];
const FAILED: [&str; 3] = [
    "an error occurred while loading credentials",
    "the credentials provider was not properly configured",
    "unexpected credentials error",
];

impl Case {
    /// All but `test-case.json` may be left out: no variables, no files, no requests.
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

/// `None` if there is no such file.
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
        None => Err(format!("env.json: {name} is {value}, expected a text")),
    };
    match env.as_object() {
        Some(members) => members.iter().map(variable).collect(),
        None => Err(format!("env.json is {env}, expected an object")),
    }
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
    fn of(case: &Value) -> Result<Self, String> {
        let result = &case["result"];
        match (&result["Ok"], result["ErrorContains"].as_str()) {
            (Value::Object(ok), _) if ok.contains_key("token") => {
                Ok(Self::Skip("it gives a bearer token and no credentials"))
            }
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

/// Whether the error, or one beneath it, says `part`: as it stands, or behind words that tell its
/// kind, which may be in any case.
fn contains(error: &CredentialsError, part: &str) -> Result<(), String> {
    let mut text = error.to_string();
    let beneath = std::iter::successors(error.source(), |&error| error.source());
    for error in beneath {
        text.push_str(&format!(": {error}"));
    }
    let kinds: &[&str] = match error.is_not_configured() {
        true => &NOT_CONFIGURED,
        false => &FAILED,
    };
    let is_right = text.contains(part) || kinds.iter().any(|kind| is_behind(kind, &text, part));
    match is_right {
        true => Ok(()),
        false => Err(format!(
            "found the error {text}, expected one with {part:?}"
        )),
    }
}

/// Whether `part` is some of `kind`, or the end of it and then something of `text`.
fn is_behind(kind: &str, text: &str, part: &str) -> bool {
    let (words, rest) = part.split_once(": ").unwrap_or((part, ""));
    let words = words.to_lowercase();
    match rest {
        "" => kind.contains(&words),
        rest => !words.is_empty() && kind.ends_with(&words) && text.contains(rest),
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
