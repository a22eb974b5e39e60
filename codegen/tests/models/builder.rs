//! Tests of the builder for build scripts.

use std::fs;
use std::path::{Path, PathBuf};

use querysmith_codegen::{Builder, Built, OptionalPart, Settings};

/// A temporary directory with a model.
struct TestDir(PathBuf);

impl TestDir {
    fn new(name: &str, feature: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("builder-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the directory can be created");
        let dir = Self(folder);
        dir.copy_model(feature);
        dir
    }

    fn copy_model(&self, feature: &str) {
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
        self.builder().generate().expect("the model is valid")
    }

    /// Every file below `out`, sorted.
    fn written(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut pending = vec![self.path("out")];
        while let Some(path) = pending.pop() {
            match fs::read_dir(&path) {
                Ok(entries) => pending.extend(entries.map(|entry| entry.expect("an entry").path())),
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

/// The diagnostics of a builder that fails.
fn rejection(builder: &Builder) -> String {
    builder.generate().expect_err("it is rejected").to_string()
}

#[test]
fn a_module_is_a_directory_and_a_file_to_include() {
    let dir = TestDir::new("module", "operations");
    let built = dir.build();
    assert_eq!(built.module, "operations");
    assert_eq!(built.include, dir.path("out/operations.rs"));
    assert_eq!(built.operations, 6);
    assert!(built.runtime_features.is_empty());
    let declaration = "#[allow(dead_code, unreachable_pub, unused_imports)]\n#[path = \"operations/mod.rs\"]\npub mod operations;\n";
    assert_eq!(dir.read("out/operations.rs"), declaration);
    let written = dir.written();
    let has = |path: &str| written.iter().any(|it| it == path);
    assert!(
        has("out/operations/mod.rs") && has("out/operations/client.rs"),
        "{written:?}"
    );
    assert!(
        has("out/operations/operation/ping/builders.rs"),
        "{written:?}"
    );
    let is_crate_file = |path: &String| path.ends_with("toml") || path.contains("tests");
    assert!(!written.iter().any(is_crate_file), "{written:?}");
}

#[test]
fn a_module_has_no_crate_paths_and_no_compiled_examples() {
    for feature in [
        "pagination",
        "waiters",
        "ec2",
        "examples",
        "unions",
        "errors",
        "protocol",
    ] {
        let dir = TestDir::new(&format!("paths-{feature}"), feature);
        dir.build();
        for path in dir.written() {
            let text = dir.read(&path);
            assert!(!text.contains("crate::"), "{path}:\n{text}");
            assert!(!text.contains("```no_run"), "{path}:\n{text}");
        }
    }
}

#[test]
fn the_required_runtime_features_are_returned() {
    let dir = TestDir::new("features", "requests");
    assert_eq!(dir.build().runtime_features, ["gzip", "md5"]);
}

#[test]
fn the_module_name_and_the_runtime_path_can_be_set() {
    let dir = TestDir::new("names", "operations");
    let builder = dir.builder().module("doors").runtime_path("super::runtime");
    assert_eq!(
        builder.generate().expect("the names are valid").module,
        "doors"
    );
    let client = dir.read("out/doors/client.rs");
    let expected = "use super::runtime::codegen_v1::ClientCore;";
    assert!(client.contains(expected), "{client}");
    assert!(!client.contains("querysmith_runtime"), "{client}");
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let dir = TestDir::new("unchanged", "operations");
    dir.build();
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let paths = dir.written();
    for path in &paths {
        let file = fs::File::options()
            .append(true)
            .open(dir.path(path))
            .expect("it opens");
        file.set_modified(long_ago).expect("a time can be set");
    }
    dir.build();
    for path in &paths {
        let modified = fs::metadata(dir.path(path)).and_then(|it| it.modified());
        assert_eq!(modified.expect("a file has a time"), long_ago, "{path}");
    }
}

#[test]
fn orphaned_files_are_removed_and_other_modules_are_kept() {
    let dir = TestDir::new("orphans", "operations");
    let doors = |dir: &TestDir| {
        dir.builder()
            .module("doors")
            .generate()
            .expect("the model is valid")
    };
    doors(&dir);
    dir.builder()
        .module("others")
        .generate()
        .expect("the model is valid");
    dir.copy_model("structures");
    doors(&dir);
    let written = dir.written();
    let has = |path: &str| written.iter().any(|it| it == path);
    assert!(!has("out/doors/operation/ping.rs"), "{written:?}");
    assert!(has("out/doors/operation/plant_tree.rs"), "{written:?}");
    assert!(has("out/others/operation/ping.rs"), "{written:?}");
}

#[test]
fn a_defect_of_the_model_is_reported_and_no_file_is_changed() {
    let dir = TestDir::new("defect", "structures");
    let model = dir
        .read("model.json")
        .replace("structures#Soil\":", "structures#Dirt\":");
    fs::write(dir.path("model.json"), model).expect("it can be written");
    let error = dir.builder().generate().expect_err("a shape is missing");
    let text = error.to_string();
    assert!(text.starts_with("error: "), "{text}");
    assert!(text.contains("  at:       structures#Tree$Soil"), "{text}");
    // The text that is printed if `main` returns the error.
    assert_eq!(format!("{error:?}"), format!("1 defect\n\n{text}"));
    assert!(
        dir.written().iter().all(|path| path == "out"),
        "{:?}",
        dir.written()
    );
}

#[test]
fn a_missing_model_is_reported_with_its_path() {
    let text = rejection(&Builder::new().model("no/such.json").out_dir("never"));
    assert!(
        text.starts_with("error: cannot read the file\n  at:       the file  (no/such.json)\n"),
        "{text}"
    );
}

#[test]
fn invalid_settings_are_rejected() {
    let dir = TestDir::new("settings", "operations");
    let expected = "\
error: invalid setting of the builder
  at:       model  (build.rs)
  found:    none
  expected: the path of a Smithy JSON model
";
    assert_eq!(rejection(&Builder::new()), expected);
    for name in ["", "2", "a-b", "a::b", "type", "self", "../x"] {
        let text = rejection(&dir.builder().module(name));
        assert!(text.contains("at:       module"), "{name}: {text}");
    }
    for path in ["", "a::", "a b", "a::type", "a;b"] {
        let text = rejection(&dir.builder().runtime_path(path));
        assert!(text.contains("at:       runtime_path"), "{path}: {text}");
    }
}

#[test]
fn a_file_that_was_not_generated_is_not_overwritten() {
    let dir = TestDir::new("not-generated", "operations");
    fs::create_dir_all(dir.path("out/operations")).expect("the directory can be created");
    fs::write(dir.path("out/operations/mod.rs"), "// mine\n").expect("it can be written");
    let text = rejection(&dir.builder());
    assert!(
        text.contains("error: refusing to overwrite a file that was not generated"),
        "{text}"
    );
    assert!(
        text.contains("help:     move it, or choose another directory"),
        "{text}"
    );
    assert_eq!(dir.read("out/operations/mod.rs"), "// mine\n");
}

#[test]
fn a_module_can_have_some_operations_and_other_names() {
    let dir = TestDir::new("settings", "settings");
    let builder = dir
        .builder()
        .operations(["BorrowBook"])
        .rename("Book", "Volume");
    let built = builder
        .type_attribute("Volume", "#[derive(Eq)]")
        .field_attribute("Volume.title", "#[doc(alias = \"name\")]")
        .without(OptionalPart::Waiters)
        .generate()
        .expect("the settings are valid");
    assert_eq!(built.operations, 1);
    let volume = dir.read("out/library/types/volume.rs");
    assert!(volume.contains("#[derive(Eq)]"), "{volume}");
    assert!(volume.contains("alias = \"name\""), "{volume}");
    let written = dir.written();
    let is_unwanted = |path: &&String| path.contains("waiters") || path.contains("list_books");
    assert_eq!(written.iter().find(is_unwanted), None);
    let refused = rejection(&dir.builder().operations(["BorowBook"]));
    assert!(refused.contains("did you mean BorrowBook?"), "{refused}");
}

#[test]
fn a_module_can_be_one_file_that_declares_it() {
    let dir = TestDir::new("one-file", "settings");
    let builder = dir.builder().module("books");
    let code = builder.generate_to_string().expect("the model is valid");
    assert!(code.starts_with("// @generated by querysmith_codegen::Builder"));
    assert!(code.contains("pub mod books {"), "{code}");
    assert!(!dir.path("out").exists(), "nothing is written");
    let tokens = builder.generate_to_tokens().expect("the model is valid");
    let file: syn::File = syn::parse2(tokens).expect("it is valid Rust");
    assert_eq!(file.items.len(), 1);
    // Every file of the tree is a nested module.
    dir.builder().module("books").generate().expect("valid");
    let modules = dir.written().len() - 2;
    let nested = code.matches("mod ").count();
    assert!(nested >= modules, "{nested} modules, {modules} files");
    let declared = code.lines().filter(|line| {
        let line = line.trim();
        line.ends_with(';') && (line.starts_with("mod ") || line.starts_with("pub mod "))
    });
    assert_eq!(declared.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_build_script_can_write_a_whole_crate() {
    let dir = TestDir::new("crate", "settings");
    let settings = Settings::new().crate_name("books").license("MIT");
    let builder = dir.builder().settings(settings);
    let generated = builder.generate_crate().expect("the model is valid");
    assert_eq!(generated.name, "books");
    assert!(dir.read("out/Cargo.toml").contains("license = \"MIT\"\n"));
    assert!(dir.path("out/tests/examples.rs").exists());
}
