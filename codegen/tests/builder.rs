//! The builder that build scripts use: what it writes, what it leaves alone, what it refuses.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use querysmith_codegen::{Builder, Built};

/// A folder of a test's own, with a model in it.
struct Place(PathBuf);

impl Place {
    fn new(name: &str, feature: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("builder-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder can be made");
        let place = Self(folder);
        place.take_model(feature);
        place
    }

    fn take_model(&self, feature: &str) {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        let model = models.join(feature).join("model.json");
        fs::copy(model, self.path("model.json")).expect("the model can be copied");
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .model(self.path("model.json"))
            .out_dir(self.path("out"))
    }

    fn build(&self) -> Built {
        self.builder().generate().expect("the model is sound")
    }

    /// Every file below `out`, sorted.
    fn written(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut waiting = vec![self.path("out")];
        while let Some(path) = waiting.pop() {
            match fs::read_dir(&path) {
                Ok(entries) => waiting.extend(entries.map(|entry| entry.expect("an entry").path())),
                Err(_) => files.push(path.strip_prefix(&self.0).expect("it is inside").to_owned()),
            }
        }
        let mut files: Vec<String> = files
            .iter()
            .map(|it| it.to_string_lossy().replace('\\', "/"))
            .collect();
        files.sort();
        files
    }
}

/// What is said of a builder that cannot do its work.
fn refused(builder: &Builder) -> String {
    builder.generate().expect_err("it is refused").to_string()
}

#[test]
fn a_module_is_a_folder_and_a_file_to_include() {
    let place = Place::new("module", "operations");
    let built = place.build();
    assert_eq!(built.module, "operations");
    assert_eq!(built.include, place.path("out/operations.rs"));
    assert_eq!(built.operations, 6);
    assert!(built.runtime_features.is_empty());
    let declaration = "#[allow(dead_code, unreachable_pub, unused_imports)]\n#[path = \"operations/mod.rs\"]\npub mod operations;\n";
    assert_eq!(place.read("out/operations.rs"), declaration);
    let written = place.written();
    let has = |path: &str| written.iter().any(|it| it == path);
    assert!(
        has("out/operations/mod.rs") && has("out/operations/client.rs"),
        "{written:?}"
    );
    assert!(
        has("out/operations/operation/ping/builders.rs"),
        "{written:?}"
    );
    let is_of_crate = |path: &String| path.ends_with("toml") || path.contains("tests");
    assert!(!written.iter().any(is_of_crate), "{written:?}");
}

#[test]
fn no_path_leads_over_the_crate_and_no_example_is_run() {
    for feature in [
        "pagination",
        "waiters",
        "ec2",
        "examples",
        "unions",
        "errors",
        "protocol",
    ] {
        let place = Place::new(&format!("paths-{feature}"), feature);
        place.build();
        for path in place.written() {
            let text = place.read(&path);
            assert!(!text.contains("crate::"), "{path}:\n{text}");
            assert!(!text.contains("```no_run"), "{path}:\n{text}");
        }
    }
}

#[test]
fn the_features_that_a_module_needs_are_named() {
    let place = Place::new("features", "requests");
    assert_eq!(place.build().runtime_features, ["gzip", "md5"]);
}

#[test]
fn another_name_and_another_runtime_are_taken() {
    let place = Place::new("names", "operations");
    let builder = place
        .builder()
        .module("doors")
        .runtime_path("super::runtime");
    assert_eq!(
        builder.generate().expect("the names are sound").module,
        "doors"
    );
    let client = place.read("out/doors/client.rs");
    assert!(client.contains("use super::runtime::{"), "{client}");
    assert!(!client.contains("querysmith_runtime"), "{client}");
}

#[test]
fn what_is_as_it_should_be_is_not_written_again() {
    let place = Place::new("again", "operations");
    place.build();
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let paths = place.written();
    for path in &paths {
        let file = fs::File::options()
            .append(true)
            .open(place.path(path))
            .expect("it opens");
        file.set_modified(long_ago).expect("a time can be set");
    }
    place.build();
    for path in &paths {
        let modified = fs::metadata(place.path(path)).and_then(|it| it.modified());
        assert_eq!(modified.expect("a file has a time"), long_ago, "{path}");
    }
}

#[test]
fn what_the_model_no_longer_gives_goes_and_other_modules_stay() {
    let place = Place::new("orphans", "operations");
    let doors = |place: &Place| {
        place
            .builder()
            .module("doors")
            .generate()
            .expect("it is sound")
    };
    doors(&place);
    place
        .builder()
        .module("others")
        .generate()
        .expect("it is sound");
    place.take_model("structures");
    doors(&place);
    let written = place.written();
    let has = |path: &str| written.iter().any(|it| it == path);
    assert!(!has("out/doors/operation/ping.rs"), "{written:?}");
    assert!(has("out/doors/operation/plant_tree.rs"), "{written:?}");
    assert!(has("out/others/operation/ping.rs"), "{written:?}");
}

#[test]
fn a_defect_of_the_model_is_told_as_everywhere_and_nothing_is_touched() {
    let place = Place::new("defect", "structures");
    let model = place
        .read("model.json")
        .replace("structures#Soil\":", "structures#Dirt\":");
    fs::write(place.path("model.json"), model).expect("it can be written");
    let error = place.builder().generate().expect_err("a shape is missing");
    let text = error.to_string();
    assert!(text.starts_with("error: "), "{text}");
    assert!(text.contains("  at:       structures#Tree$Soil"), "{text}");
    // What a `main` prints that returns it.
    assert_eq!(format!("{error:?}"), format!("1 defect\n\n{text}"));
    assert!(
        place.written().iter().all(|path| path == "out"),
        "{:?}",
        place.written()
    );
}

#[test]
fn a_model_that_is_not_there_is_named() {
    let text = refused(&Builder::new().model("no/such.json").out_dir("never"));
    assert!(
        text.starts_with(
            "error: a file that cannot be read\n  at:       the file  (no/such.json)\n"
        ),
        "{text}"
    );
}

#[test]
fn settings_that_rust_does_not_take_are_refused() {
    let place = Place::new("settings", "operations");
    let expected = "\
error: a setting of the builder
  at:       model  (build.rs)
  found:    none
  expected: the path of a Smithy JSON model
";
    assert_eq!(refused(&Builder::new()), expected);
    for name in ["", "2", "a-b", "a::b", "type", "self", "../x"] {
        let text = refused(&place.builder().module(name));
        assert!(text.contains("at:       module"), "{name}: {text}");
    }
    for path in ["", "a::", "a b", "a::type", "a;b"] {
        let text = refused(&place.builder().runtime_path(path));
        assert!(text.contains("at:       runtime_path"), "{path}: {text}");
    }
}

#[test]
fn a_file_of_someone_else_stays_where_it_is() {
    let place = Place::new("in-the-way", "operations");
    fs::create_dir_all(place.path("out/operations")).expect("a folder can be made");
    fs::write(place.path("out/operations/mod.rs"), "// mine\n").expect("it can be written");
    let text = refused(&place.builder());
    assert!(
        text.contains("error: a file in the way, which does not say that it is generated"),
        "{text}"
    );
    assert!(
        text.contains("help:     move it, or choose another folder"),
        "{text}"
    );
    assert_eq!(place.read("out/operations/mod.rs"), "// mine\n");
}
