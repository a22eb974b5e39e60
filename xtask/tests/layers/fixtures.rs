//! Tests with small crates whose imports are known, which check the checker.

use std::collections::BTreeMap;

use crate::arrows::{Arrow, Arrows};
use crate::tree::Tree;

/// The imports of a crate with these files. Its root is `src/lib.rs`.
pub(crate) fn read(files: &[(&str, &str)]) -> Arrows {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let read = |path: &str| files.get(path).map(|text| (*text).to_owned());
    let tree = Tree::read("src/lib.rs", &read).expect("the fixture can be read");
    Arrows::new("fixture", &tree)
}

/// The imports between the modules that the module `level` declares, as `a -> b`.
fn at(arrows: &Arrows, level: &[&str]) -> Vec<String> {
    let level: Vec<String> = level.iter().map(|name| (*name).to_owned()).collect();
    let siblings = arrows.siblings(&level);
    let arrows = siblings.keys();
    arrows
        .map(|Arrow { from, to }| format!("{from} -> {to}"))
        .collect()
}

/// The imports at the root of a crate with the modules `a`, `b`, `c` and `d`. The text of `a` is
/// given, and each of the others has the items `Item`, `function` and the module `inner`.
fn from_a(text: &str) -> Vec<String> {
    let other = "pub struct Item; pub fn function() {} pub mod inner { pub struct Deep; }";
    let arrows = read(&[
        (
            "src/lib.rs",
            "mod a; mod b; mod c; mod d; pub use d::Item as D; pub struct Root;",
        ),
        ("src/a.rs", text),
        ("src/b.rs", other),
        ("src/c.rs", other),
        ("src/d.rs", other),
    ]);
    at(&arrows, &[])
}

#[test]
fn a_grouped_use_refers_to_each_of_its_modules() {
    assert_eq!(
        from_a("use crate::{b::{self, inner::{Deep}}, c::Item};"),
        ["a -> b", "a -> c"]
    );
}

#[test]
fn super_refers_to_the_siblings() {
    assert_eq!(from_a("use super::b::Item;"), ["a -> b"]);
    assert_eq!(
        from_a("mod child { use super::super::c::Item; }"),
        ["a -> c"]
    );
}

#[test]
fn a_glob_refers_to_its_module_and_to_the_modules_that_define_the_names() {
    assert_eq!(from_a("use crate::c::*;"), ["a -> c"]);
    assert_eq!(from_a("use super::*; type X = D;"), ["a -> d"]);
    assert_eq!(from_a("use super::*; type X = b::Item;"), ["a -> b"]);
    assert_eq!(from_a("use super::*; fn f() { let b = 1; g(b); }"), [""; 0]);
}

#[test]
fn a_glob_does_not_refer_to_private_imports_of_its_module() {
    let arrows = read(&[
        ("src/lib.rs", "mod a; mod b; mod c;"),
        ("src/a.rs", "use crate::b::*; fn f() -> Result { Result }"),
        ("src/b.rs", "use crate::c::Result;"),
        ("src/c.rs", "pub struct Result;"),
    ]);
    assert_eq!(at(&arrows, &[]), ["a -> b", "b -> c"]);
}

#[test]
fn a_renamed_import_refers_to_the_original_module() {
    assert_eq!(
        from_a("use crate::b as other; fn f() { other::function() }"),
        ["a -> b"]
    );
    assert_eq!(from_a("use crate::c::Item as _;"), ["a -> c"]);
}

#[test]
fn a_re_export_at_the_root_refers_to_the_defining_module() {
    assert_eq!(from_a("use crate::D;"), ["a -> d"]);
    assert_eq!(from_a("fn f() { crate::D::new() }"), ["a -> d"]);
    assert_eq!(from_a("use crate::Root;"), [""; 0]);
}

#[test]
fn a_re_export_in_a_module_refers_to_that_module_and_to_the_defining_one() {
    let arrows = read(&[
        ("src/lib.rs", "mod a; mod b; mod c;"),
        ("src/a.rs", "use crate::b::Item;"),
        ("src/b.rs", "pub use super::c::*;"),
        (
            "src/c.rs",
            "pub use inner::Item; mod inner { pub struct Item; }",
        ),
    ]);
    assert_eq!(at(&arrows, &[]), ["a -> b", "a -> c", "b -> c"]);
    assert_eq!(at(&arrows, &["c"]), [""; 0]);
}

#[test]
fn mutual_re_exports_terminate() {
    let arrows = read(&[
        ("src/lib.rs", "pub use http; mod a; mod b;"),
        ("src/a.rs", "pub use crate::b::*; use crate::http::Request;"),
        ("src/b.rs", "pub use crate::a::*; fn f() -> Request {}"),
    ]);
    assert_eq!(at(&arrows, &[]), ["a -> b", "b -> a"]);
}

#[test]
fn a_path_in_code_refers_to_its_module() {
    assert_eq!(from_a("fn f() { crate::b::function() }"), ["a -> b"]);
    assert_eq!(from_a("fn f(x: &[super::c::Item]) {}"), ["a -> c"]);
    assert_eq!(
        from_a("fn f() { if let crate::d::Item = x {} }"),
        ["a -> d"]
    );
    assert_eq!(from_a("impl crate::c::Item for X {}"), ["a -> c"]);
    assert_eq!(from_a("fn f() { <u8 as crate::b::Item>::g() }"), ["a -> b"]);
    assert_eq!(
        from_a("fn f() { ::b::g(); std::b::g(); <u8>::b() }"),
        [""; 0]
    );
}

#[test]
fn a_path_that_begins_with_an_imported_name_refers_to_its_module() {
    assert_eq!(
        from_a("use crate::b::inner; fn f() { inner::Deep::new() }"),
        ["a -> b"]
    );
    assert_eq!(
        from_a("fn f() { use crate::{b, c::*}; b::function(); inner::g() }"),
        ["a -> b", "a -> c"]
    );
}

#[test]
fn ancestors_and_descendants_are_not_siblings() {
    let arrows = read(&[
        ("src/lib.rs", "mod a;"),
        (
            "src/a.rs",
            "mod one; mod two; use one::Item; pub struct Own;",
        ),
        (
            "src/a/one.rs",
            "use super::Own; pub struct Item; fn f() { self::g() }",
        ),
        ("src/a/two.rs", "use super::Item; use crate::a::Own;"),
    ]);
    assert_eq!(at(&arrows, &[]), [""; 0]);
    assert_eq!(at(&arrows, &["a"]), ["two -> one"]);
}

#[test]
fn module_files_are_found_by_the_rules_of_rustc() {
    let arrows = read(&[
        (
            "src/lib.rs",
            "#[path = \"elsewhere/b.rs\"] mod b; mod c; mod d; mod e { mod f; }",
        ),
        ("src/elsewhere/b.rs", "mod child;"),
        ("src/elsewhere/child.rs", "use crate::c;"),
        ("src/c/mod.rs", "mod child;"),
        ("src/c/child.rs", "use crate::d;"),
        ("src/d.rs", "#[path = \"../other.rs\"] mod child;"),
        ("other.rs", "use crate::e;"),
        ("src/e/f.rs", "use crate::b;"),
    ]);
    assert_eq!(at(&arrows, &[]), ["b -> c", "c -> d", "d -> e", "e -> b"]);
}

#[test]
fn test_code_is_ignored() {
    assert_eq!(
        from_a(
            "#[cfg(test)] mod missing;
             #[cfg(all(test, unix))] use crate::b::Item;
             #[test] fn f() { crate::b::function() }
             impl X { #[cfg(test)] fn g() { crate::b::function() } }
             fn h() { #[cfg(test)] let x = crate::b::function(); }
             #[cfg(any(test, feature = \"x\"))] use crate::c::Item;
             #[cfg(not(test))] use crate::d::Item;"
        ),
        ["a -> c", "a -> d"]
    );
}

#[test]
fn tokens_of_macros_are_searched() {
    assert_eq!(
        from_a("fn f() { assert!(crate::b::function()) }"),
        ["a -> b"]
    );
    assert_eq!(
        from_a("macro_rules! m { ($x:ident) => { $crate::b::$x; use $crate::{c::Item, D}; } }"),
        ["a -> b", "a -> c", "a -> d"]
    );
    assert_eq!(
        from_a("use super::*; fn f() { vec![D, x.b::<u8>(), std::c::g()]; }"),
        ["a -> d"]
    );
    assert_eq!(
        from_a("fn f() { quote! { crate::b::function() } }"),
        [""; 0]
    );
}

#[test]
fn a_macro_refers_to_the_module_that_defines_it() {
    let arrows = read(&[
        (
            "src/lib.rs",
            "#[macro_use] mod textual; mod exported; mod used; mod a; mod b; mod c;",
        ),
        ("src/textual.rs", "macro_rules! one { () => {} }"),
        (
            "src/exported.rs",
            "#[macro_export] macro_rules! two { () => {} }",
        ),
        (
            "src/used.rs",
            "macro_rules! three { () => {} } pub(crate) use three;",
        ),
        ("src/a.rs", "one!();"),
        ("src/b.rs", "crate::two!();"),
        ("src/c.rs", "use crate::used::three; three!();"),
    ]);
    assert_eq!(
        at(&arrows, &[]),
        ["a -> textual", "b -> exported", "c -> used"]
    );
}
