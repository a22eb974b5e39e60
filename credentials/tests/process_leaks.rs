//! Commands leak no threads, file descriptors or zombies. The counts are those of the whole
//! process, so there is no other test here.

#![cfg(target_os = "linux")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use querysmith_credentials::{ProcessProvider, ProviderContext};
use querysmith_runtime::ProvideCredentials;
use querysmith_runtime::clock::{BoxFuture, Sleep};

/// The resources that a command may leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    threads: usize,
    descriptors: usize,
    zombies: usize,
}

impl Counts {
    fn now() -> Self {
        let entries = |path: &str| fs::read_dir(path).unwrap().count();
        Self {
            threads: entries("/proc/self/task"),
            descriptors: entries("/proc/self/fd"),
            zombies: zombies(),
        }
    }

    /// Waits until the counts are these. Threads end a moment after they have sent their result.
    fn settle(self) {
        for _ in 0..5000 {
            if Self::now() == self {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(Self::now(), self);
    }
}

/// The number of children of this process that are zombies.
fn zombies() -> usize {
    let own = std::process::id().to_string();
    let processes = fs::read_dir("/proc").unwrap();
    processes
        .filter_map(|entry| fs::read_to_string(entry.unwrap().path().join("stat")).ok())
        .filter(|stat| {
            let (_, rest) = stat.rsplit_once(") ").unwrap_or_default();
            let mut fields = rest.split(' ');
            fields.next() == Some("Z") && fields.next() == Some(&own)
        })
        .count()
}

/// A timer that elapses when a file exists.
#[derive(Debug, Clone)]
struct UntilFileExists(PathBuf);

impl Sleep for UntilFileExists {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        let path = self.0.clone();
        Box::pin(async move {
            while !path.exists() {
                tokio::task::yield_now().await;
            }
        })
    }
}

const KEYS: &str = r#"printf '{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "%s"}'"#;

/// The commands, and whether they provide credentials. `started` marks those that hang.
fn commands(started: &Path) -> [(String, bool); 8] {
    let started = started.display();
    [
        (format!(": > {started}; exec sleep 600"), false),
        (format!("sleep 600 & : > {started}; wait"), false),
        (
            format!("(sleep 600 & sleep 600) & : > {started}; wait"),
            false,
        ),
        (format!("sleep 600 & {KEYS} $!"), true),
        (format!("{KEYS} secret; sleep 600 >/dev/null & :"), true),
        (format!("{KEYS} secret"), true),
        ("kill -9 $$".to_owned(), false),
        ("sleep 600 & echo no >&2; exit 3".to_owned(), false),
    ]
}

/// Runs the commands in turn.
async fn refresh(rounds: usize) {
    let name = format!("querysmith-started-{}", std::process::id());
    let started = std::env::temp_dir().join(name);
    let context = ProviderContext::new().with_sleep(UntilFileExists(started.clone()));
    let commands = commands(&started);
    for (command, is_ok) in commands.iter().cycle().take(rounds) {
        let provider = ProcessProvider::new(&context, command.as_str());
        let outcome = provider.provide_credentials().await;
        assert_eq!(outcome.is_ok(), *is_ok, "{command}: {outcome:?}");
        let _ = fs::remove_file(&started);
    }
}

fn assert_nothing_remains(rounds: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.unwrap();
    let before = Counts::now();
    runtime.block_on(refresh(rounds));
    before.settle();
}

#[test]
fn commands_leave_nothing_behind() {
    assert_nothing_remains(40);
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn a_thousand_commands_leave_nothing_behind() {
    assert_nothing_remains(1000);
}
