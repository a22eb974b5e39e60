//! The default chain and the profile provider, on recorded cases.
//!
//! A case is a folder: `env.json` (environment variables), `fs/` (files, by their absolute paths),
//! `http-traffic.json` (requests and their answers, in order) and `test-case.json` (what comes of
//! it). The folder above it says what is asked: `default-credential-provider-chain` or
//! `profile-provider`. Cases are found by looking; none is named here.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::print_stderr)]

mod case;
mod further;
mod replay;
mod suite;
mod traffic;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock, Sleep};
use querysmith::credentials::{
    Credentials, CredentialsError, DefaultChain, ProfileProvider, ProvideCredentials,
    ProviderContext,
};

use querysmith::randomness::Randomness;

use case::{Case, Expected};
use replay::Replay;

const FOLDER: &str = "QUERYSMITH_SHARED";

/// A time at which none of the recorded credentials has expired: in 2001. What has expired is no
/// good to assume a role with.
#[derive(Debug)]
struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
    }
}

/// The shortest of the pauses that may be chosen.
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

/// Time limits never pass, and pauses are none.
#[derive(Debug)]
struct NoTime;

impl Sleep for NoTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The longest pause between attempts is shorter than the shortest limit.
        if duration < Duration::from_secs(1) {
            return Box::pin(std::future::ready(()));
        }
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn every_recorded_case_comes_out_as_it_says() {
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

/// `None`, with the reason printed, where there are no cases to run. In CI there have to be.
fn conformance_folder() -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER)
        .map(|shared| Path::new(&shared).join("conformance").join("credentials"));
    if let Some(folder) = folder
        && folder.is_dir()
    {
        return Some(folder);
    }
    let reason = format!("{FOLDER} names no folder with conformance/credentials");
    assert!(std::env::var_os("CI").is_none(), "{reason}");
    eprintln!("skipped: {reason}");
    None
}

/// What came of the cases in a folder.
#[derive(Debug, Default)]
struct Report {
    cases: usize,
    failures: Vec<String>,
    skipped: Vec<(PathBuf, &'static str)>,
}

/// Runs every case below `folder`: every folder with a `test-case.json`.
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

/// A case's own folders are its files.
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

/// `Some` with the reason, if the case is skipped.
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
        .with_sleep(NoTime)
        .with_randomness(Zero)
        .with_transport(replay.clone());
    let outcome = ask(path, &context).await?;
    replay.problem()?;
    case.expected.compare(&outcome)?;
    // One that ends in success has used all that was recorded.
    if outcome.is_ok() {
        replay.used_up()?;
    }
    Ok(None)
}

/// What the folder above the case's asks for.
async fn ask(
    path: &Path,
    context: &ProviderContext,
) -> Result<Result<Credentials, CredentialsError>, String> {
    let group = path.parent().and_then(Path::file_name);
    match group.and_then(|name| name.to_str()) {
        Some("default-credential-provider-chain" | "default-provider-chain") => {
            Ok(DefaultChain::new(context).provide_credentials().await)
        }
        Some("profile-provider") => Ok(ProfileProvider::new(context).provide_credentials().await),
        other => Err(format!("there is no provider for the folder {other:?}")),
    }
}
