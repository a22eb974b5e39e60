//! Tests of the settings of a crate: the selection of operations, names, attributes and parts.

use querysmith_codegen::{
    FileTree, Generated, Inherited, Inputs, OptionalPart, Runtime, Settings, generate,
};

const LIBRARY: &str = include_str!("../snapshots/settings/model.json");

fn emit(settings: &Settings) -> Generated {
    let inputs = Inputs::new("library.json", LIBRARY).settings(settings);
    generate(&inputs).unwrap_or_else(|defects| panic!("{defects}"))
}

#[track_caller]
fn is_refused(settings: &Settings, expected: &str) {
    let inputs = Inputs::new("library.json", LIBRARY).settings(settings);
    let defects = generate(&inputs).expect_err("they are refused");
    assert_eq!(defects.to_string(), expected);
}

fn text(files: &FileTree) -> String {
    files.values().map(String::as_str).collect()
}

#[test]
fn selected_operations_bring_all_they_need_and_nothing_else() {
    let one = emit(&Settings::new().operations(["BorrowBook"]));
    assert_eq!(one.operations, 1);
    let has = |path: &str| one.files.contains_key(path);
    for path in [
        "src/operation/borrow_book.rs",
        "src/types/book.rs",
        "src/types/genre.rs",
        "src/types/error/lent_fault.rs",
        "src/types/error/closed_fault.rs",
        "src/waiters/book_back.rs",
        "tests/examples.rs",
        "tests/endpoint_tests.rs",
    ] {
        assert!(has(path), "{path} is missing");
    }
    let all = text(&one.files);
    for name in [
        "ListBooks",
        "Paginator",
        "Ash",
        "WetFault",
        "CountShelf",
        "Feathers",
    ] {
        assert!(!all.contains(name), "{name}");
    }
    let root = &one.files["src/lib.rs"];
    let docs = "//! This crate has 1 of the 5 operations of the service: `BorrowBook`.\n";
    assert!(root.contains(docs), "{root}");
}

#[test]
fn a_pattern_selects_operations_of_resources_too() {
    let some = emit(&Settings::new().operations(["*Shelf", "CountShelf"]));
    assert_eq!(some.operations, 2);
    assert!(some.files.contains_key("src/types/feathers.rs"));
    assert!(!some.files.contains_key("src/types/book.rs"));
}

#[test]
fn all_operations_are_the_whole_crate() {
    let all = emit(&Settings::new().operations(["*"]));
    assert_eq!(all.operations, 5);
    assert!(all.files["src/client.rs"] == emit(&Settings::new()).files["src/client.rs"]);
}

#[test]
fn names_that_match_no_operation_are_errors_with_a_suggestion() {
    let settings = Settings::new().operations(["BorowBook", "Lend*", "ListBooks"]);
    is_refused(
        &settings,
        "\
error: unknown operation
  at:       operations/0  (the settings)
  found:    BorowBook
  expected: the name of one of the 5 operations of the service, or a pattern such as Get*
  help:     did you mean BorrowBook?

error: a pattern that matches no operation
  at:       operations/1  (the settings)
  found:    Lend*
  expected: the name of one of the 5 operations of the service, or a pattern such as Get*
",
    );
}

#[test]
fn an_overlay_applies_to_the_whole_model_before_operations_are_selected() {
    let overlay = r#"{"overlay": "1.0", "corrections": [{"shape": "library#Ash",
        "reason": "It is.", "add": {"smithy.api#sensitive": {}}}],
        "skips": [{"test": "of BurnBook", "reason": "It is not there."}]}"#;
    let settings = Settings::new().operations(["ListBooks"]);
    let inputs = Inputs::new("library.json", LIBRARY).overlay("o.json", overlay);
    let generated = generate(&inputs.settings(&settings));
    assert!(generated.is_ok(), "{generated:?}");
}

#[test]
fn parts_are_left_out_with_their_features_and_files() {
    let settings = Settings::new();
    let without = |part: OptionalPart| emit(&settings.clone().without(part)).files;
    let whole = text(&emit(&settings).files);
    for (part, sign) in [
        (OptionalPart::Blocking, "blocking"),
        (OptionalPart::EndpointTests, "There is one endpoint"),
        (OptionalPart::Examples, "to_borrow_a_book"),
        (OptionalPart::Paginators, "Paginator"),
        (OptionalPart::Server, "ToResponse"),
        // The stub reads requests as a server does.
        (OptionalPart::Server, "querysmith_testing"),
        (OptionalPart::Server, "feature = \"server\""),
        (OptionalPart::Testing, "querysmith_testing"),
        (OptionalPart::Waiters, "BookBack"),
    ] {
        assert!(whole.contains(sign), "{sign}");
        let files = without(part);
        // Macros of the runtime test the features in every crate.
        let names = |line: &str| line.contains(sign) && !line.starts_with("unexpected_cfgs = ");
        let rest = files.iter().find(|(_, text)| text.lines().any(names));
        assert!(rest.is_none(), "{part:?}: {rest:?}");
    }
}

#[test]
fn the_package_has_the_users_values() {
    let settings = Settings::new()
        .crate_name("lending")
        .version("2.0.0-beta.1")
        .description("Lends \"books\" \\ and\u{7f} more".replace('\u{7f}', ""))
        .license("MIT")
        .publish(true)
        .runtime(Runtime::Git {
            url: "https://example.com/querysmith".to_owned(),
            rev: Some("v1".to_owned()),
        })
        .dependency("serde", "1");
    let manifest = &emit(&settings).files["Cargo.toml"];
    for line in [
        "name = \"lending\"",
        "version = \"2.0.0-beta.1\"",
        r#"description = "Lends \"books\" \\ and more""#,
        "license = \"MIT\"",
        "publish = true",
        "querysmith-runtime = { git = \"https://example.com/querysmith\", rev = \"v1\", default-features = false }",
        "querysmith-testing = { git = \"https://example.com/querysmith\", rev = \"v1\", optional = true }",
        "serde = \"1\"",
    ] {
        assert!(manifest.lines().any(|it| it == line), "{line}\n{manifest}");
    }
    for key in ["authors", "repository"] {
        assert!(!manifest.contains(key), "{manifest}");
    }
}

#[test]
fn a_crate_depends_on_the_published_runtime_by_default_or_inherits_it() {
    let manifest = &emit(&Settings::new()).files["Cargo.toml"];
    let line = format!(
        "querysmith-runtime = {{ version = \"{}\", default-features = false }}\n",
        env!("CARGO_PKG_VERSION")
    );
    assert!(manifest.contains(&line), "{manifest}");
    let inherits = Settings::new()
        .inherit(Inherited::Version)
        .inherit(Inherited::Dependencies);
    let manifest = &emit(&inherits).files["Cargo.toml"];
    assert!(
        manifest.contains("version.workspace = true\n"),
        "{manifest}"
    );
    let line = "querysmith-runtime = { workspace = true }\n";
    assert!(manifest.contains(line), "{manifest}");
}

#[test]
fn a_renamed_shape_has_another_type_and_the_same_wire_format() {
    let settings = Settings::new().rename("library#Book", "Volume");
    let files = emit(&settings).files;
    assert!(files["src/types/volume.rs"].contains("pub struct Volume {"));
    assert!(!files.contains_key("src/types/book.rs"));
    let output = &files["src/operation/borrow_book.rs"];
    assert!(output.contains("\"Book\""), "{output}");
    is_refused(
        &Settings::new()
            .rename("Boook", "Volume")
            .rename("Books", "All"),
        "\
error: a renamed shape that has no type
  at:       rename/Books  (the settings)
  found:    library#Books, a list
  expected: a structure, a union or an enum

error: unknown shape
  at:       rename/Boook  (the settings)
  found:    Boook
  expected: the name of a structure, a union or an enum of the model
  help:     did you mean Book?
",
    );
}

#[test]
fn a_shape_is_renamed_once() {
    is_refused(
        &Settings::new()
            .rename("Book", "Volume")
            .rename("library#Book", "Tome"),
        "\
error: a shape is renamed twice
  at:       rename/library#Book  (the settings)
  found:    library#Book, as Book and as library#Book
  expected: one name for each shape
",
    );
}

#[test]
fn attributes_are_added_to_the_types_and_fields_that_match() {
    let settings = Settings::new()
        .type_attribute("B*", "#[doc(alias = \"one\")]")
        .type_attribute("Book", "#[derive(Eq)]")
        .field_attribute("Book.*", "#[doc(alias = \"two\")]")
        .field_attribute("Genre.Novel", "#[doc(alias = \"three\")]");
    let files = emit(&settings).files;
    let book = &files["src/types/book.rs"];
    assert_eq!(book.matches("alias = \"one\"").count(), 1, "{book}");
    assert_eq!(book.matches("#[derive(Eq)]").count(), 1, "{book}");
    assert_eq!(book.matches("alias = \"two\"").count(), 2, "{book}");
    assert_eq!(
        files["src/types/genre.rs"]
            .matches("alias = \"three\"")
            .count(),
        1
    );
    let input = &files["src/operation/borrow_book.rs"];
    assert_eq!(input.matches("alias = \"one\"").count(), 2, "{input}");
    is_refused(
        &Settings::new().type_attribute("Boook", "#[derive(Eq)]"),
        "\
error: an attribute that matches nothing
  at:       type-attributes/Boook  (the settings)
  found:    Boook
  expected: a type, such as Ashes, or a pattern with `*`
  help:     did you mean Book?
",
    );
}

#[test]
fn every_invalid_value_is_reported() {
    let settings = r##"{
        "name": "my crate", "version": "1.2", "license": "", "authors": ["a\nb"],
        "keywords": ["a b"], "runtime": {"version": "one"}, "workspace": ["license"],
        "rename": {"A": "1"}, "type-attributes": {"A": "derive(Eq)"},
        "dependencies": {"querysmith-sts": "1"}
    }"##;
    let defects = Settings::parse("s.json", settings).expect_err("they are invalid");
    let places: Vec<String> = defects.iter().map(|it| it.at().to_owned()).collect();
    let expected = [
        "authors",
        "dependencies",
        "keywords",
        "license",
        "name",
        "rename/A",
        "runtime/version",
        "type-attributes/A",
        "version",
        "workspace",
    ];
    assert_eq!(places, expected, "{defects}");
}

#[test]
fn unknown_keys_and_names_have_suggestions() {
    let text = r#"{"licence": "MIT", "without": ["waiter"], "runtime": {"path": "a", "git": "b"}}"#;
    let defects = Settings::parse("s.json", text).expect_err("they are invalid");
    let defects = defects.to_string();
    for line in [
        "  help:     did you mean license?\n",
        "  help:     did you mean waiters?\n",
        "error: not one source of the runtime\n  at:       runtime  (s.json)\n",
    ] {
        assert!(defects.contains(line), "{defects}");
    }
}

#[test]
fn settings_are_written_as_they_are_read() {
    let settings = Settings::new()
        .crate_name("lending")
        .authors(["A", "B"])
        .publish(false)
        .runtime(Runtime::Path("../querysmith".to_owned()))
        .operations(["List*"])
        .without(OptionalPart::Waiters)
        .rename("Book", "Volume")
        .type_attribute("Volume", "#[derive(Eq)]");
    let text = settings.to_json();
    let read = Settings::parse("s.json", &text).expect("they are valid");
    assert_eq!(read.to_json(), text);
    assert_eq!(
        Settings::parse("s.json", "{}").expect("valid").to_json(),
        "{}\n"
    );
}
