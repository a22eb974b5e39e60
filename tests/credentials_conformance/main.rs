//! The default chain and the profile provider, on recorded cases.
//!
//! A case is a folder: `env.json` (environment variables), `fs/` (files, by their absolute paths),
//! `http-traffic.json` (requests and their answers, in order) and `test-case.json` (what comes of
//! it). The folder above it says what is asked: `default-credential-provider-chain` or
//! `profile-provider`.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::print_stderr)]

mod case;
mod replay;
mod traffic;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock, Sleep};
use querysmith::credentials::{
    Credentials, CredentialsError, DefaultChain, ProfileProvider, ProvideCredentials,
    ProviderContext,
};

use case::Case;
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
    let mut cases = 0;
    let mut failures = Vec::new();
    for group in folders_in(&folder) {
        for path in folders_in(&group) {
            cases += 1;
            if let Err(problem) = run(&group, &path).await {
                failures.push(format!("{}: {problem}", path.display()));
            }
        }
    }
    assert!(cases > 0, "no case in {}", folder.display());
    assert!(
        failures.is_empty(),
        "{} of {cases} cases fail:\n{}",
        failures.len(),
        failures.join("\n")
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

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

async fn run(group: &Path, path: &Path) -> Result<(), String> {
    let case = Case::read(path);
    let replay = Replay::new(case.exchanges.clone(), case.texts.clone());
    let context = ProviderContext::new()
        .with_env(case.env.clone())
        .with_files(case.files.clone())
        .with_clock(FixedClock)
        .with_sleep(NoTime)
        .with_transport(replay.clone());
    let outcome = ask(group, &context).await?;
    replay.problem()?;
    case.expected.compare(&outcome)?;
    // One that ends in success has used all that was recorded.
    if outcome.is_ok() {
        replay.used_up()?;
    }
    Ok(())
}

async fn ask(
    group: &Path,
    context: &ProviderContext,
) -> Result<Result<Credentials, CredentialsError>, String> {
    match group.file_name().and_then(|name| name.to_str()) {
        Some("default-credential-provider-chain") => {
            Ok(DefaultChain::new(context).provide_credentials().await)
        }
        Some("profile-provider") => Ok(ProfileProvider::new(context).provide_credentials().await),
        other => Err(format!("there is no provider for the folder {other:?}")),
    }
}
