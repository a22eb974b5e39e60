//! Diffs between models in botocore's format, and between the two formats.

use querysmith_codegen::{Inputs, ModelFile, diff};
use serde_json::{Value, json};

use super::support::{files, set, single};

const SMITHY: &str = include_str!("parcels.json");

fn report(old: &[ModelFile], new: &[ModelFile]) -> String {
    match diff(&Inputs::of(old), &Inputs::of(new)) {
        Ok(diff) => diff.to_string(),
        Err(defects) => panic!("a model is not accepted:\n{defects}"),
    }
}

/// A newer version of the model in botocore's format.
fn newer() -> Vec<ModelFile> {
    let mut files = files();
    let mut change =
        |pointer: &str, value: Value| set(&mut files, "service-2.json", pointer, value);
    change("/operations/Ping/auth", json!(["aws.auth#sigv4"]));
    change("/shapes/Status/enum", json!(["sent", "in-transit"]));
    change("/shapes/Parcel/members/Weight", json!({ "shape": "Size" }));
    change("/shapes/Parcel/documentation", json!("<p>One parcel.</p>"));
    change("/documentation", json!("<p>Sends all parcels.</p>"));
    files
}

/// The changes of [`newer`], after the line with the paths.
const CHANGES: &str = "
breaking: code that uses these no longer compiles; adapt it (1)
  removed value Status::Lost

behavior: code compiles, but acts differently at run time or gets warnings; check it (1)
  major: changed operation Ping: now signed (a call without credentials fails)

additions: nothing to do (1)
  added member Parcel.weight, `Option<i32>`

documentation: nothing to do (2)
  documentation (2)

2 major, 1 minor, 2 patch
advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
";

#[test]
fn versions_in_botocores_format_are_compared() {
    let head = "Parcel Service: from service-2.json (2026-01-01) to service-2.json (2026-01-01)\n";
    assert_eq!(report(&files(), &newer()), format!("{head}{CHANGES}"));
}

#[test]
fn a_version_in_smithys_format_is_compared_with_one_in_botocores() {
    let smithy = single(SMITHY);
    let head = "Parcel Service: from service-2.json (2026-01-01) to service-2.json (2026-01-01)\n";
    assert_eq!(report(&smithy, &newer()), format!("{head}{CHANGES}"));
}

#[test]
fn the_same_facts_in_both_formats_are_no_change() {
    let expected = "\
Parcel Service: from service-2.json (2026-01-01) to service-2.json (2026-01-01)

0 major, 0 minor, 0 patch
advice: no release: the crates are the same
";
    let smithy = single(SMITHY);
    assert_eq!(report(&smithy, &files()), expected);
    assert_eq!(report(&files(), &smithy), expected);
}
