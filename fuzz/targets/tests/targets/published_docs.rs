//! Checks the documentation of every published model with the fuzz target `docs`, and that no link
//! is lost.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag};
use querysmith_codegen::fuzzing;
use serde_json::Value;

#[test]
fn published_documentation_is_clean_and_keeps_its_links() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI sets QUERYSMITH_SHARED"
        );
        println!("skipped: QUERYSMITH_SHARED is not set to the directory of published models");
        return;
    };
    // A relative path is relative to the workspace root.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder: PathBuf = root.join(shared).join("models/aws");
    let mut links = 0;
    for entry in fs::read_dir(folder).expect("the directory of models") {
        let model = fs::read_to_string(entry.expect("an entry").path()).expect("a model");
        let model: Value = serde_json::from_str(&model).expect("a model is JSON");
        each_documentation(&model, &mut |html| {
            querysmith_fuzz_targets::docs(html.as_bytes());
            links += check_links(html);
        });
    }
    assert!(links > 1_000, "only {links} links were seen");
}

fn each_documentation(value: &Value, check: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str() {
                    Some(html) if key == "smithy.api#documentation" => check(html),
                    _ => each_documentation(value, check),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| each_documentation(item, check)),
        _ => {}
    }
}

/// Checks that the URL of every link is in the Markdown, and returns the number of links.
fn check_links(html: &str) -> usize {
    let (lines, _) = fuzzing::docs(html);
    let markdown = lines.join("\n");
    let kept: BTreeSet<String> = Parser::new(&markdown)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        })
        .collect();
    let addresses = html.split("href=\"").skip(1).filter_map(|rest| {
        let address = rest.split('"').next()?.trim();
        address
            .starts_with("http")
            .then(|| address.replace("&amp;", "&").replace(' ', "%20"))
    });
    let mut seen = 0;
    for address in addresses {
        assert!(
            kept.contains(&address),
            "{address} is lost:\n{html}\n\n{markdown}\n{kept:#?}"
        );
        seen += 1;
    }
    seen
}
