//! Calls the targets with every seed, and with mutations of the seeds that are the same in every
//! run. They need no nightly compiler.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use fastrand::Rng;
use querysmith_fuzz_targets::TARGETS;

/// The number of mutations of each seed, unless `QUERYSMITH_FUZZ_CHANGES` is set.
const CHANGES: usize = 200;
/// The maximum length of a mutated seed in bytes.
const MAX_LENGTH: usize = 64 << 10;

#[test]
fn responses_are_parsed_or_rejected() {
    check("response");
}

#[test]
fn documents_give_credentials_or_errors_without_secrets() {
    check("credentials");
}

#[test]
fn documentation_becomes_markdown_without_html() {
    check("docs");
}

#[test]
fn endpoint_urls_name_their_host_or_are_rejected() {
    check("endpoint");
}

#[test]
fn requests_are_read_or_rejected() {
    check("form");
}

#[test]
fn jmespath_is_parsed_or_rejected() {
    check("jmespath");
}

#[test]
fn json_round_trips() {
    check("json");
}

#[test]
fn requests_to_the_local_sts_are_accepted_or_refused() {
    check("local_sts");
}

#[test]
fn models_become_crates_or_diagnostics() {
    check("model");
}

#[test]
fn models_of_botocore_become_crates_or_diagnostics() {
    check("c2j");
}

#[test]
fn patterns_are_parsed_or_rejected() {
    check("pattern");
}

#[test]
fn profiles_give_credentials_or_errors() {
    check("profile");
}

#[test]
fn proxies_are_chosen_or_rejected() {
    check("proxy");
}

#[test]
fn forms_are_decoded_or_rejected() {
    check("query");
}

#[test]
fn canonical_requests_are_normalized() {
    check("uri");
}

#[test]
fn timestamps_round_trip() {
    check("timestamp");
}

#[test]
fn xml_round_trips() {
    check("xml");
}

#[test]
fn every_target_has_a_fuzzer_and_seeds() {
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).expect("the fuzzers' manifest");
    let readme = fs::read_to_string(fuzz().join("README.md")).expect("the fuzzers' documentation");
    for (name, _) in TARGETS {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
            "{name}"
        );
        let fuzzer = fuzz().join(format!("fuzz_targets/{name}.rs"));
        let fuzzer = fs::read_to_string(fuzzer).expect("a fuzzer");
        assert!(
            fuzzer.contains(&format!("querysmith_fuzz_targets::{name}(bytes)")),
            "{name}"
        );
        assert!(seeds(name).len() > 1, "{name} has seeds");
        let rows = readme.matches(&format!("\n| `{name}` | ")).count();
        assert!(rows > 0, "{name} is in the table");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}

/// Calls a target with its seeds and with mutations of them.
fn check(name: &str) {
    let (_, target) = TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .expect("a target");
    let seeds = seeds(name);
    let changes = std::env::var("QUERYSMITH_FUZZ_CHANGES").ok();
    let changes = changes.map_or(CHANGES, |changes| changes.parse().expect("a number"));
    for (number, (path, seed)) in seeds.iter().enumerate() {
        call(target, seed, path, "unchanged");
        let mut random = Rng::with_seed(number as u64);
        for change in 0..changes {
            let mut bytes = seed.clone();
            for _ in 0..=random.usize(..4) {
                let (_, other) = random.choice(&seeds).expect("there are seeds");
                change_once(&mut bytes, other, &mut random);
            }
            call(target, &bytes, path, &format!("after change {change}"));
        }
    }
}

/// Calls a target. If it panics, the panic message contains the input.
fn call(target: fn(&[u8]), bytes: &[u8], path: &Path, how: &str) {
    if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err() {
        panic!("{} {how}: b\"{}\"", path.display(), bytes.escape_ascii());
    }
}

/// Applies a random mutation: flips a bit, inserts, removes, repeats or truncates bytes, or splices
/// in another seed.
fn change_once(bytes: &mut Vec<u8>, other: &[u8], random: &mut Rng) {
    const INTERESTING: &[&[u8]] = &[
        b"<",
        b">",
        b"&",
        b"\"",
        b"'",
        b"]]>",
        b"<!--",
        b"&#",
        b";",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        "\u{202e}".as_bytes(),
        "é".as_bytes(),
        b"\r",
        b"\n",
        b"\t",
        b" ",
        b"`",
        b"```",
        b"*",
        b"_",
        b"[",
        b"](",
        b"\\",
        b"{",
        b"}",
        b"#",
        b"%",
        b"..",
        b"/",
        b"-1",
        b"18446744073709551616",
        b"1e999",
        b"null",
        b"[]",
        b"{}",
        b"\"\"",
    ];
    let at = random.usize(..=bytes.len());
    let end = random.usize(at..=bytes.len().min(at + 32));
    match random.u8(..7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        1 => drop(bytes.drain(at..end)),
        2 => bytes.truncate(at),
        3 => {
            let part = bytes[at..end].repeat(random.usize(1..64));
            bytes.splice(at..at, part);
        }
        4 => {
            let from = random.usize(..=other.len());
            let to = random.usize(from..=other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        _ => {
            let word = INTERESTING[random.usize(..INTERESTING.len())];
            bytes.splice(at..at, word.iter().copied());
        }
    }
    bytes.truncate(MAX_LENGTH);
}

/// The seeds of a target with their files, in a fixed order.
fn seeds(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fuzz().join("seeds").join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("a directory of seeds")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file).expect("a seed");
            (file, bytes)
        })
        .collect()
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
