//! A run that is killed at any moment leaves a directory that the next run completes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a run is killed.
const RUNS: u64 = 200;

/// The model, in the first form with an operation less than in the second.
const MODELS: [&str; 2] = ["fewer.json", "all.json"];

fn command(folder: &Path, model: &str, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_querysmith"));
    command
        .arg("codegen")
        .arg("--model")
        .arg(folder.join(model))
        .arg("--out")
        .arg(folder.join(out))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn run(command: &mut Command) {
    let status = command.status().expect("the command can be run");
    assert!(status.success(), "{command:?}: {status}");
}

/// All files below a directory, with their contents.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(path) = pending.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            pending.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
        } else {
            let content = fs::read(&path).expect("a file can be read");
            let name = path.strip_prefix(root).expect("it is below the root");
            files.insert(name.to_owned(), content);
        }
    }
    files
}

/// The model of STS, and the same without `GetAccessKeyInfo`.
fn write_models(folder: &Path) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
    let text = fs::read_to_string(path).expect("the model can be read");
    let mut model: serde_json::Value = serde_json::from_str(&text).expect("the model is JSON");
    fs::write(folder.join("all.json"), &text).expect("a model can be written");
    let shapes = model["shapes"].as_object_mut().expect("shapes");
    shapes.retain(|id, _| !id.contains("#GetAccessKeyInfo"));
    let mut services = shapes
        .values_mut()
        .filter(|shape| shape["type"] == "service");
    let service = services.next().expect("a service");
    let operations = service["operations"].as_array_mut().expect("operations");
    let before = operations.len();
    operations.retain(|operation| {
        let target = operation["target"].as_str();
        target.is_none_or(|target| !target.ends_with("#GetAccessKeyInfo"))
    });
    assert_eq!(operations.len(), before - 1);
    fs::write(folder.join("fewer.json"), model.to_string()).expect("a model can be written");
}

#[test]
#[ignore = "takes a minute; .ci/run runs it"]
fn a_run_that_is_killed_at_any_moment_is_completed_by_the_next() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("killed");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the directory can be created");
    write_models(&folder);
    let mut longest = Duration::ZERO;
    let expected = MODELS.map(|model| {
        let started = Instant::now();
        run(&mut command(
            &folder,
            model,
            model.trim_end_matches(".json"),
        ));
        longest = longest.max(started.elapsed());
        files(&folder.join(model.trim_end_matches(".json")))
    });
    assert_ne!(expected[0].len(), expected[1].len());

    let mut killed = 0;
    for number in 0..RUNS {
        let index = usize::try_from(number % 2).expect("0 or 1");
        // Spread over the whole run; the factor has no common divisor with the number of runs.
        let share = u32::try_from(number * 77 % RUNS).expect("at most 200");
        let mut child = command(&folder, MODELS[index], "out")
            .spawn()
            .expect("the command can be run");
        std::thread::sleep(longest * share / u32::try_from(RUNS).expect("200"));
        let _ = child.kill();
        let status = child.wait().expect("the child ends");
        killed += u32::from(!status.success());
        // Sometimes the next run has the other model.
        let next = (index + usize::from(number % 3 == 0)) % 2;
        run(&mut command(&folder, MODELS[next], "out"));
        run(command(&folder, MODELS[next], "out").arg("--check"));
        let found = files(&folder.join("out"));
        assert!(
            found == expected[next],
            "after run {number}: found {:?}, expected {:?}",
            found.keys(),
            expected[next].keys()
        );
    }
    assert!(
        killed > 50,
        "only {killed} runs were killed before they ended"
    );
}
