//! Which files belong to a model.

use std::fs;
use std::path::Path;

use querysmith_codegen::{Builder, Inputs, ModelFile, generate, model_paths};

use super::support::{files, parcels};

#[test]
fn a_directory_is_a_model_with_the_files_beside_it() {
    let names = |path: &Path| -> Vec<String> {
        let paths = model_paths(path).into_iter();
        let name = |path: &Path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        paths.filter_map(|path| name(&path)).collect()
    };
    let expected = [
        "service-2.json",
        "endpoint-rule-set-1.json",
        "endpoint-tests-1.json",
        "examples-1.json",
        "paginators-1.json",
        "service-2.sdk-extras.json",
        "waiters-2.json",
    ];
    assert_eq!(names(&parcels()), expected);
    let alone = parcels().join("service-2.json");
    assert_eq!(names(&alone), ["service-2.json"]);
}

#[test]
fn a_file_of_another_name_beside_a_model_is_refused() {
    let mut files = files();
    let (path, text) = ("a/paginators-2.json".to_owned(), "{}".to_owned());
    files.push(ModelFile { path, text });
    let defects = generate(&Inputs::of(&files)).expect_err("the file is unknown");
    let defects = defects.to_string();
    assert!(defects.contains("unknown file beside a model"), "{defects}");
    assert!(defects.contains("(a/paginators-2.json)"), "{defects}");
}

#[test]
fn a_build_script_reads_a_directory() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c2j-builder");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).expect("the directory can be created");
    let builder = Builder::new().model(parcels()).out_dir(&out);
    let built = builder
        .generate()
        .unwrap_or_else(|defects| panic!("{defects}"));
    assert_eq!(
        (built.module.as_str(), built.operations),
        ("parcel_post", 3)
    );
}
