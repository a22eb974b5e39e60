//! Runs the default chain and the profile provider on recorded test cases.
//!
//! A case is a directory with `env.json` (environment variables), `fs/` (files, by their absolute
//! paths), `http-traffic.json` (requests and their responses, in order) and `test-case.json` (the
//! expected result). The parent directory selects the provider: `default-credential-provider-chain`
//! or `profile-provider`. Cases are discovered; none is listed here.

mod case;
mod further;
mod login;
mod replay;
mod suite;
mod traffic;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use querysmith::clock::Clock;
use querysmith::credentials::{
    Credentials, CredentialsError, DefaultChain, ProfileProvider, ProvideCredentials,
    ProviderContext,
};

use querysmith::randomness::Randomness;

use crate::NoDelays;
use case::{Case, Expected};
use replay::Replay;

const FOLDER: &str = "QUERYSMITH_SHARED";

/// A clock that is fixed in 2001, when none of the recorded credentials has expired. Expired
/// credentials cannot be used to assume a role.
#[derive(Debug)]
struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
    }
}

/// A random source that always returns zero, for the shortest back-off delays.
#[derive(Debug)]
struct Zero;

impl Randomness for Zero {
    fn uniform(&self) -> f64 {
        0.0
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

#[tokio::test]
async fn every_recorded_case_has_the_expected_result() {
    let Some(folder) = conformance_folder() else {
        return;
    };
    let report = run_all(&folder).await;
    assert!(report.cases > 0, "no case in {}", folder.display());
    for (path, reason) in &report.skipped {
        eprintln!("skipped: {}: {reason}", path.display());
    }
    assert!(
        report.failures.is_empty(),
        "{} of {} cases fail:\n{}",
        report.failures.len(),
        report.cases,
        report.failures.join("\n")
    );
}

/// The directory with the cases.
fn conformance_folder() -> Option<PathBuf> {
    shared_path("credentials")
}

/// The path of a conformance suite. Returns `None` and prints the reason if there is none; in CI,
/// that is a failure.
fn shared_path(name: &str) -> Option<PathBuf> {
    let path =
        std::env::var_os(FOLDER).map(|shared| Path::new(&shared).join("conformance").join(name));
    if let Some(path) = path
        && path.exists()
    {
        return Some(path);
    }
    let reason = format!("{FOLDER} is not a directory with conformance/{name}");
    assert!(std::env::var_os("CI").is_none(), "{reason}");
    eprintln!("skipped: {reason}");
    None
}

/// The results of the cases in a directory.
#[derive(Debug, Default)]
struct Report {
    cases: usize,
    failures: Vec<String>,
    skipped: Vec<(PathBuf, &'static str)>,
}

/// Runs every case below `folder`: every directory with a `test-case.json`.
async fn run_all(folder: &Path) -> Report {
    let mut report = Report::default();
    let mut paths = Vec::new();
    collect_cases(folder, &mut paths);
    for path in paths {
        report.cases += 1;
        match run(&path).await {
            Ok(None) => {}
            Ok(Some(reason)) => report.skipped.push((path, reason)),
            Err(problem) => {
                let failure = format!("{}: {problem}", path.display());
                report.failures.push(failure);
            }
        }
    }
    report
}

/// Collects the directories of the cases. Directories within a case belong to the case.
fn collect_cases(folder: &Path, cases: &mut Vec<PathBuf>) {
    if folder.join("test-case.json").is_file() {
        cases.push(folder.to_owned());
        return;
    }
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.is_dir()) {
        collect_cases(path, cases);
    }
}

/// Runs a case. Returns the reason if it is skipped.
async fn run(path: &Path) -> Result<Option<&'static str>, String> {
    let case = Case::read(path)?;
    if let Expected::Skip(reason) = case.expected {
        return Ok(Some(reason));
    }
    let replay = Replay::new(case.exchanges.clone(), case.texts.clone());
    let context = ProviderContext::new()
        .with_env(case.env.clone())
        .with_files(case.files.clone())
        .with_clock(FixedClock)
        .with_sleep(NoDelays)
        .with_randomness(Zero)
        .with_transport(replay.clone());
    let outcome = load(path, &context).await?;
    replay.problem()?;
    case.expected.compare(&outcome)?;
    // A successful case must have made all recorded requests.
    if outcome.is_ok() {
        replay.used_up()?;
    }
    Ok(None)
}

/// Loads credentials with the provider that the parent directory of the case selects.
async fn load(
    path: &Path,
    context: &ProviderContext,
) -> Result<Result<Credentials, CredentialsError>, String> {
    let group = path.parent().and_then(Path::file_name);
    match group.and_then(|name| name.to_str()) {
        Some("default-credential-provider-chain" | "default-provider-chain") => {
            Ok(DefaultChain::new(context).provide_credentials().await)
        }
        Some("profile-provider") => Ok(ProfileProvider::new(context).provide_credentials().await),
        other => Err(format!("no provider for the directory {other:?}")),
    }
}
