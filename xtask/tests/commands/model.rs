//! Tests of `querysmith model update`: the file it writes, also if it is killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A directory with a maintained model `ours.json` and a newer one, `new.json`.
struct TestDir {
    folder: PathBuf,
    old: String,
}

impl TestDir {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("model-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the directory can be created");
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
        let new = fs::read_to_string(model).expect("the model can be read");
        let old = new.replace("\"max\": 128", "\"max\": 127");
        assert_ne!(old, new);
        fs::write(folder.join("new.json"), new).expect("a file can be written");
        let dir = Self { folder, old };
        dir.reset();
        dir
    }

    fn reset(&self) {
        fs::write(self.folder.join("ours.json"), &self.old).expect("a file can be written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect("a file can be read")
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
        command.current_dir(&self.folder);
        command.args(["model", "update", "new.json", "--model", "ours.json"]);
        command.args(more);
        command
    }

    fn update(&self, more: &[&str]) -> String {
        let output = self.command(more).output();
        let Output { status, stdout, .. } = output.expect("the command can be run");
        assert!(status.success());
        String::from_utf8(stdout).expect("the command prints UTF-8")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("the directory can be read");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn an_update_is_written_and_a_second_one_changes_nothing() {
    let dir = TestDir::new("twice");
    let dry = dir.update(&["--dry-run"]);
    assert_eq!(dir.read("ours.json"), dir.old);
    let first = dir.update(&[]);
    assert_eq!(dry, first);
    assert!(
        first.contains("changed: com.amazonaws.sts#tagKeyType/smithy.api#length\n"),
        "{first}"
    );
    assert_eq!(dir.read("ours.json"), dir.read("new.json"));
    let second = dir.update(&[]);
    let start = "ours.json, unchanged: 0 added, 0 changed, 0 removed; ";
    assert!(second.starts_with(start), "{second}");
}

/// How many updates are killed, each later than the one before.
const KILLS: u32 = 40;

#[test]
fn an_update_that_is_killed_leaves_the_old_or_the_new_file() {
    let dir = TestDir::new("killed");
    let new = dir.read("new.json");
    let (mut olds, mut news) = (0, 0);
    for kill in 0..KILLS {
        dir.reset();
        let mut command = dir.command(&[]);
        let mut child = command
            .stdout(Stdio::null())
            .spawn()
            .expect("the command can be run");
        // The number of polls is the delay, so that the kills are spread over the whole run.
        for _ in 0..kill * kill * 20 {
            if child.try_wait().expect("a process has a state").is_some() {
                break;
            }
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().expect("the process ends");
        let found = dir.read("ours.json");
        assert!(found == dir.old || found == new, "kill {kill}");
        if found == new { news += 1 } else { olds += 1 }
    }
    assert!(olds > 0, "{news} updates were complete");
    dir.update(&[]);
    assert_eq!(dir.read("ours.json"), new);
    let is_whole = |name: &&String| name.ends_with(".json");
    assert_eq!(dir.names().iter().filter(is_whole).count(), 2);
}

#[test]
fn a_missing_model_is_reported_with_its_option() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    let output = command.args(["model", "updat"]).output();
    let text = String::from_utf8(output.expect("it can be run").stderr).expect("UTF-8");
    assert!(text.contains("did you mean update?"), "{text}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    let elsewhere = std::env::temp_dir();
    let output = command
        .args(["model", "update", "x.json"])
        .current_dir(elsewhere);
    let output = output.output().expect("it can be run");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(text.contains("expected: --model with the path"), "{text}");
}
