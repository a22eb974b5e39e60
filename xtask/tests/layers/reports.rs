//! Checks that violations are reported completely and with their locations, so that the tests of
//! the real crates can fail.

use crate::arrows::Arrow;
use crate::fixtures::read;
use crate::manifest::{Dependency, dependencies};
use crate::rules::{
    CRATES, against_codegen_stages, against_dependencies, against_runtime_order,
    against_runtime_table,
};
use crate::tree::Tree;

#[test]
fn every_cycle_is_reported_at_its_level() {
    let arrows = read(&[
        ("src/lib.rs", "mod a; mod b; mod c;"),
        (
            "src/a.rs",
            "use crate::b;\n\nuse crate::b::x::Item;\nfn f() { crate::b::f() }",
        ),
        ("src/b.rs", "pub mod x; mod y; mod z;"),
        ("src/b/x.rs", "use super::y; pub struct Item;"),
        ("src/b/y.rs", "use super::z;"),
        ("src/b/z.rs", "use super::{y, x};"),
        ("src/c.rs", "use crate::a;"),
    ]);
    assert_eq!(
        arrows.cycles(),
        ["fixture::b: 3 modules import each other in a cycle: x, y, z
  x -> y
    src/b/x.rs:1: super::y
  y -> z
    src/b/y.rs:1: super::z
  z -> x
    src/b/z.rs:1: super::x
  z -> y
    src/b/z.rs:1: super::y
  help: move what both need into a module that both can import, or into their parent; or pass it as an argument
"]
    );
    let arrows = read(&[
        ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
        (
            "src/a.rs",
            "use crate::b;\n\nuse crate::b::x::Item;\nfn f() { crate::b::f() }",
        ),
        ("src/b.rs", "pub mod x;"),
        ("src/b/x.rs", "pub struct Item(crate::a::A);"),
        ("src/c.rs", "use crate::d;"),
        ("src/d.rs", "use crate::c;"),
    ]);
    let cycles = arrows.cycles();
    assert_eq!(cycles.len(), 2, "{cycles:?}");
    assert_eq!(
        cycles[0],
        "fixture: 2 modules import each other in a cycle: a, b
  a -> b
    src/a.rs:1: crate::b
    src/a.rs:3: crate::b::x::Item
    and 1 more
  b -> a
    src/b/x.rs:1: crate::a::A
  help: move what both need into a module that both can import, or into their parent; or pass it as an argument
"
    );
}

#[test]
fn an_import_from_a_later_module_of_the_runtime_is_reported() {
    let arrows = read(&[
        (
            "src/lib.rs",
            "mod value; mod error; mod call; pub use call::Call;",
        ),
        ("src/value.rs", "use crate::Call;"),
        ("src/error.rs", "use crate::value;"),
        ("src/call.rs", "use crate::{error, value}; pub struct Call;"),
    ]);
    assert_eq!(
        arrows.forbidden(against_runtime_order),
        [
            "fixture: value imports from call, which is later in the order; move what it needs to \
          value or to an earlier module, or let call pass it as an argument
  value -> call
    src/value.rs:1: crate::Call
"
        ]
    );
}

#[test]
fn a_module_of_the_runtime_that_is_not_in_the_order_is_reported() {
    let table = |modules: &[&str]| {
        let modules = modules.iter().map(|module| (*module).to_owned());
        against_runtime_table(&modules.collect())
    };
    let message = table(&["value", "util", "contract", "misc"]).expect("a message");
    assert!(
        message.starts_with(
            "runtime: 2 modules of runtime/src/lib.rs are not in the order: misc, util\n"
        ),
        "{message}"
    );
    assert_eq!(table(&["value", "contract"]), None);
}

#[test]
fn an_import_of_a_later_stage_is_reported() {
    let forbidden = |from: &str, to: &str| {
        let arrow = Arrow {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        against_codegen_stages(&arrow).is_some()
    };
    for (from, to) in [
        ("ir", "resolve"),
        ("ir", "emit"),
        ("diff", "emit"),
        ("resolve", "emit"),
    ] {
        assert!(forbidden(from, to), "{from} -> {to}");
        assert!(!forbidden(to, "ir"), "{to} -> ir");
    }
    for to in ["resolve", "ast", "docs", "diff"] {
        assert!(forbidden("emit", to), "emit -> {to}");
    }
}

#[test]
fn unreadable_source_is_reported() {
    let read = |files: &'static [(&str, &str)]| {
        let read = |path: &str| {
            let mut files = files.iter();
            files
                .find(|(file, _)| *file == path)
                .map(|(_, text)| (*text).to_owned())
        };
        Tree::read("src/lib.rs", &read).err()
    };
    assert_eq!(read(&[]).as_deref(), Some("src/lib.rs: cannot be read"));
    assert_eq!(
        read(&[("src/lib.rs", "\nmod a;")]).as_deref(),
        Some("src/lib.rs:2: mod a has no file")
    );
    let unparsed = read(&[("src/lib.rs", "mod a;"), ("src/a.rs", "\n\nfn (")]);
    assert!(unparsed.is_some_and(|error| error.starts_with("src/a.rs:3: ")));
}

const MANIFEST: &str = r#"
[package]
name = "x"
[features]
testing = ["dep:f"]
[dependencies]
# A comment = "1".
a.workspace = true
b = { workspace = true, optional = true, features = ["x"] } # = {
"c" = { path = "../c", package = "querysmith-c" }
[target.'cfg(not(any(target_family = "wasm", x)))'.dependencies]
d = "1"
[dependencies.e]
version = "1"
optional = true
[dependencies.f]
package = "querysmith-f"
[dev-dependencies]
no = "1"
[target.'cfg(unix)'.dev-dependencies]
no.workspace = true
[build-dependencies]
no = "1"
[lints]
workspace = true
"#;

#[test]
fn only_normal_dependencies_of_a_manifest_are_read() {
    let expected = [
        ("a", false),
        ("b", true),
        ("querysmith-c", false),
        ("d", false),
        ("e", true),
        ("querysmith-f", false),
    ];
    let expected = expected.map(|(package, optional)| Dependency {
        package: package.to_owned(),
        optional,
    });
    assert_eq!(dependencies(MANIFEST), expected);
}

#[test]
fn a_dependency_on_a_higher_crate_is_reported() {
    let wrong = |name: &str, package: &str, optional| {
        let dependency = Dependency {
            package: package.to_owned(),
            optional,
        };
        let krate = CRATES.iter().find(|krate| krate.name == name);
        let krate = krate.expect("a crate of the table");
        !against_dependencies(krate, &[dependency]).is_empty()
    };
    assert!(wrong("runtime", "querysmith-credentials", false));
    assert!(wrong("runtime", "querysmith-testing", true));
    assert!(wrong("credentials", "querysmith-sts", false));
    assert!(wrong("testing", "querysmith-sts", true));
    assert!(wrong("generated", "querysmith-credentials", true));
    assert!(wrong("generated", "querysmith-testing", false));
    assert!(wrong("codegen", "querysmith-runtime", false));
    assert!(!wrong("runtime", "http", false));
    assert!(!wrong("credentials", "querysmith-runtime", false));
    assert!(!wrong("generated", "querysmith-runtime", false));
    assert!(!wrong("generated", "querysmith-testing", true));
}
