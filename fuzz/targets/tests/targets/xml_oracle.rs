//! Compares the XML reader with quick-xml on generated documents, which are the same in every run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;
use querysmith_fuzz_targets::agrees_with_quick_xml;

const DOCUMENTS: u64 = 20_000;

#[test]
fn both_read_the_same_from_a_well_formed_document() {
    for seed in 0..DOCUMENTS {
        let document = document(&mut Rng::with_seed(seed));
        assert!(agrees(document.as_bytes()), "rejected: {document:?}");
    }
}

#[test]
fn both_read_the_same_from_or_reject_a_mutated_document() {
    let mut accepted = 0;
    for seed in 0..DOCUMENTS {
        let mut random = Rng::with_seed(seed);
        let document = document(&mut random);
        for mutations in 1..=2 {
            let mut bytes = document.clone().into_bytes();
            (0..mutations).for_each(|_| mutate(&mut bytes, &mut random));
            accepted += u64::from(agrees(&bytes));
        }
    }
    // A comparison in which nearly all documents are rejected would show little.
    assert!(accepted > DOCUMENTS / 4, "only {accepted} were accepted");
}

/// Whether both accept the document. If they disagree, the panic message contains it.
fn agrees(bytes: &[u8]) -> bool {
    let outcome = catch_unwind(AssertUnwindSafe(|| agrees_with_quick_xml(bytes)));
    outcome.unwrap_or_else(|_| panic!("they disagree about b\"{}\"", bytes.escape_ascii()))
}

fn pick<'a>(random: &mut Rng, choices: &[&'a str]) -> &'a str {
    choices[random.usize(..choices.len())]
}

/// A well-formed document.
fn document(random: &mut Rng) -> String {
    let mut out = String::new();
    let declarations = [
        "",
        "<?xml version=\"1.0\"?>",
        "<?xml?>\n",
        "<?xml\nversion='1.0' ?>",
    ];
    out.push_str(pick(random, &["", "", "", "\u{feff}"]));
    out.push_str(pick(random, &declarations));
    outside(random, &mut out);
    element(random, &mut out, 0);
    outside(random, &mut out);
    out
}

/// What may precede and follow the root.
fn outside(random: &mut Rng, out: &mut String) {
    for _ in 0..random.usize(..2) {
        out.push_str(pick(
            random,
            &["\n", " \r\n", "<!-- a -- > b -->", "<?pi?>", "<?a ? > ?>"],
        ));
    }
}

fn element(random: &mut Rng, out: &mut String, depth: usize) {
    let names = [
        "Arn",
        "a",
        "_b-1.c",
        "é",
        "x:Arn",
        "member",
        "xmlns",
        "Long.Name-with_all",
    ];
    let name = pick(random, &names);
    out.push('<');
    out.push_str(name);
    attributes(random, out);
    if random.u8(..5) == 0 {
        out.push_str("/>");
        return;
    }
    out.push('>');
    let parts = if depth == 0 { 6 } else { random.usize(..4) };
    for _ in 0..parts {
        match random.u8(..4) {
            0 if depth < 5 => element(random, out, depth + 1),
            _ => text(random, out),
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push_str(pick(random, &["", "", "", " ", "\n\t"]));
    out.push('>');
}

fn attributes(random: &mut Rng, out: &mut String) {
    let mut names = vec![
        "nil", "xsi:nil", "a", "p:b", "xmlns", "xmlns:q", "é", "a:b:c",
    ];
    random.shuffle(&mut names);
    for name in names.iter().take(random.usize(..10).saturating_sub(6)) {
        let quote = pick(random, &["'", "\""]);
        out.push_str(pick(random, &[" ", "\n  ", "\t"]));
        out.push_str(name);
        out.push_str(pick(random, &["=", " = ", "=\n"]));
        out.push_str(quote);
        for _ in 0..random.usize(..4) {
            let values = [
                "true",
                "1",
                "urn:x",
                "a > b",
                "&lt;",
                "&#x1F600;",
                "\r\n",
                "\t",
                "é",
                "&#10;",
                "<",
                "/>",
                "]]>",
            ];
            out.push_str(pick(random, &values));
        }
        out.push_str(quote);
    }
    out.push_str(pick(random, &["", "", "", " ", "\n"]));
}

fn text(random: &mut Rng, out: &mut String) {
    let texts = [
        "\n  ",
        " ",
        "\r\n\r\n",
        "\r",
        "text",
        "some longer text, more than one block of bytes",
        "é",
        "\u{1F600}",
        "&amp;",
        "&lt;&gt;",
        "&quot;&apos;",
        "&#65;",
        "&#x0041;",
        "&#xe9;",
        "&#13;",
        "&#32;",
        "]]>",
        ">",
        "\"'",
        "<![CDATA[]]>",
        "<![CDATA[ ]]>",
        "<![CDATA[a<b>&amp;\r\n]] ]]>",
        "<!---->",
        "<!-- - <a> & -->",
        "<?pi <a> & ?>",
        "a=b",
        "=",
        "/",
        "\0",
    ];
    for _ in 0..random.usize(1..4) {
        out.push_str(pick(random, &texts));
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Rng) {
    let parts: [&[u8]; 28] = [
        b"<",
        b">",
        b"/",
        b"&",
        b";",
        b"\"",
        b"'",
        b"=",
        b" ",
        b"\r",
        b"\n",
        b":",
        b"-",
        b"?",
        b"!",
        b"]]>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<?",
        b"?>",
        b"<!DOCTYPE a>",
        b"&#",
        b"&#x",
        b"<a>",
        b"</a>",
        b"\xff",
        b"<?xml?>",
    ];
    let at = random.usize(..=bytes.len());
    let end = random.usize(at..=bytes.len().min(at + 8));
    match random.u8(..5) {
        0 => drop(bytes.drain(at..end)),
        1 => bytes.truncate(at),
        2 => {
            let copied = bytes[at..end].to_vec();
            let to = random.usize(..=bytes.len());
            bytes.splice(to..to, copied);
        }
        _ => {
            let part = parts[random.usize(..parts.len())];
            bytes.splice(
                at..if random.bool() { at } else { end },
                part.iter().copied(),
            );
        }
    }
}
