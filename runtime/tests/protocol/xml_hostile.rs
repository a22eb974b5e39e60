//! Malformed and hostile responses always lead to an error, never to a panic, a hang or an entity
//! expansion.

#![expect(clippy::panic, reason = "a test helper may panic")]

use querysmith_runtime::codegen_v1::{Document, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, XmlError};

fn error(xml: &[u8]) -> XmlError {
    match Document::parse(xml) {
        Ok(document) => panic!("expected an error, found {document:?}"),
        Err(error) => error,
    }
}

fn message(xml: &str) -> String {
    error(xml.as_bytes()).to_string()
}

/// A document with one of every construct.
const SAMPLE: &str = "\u{feff}<?xml version='1.0'?><!-- a --><?pi b?>
<a:R xmlns:a='urn:a' b=\"c &amp; d\"><A>x &lt; &#x1F600; é</A><!-- - --><B/><C ><![CDATA[<z>]]>]
</C ><?pi?><D>\r\n<E f = 'g'/></D></a:R>";

#[test]
fn a_document_truncated_anywhere_is_an_error() {
    assert!(Document::parse(SAMPLE.as_bytes()).is_ok());
    for length in 0..SAMPLE.len() {
        let truncated = SAMPLE.as_bytes().get(..length).expect("within the sample");
        let error = error(truncated);
        let offset = error
            .offset()
            .expect("an error in the document has an offset");
        assert!(offset <= length, "{error} in {length} bytes");
    }
}

#[test]
fn changing_any_byte_of_a_document_does_not_panic() {
    for index in 0..SAMPLE.len() {
        for byte in *b"\0<>&;/'\"=!?-[] a:\x80\xff" {
            let mut changed = SAMPLE.as_bytes().to_vec();
            changed[index] = byte;
            if let Ok(document) = Document::parse(&changed) {
                read_everything(&document);
            }
        }
    }
}

#[test]
fn removing_any_byte_of_a_document_does_not_panic() {
    for index in 0..SAMPLE.len() {
        let mut changed = SAMPLE.as_bytes().to_vec();
        changed.remove(index);
        if let Ok(document) = Document::parse(&changed) {
            read_everything(&document);
        }
    }
}

fn read_everything(document: &Document<'_>) {
    let mut open = vec![document.root()];
    while let Some(element) = open.pop() {
        let _ = (element.string(), element.path(), element.attribute("b"));
        let _ = (element.blob(), element.double(), element.long());
        open.extend(element.children());
    }
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(Document::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(
        message(&nested(MAX_DEPTH + 1)),
        "XML at byte 384: found more than 128 nested elements"
    );
    error("<a>".repeat(1_000_000).as_bytes());
    let self_closing = "<a>".repeat(MAX_DEPTH) + "<b/>" + &"</a>".repeat(MAX_DEPTH);
    error(self_closing.as_bytes());
}

#[test]
fn the_deepest_document_needs_little_stack() {
    let deepest = "<a>".repeat(MAX_DEPTH) + &"</a>".repeat(MAX_DEPTH);
    let is_read = move || Document::parse(deepest.as_bytes()).is_ok();
    // A part of the smallest stacks that threads have, also without optimization.
    let thread = std::thread::Builder::new().stack_size(192 << 10);
    let thread = thread.spawn(is_read).expect("a thread can be started");
    assert!(thread.join().expect("the stack suffices"));
}

#[test]
fn elements_are_limited() {
    let with_children = |count: usize| format!("<r>{}</r>", "<a/>".repeat(count));
    assert!(Document::parse(with_children(MAX_NODES - 1).as_bytes()).is_ok());
    let message = message(&with_children(MAX_NODES));
    assert!(
        message.ends_with("found more than 500000 elements and pieces of text"),
        "{message}"
    );
}

#[test]
fn attributes_of_an_element_are_limited() {
    let with_attributes = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        format!("<r{attributes}/>")
    };
    assert!(Document::parse(with_attributes(MAX_ATTRIBUTES).as_bytes()).is_ok());
    // Comparing each with all others would take time quadratic in their number.
    for count in [MAX_ATTRIBUTES + 1, 1_000_000] {
        assert_eq!(
            message(&with_attributes(count)),
            "XML at byte 0: found more than 64 attributes of an element"
        );
    }
}

#[test]
fn pieces_of_text_are_limited() {
    error(format!("<r>{}</r>", "&lt;".repeat(MAX_NODES + 1)).as_bytes());
    error(format!("<r>{}</r>", "\r".repeat(MAX_NODES + 1)).as_bytes());
}

#[test]
fn a_doctype_is_rejected_and_with_it_every_entity_expansion() {
    let billion_laughs = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><r>&b;</r>";
    assert_eq!(
        message(billion_laughs),
        "XML at byte 0: found a DOCTYPE, expected none"
    );
    for xml in [
        "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
        "<!doctype html><r/>",
        "<r><!DOCTYPE r></r>",
        "<r/><!DOCTYPE r>",
        "<!DOCTYPE r [",
        "<!ENTITY a 'b'><r/>",
    ] {
        error(xml.as_bytes());
    }
}

#[test]
fn an_unknown_reference_is_rejected_without_repeating_it() {
    let found = message("<r>abc&hunter2;def</r>");
    assert_eq!(
        found,
        "XML at byte 6: found a reference to an entity that XML does not define"
    );
    for xml in [
        "<r>a & b</r>",
        "<r>&</r>",
        "<r>&;</r>",
        "<r>&amp</r>",
        "<r>&AMP;</r>",
        "<r>&#;</r>",
        "<r>&#x;</r>",
        "<r>&#0;</r>",
        "<r>&#xD800;</r>",
        "<r>&#x110000;</r>",
        "<r>&#99999999999999;</r>",
        "<r>&#-1;</r>",
        "<r a='&b;'/>",
        "<r a='&#0;'/>",
    ] {
        error(xml.as_bytes());
    }
}

#[test]
fn content_outside_the_root_is_an_error_unless_it_is_blank() {
    for xml in [
        "",
        " ",
        "text",
        "<!-- -->",
        "<?xml version='1.0'?>",
        "x<r/>",
        "<r/>x",
        "<r/><r/>",
        "<r></r><s></s>",
        "<r/>&amp;",
        "&#32;<r/>",
        "<![CDATA[]]><r/>",
        "<r/><![CDATA[x]]>",
        "<r/>\u{feff}",
        "<r/></r>",
        "</r>",
        "<r/><?xml version='1.0'?>",
        "\u{feff}\u{feff}<r/>",
        "<r/>\0",
    ] {
        error(xml.as_bytes());
    }
    assert_eq!(
        message("\u{feff}\u{feff}<r/>"),
        "XML at byte 3: found a second byte order mark"
    );
    assert!(Document::parse(b"\n<!-- --><r/>\r\n<!-- --><?pi?> ").is_ok());
}

#[test]
fn tags_must_match_and_be_closed() {
    assert_eq!(
        message("<r><a></b></r>"),
        "XML at byte 6: found the end tag of another element, expected that of a"
    );
    assert_eq!(
        message("<r><a></a>"),
        "XML at byte 10: found the end of the document, expected the end tag of r"
    );
    assert_eq!(
        message("<r></r"),
        "XML at byte 3: found broken or truncated markup: an end tag without an end"
    );
    for xml in [
        "<r>",
        "<r><a></r>",
        "<x:r></y:r>",
        "<r></r b='c'></r b='c'>",
        "<r b='c'></r b='c'>",
        "<x:r></r>",
        "<r></r",
        "<r",
        "<r/",
        "<",
    ] {
        error(xml.as_bytes());
    }
}

#[test]
fn names_and_attributes_must_be_well_formed() {
    for xml in [
        "<></>",
        "< r/>",
        "</>",
        "<:r/>",
        "<x:/>",
        "<a:b:c/>",
        "<a/b/>",
        "<a/ >",
        "<1/>",
        "<-a/>",
        "<a<b/>",
        "<a\"/>",
        "<r a/>",
        "<r a=b/>",
        "<r a='1' a='2'/>",
        "<r 'b'/>",
        "<r ='b'/>",
        "<r 1='b'/>",
        "<r a='b/>",
        "<r :a='b'/>",
    ] {
        error(xml.as_bytes());
    }
}

#[test]
fn invalid_utf_8_is_an_error_at_its_offset() {
    assert_eq!(
        error(b"<r>\xff</r>").to_string(),
        "XML at byte 3: found invalid UTF-8, expected UTF-8"
    );
    error(b"<r>\xc3</r>");
    error(b"\xff\xfe<\0r\0/\0>\0");
}

#[test]
fn offsets_count_the_byte_order_mark() {
    assert_eq!(error("<r></s>".as_bytes()).offset(), Some(3));
    assert_eq!(error("\u{feff}<r></s>".as_bytes()).offset(), Some(6));
    assert_eq!(error("\u{feff}<r/>x".as_bytes()).offset(), Some(7));
}

#[test]
fn an_error_never_repeats_text_of_the_document() {
    for xml in [
        "<r><Secret>hunter2",
        "<r><Secret>hunter2</r>",
        "<r><Secret>hunter2</hunter2></r>",
        "<r><Secret>hunter2&</Secret></r>",
        "<r><Secret>&hunter2;</Secret></r>",
        "<r><Secret><![CDATA[hunter2</Secret></r>",
        "<r/>hunter2",
        "<r a='hunter2'hunter2/>",
        "<r a='&hunter2;'/>",
    ] {
        let message = message(xml);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn an_error_is_short_even_if_names_are_long() {
    let name = "n".repeat(100_000);
    for xml in [
        format!("<{name}>"),
        format!("<{name}></a>"),
        format!("<a></{name}>"),
    ] {
        assert!(message(&xml).len() < 250);
    }
}
