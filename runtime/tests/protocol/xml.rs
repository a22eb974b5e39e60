//! Reading XML responses.

#![expect(clippy::expect_used, reason = "a test helper may panic")]

use querysmith_runtime::codegen_v1::{Document, Element};
use querysmith_runtime::{DateTime, TimestampFormat};

/// Parses `xml` and passes its root to `read`.
fn with_root<T>(xml: &str, read: impl FnOnce(Element<'_>) -> T) -> T {
    let document = Document::parse(xml.as_bytes());
    read(document.expect("the document is well-formed").root())
}

/// The text of the root element of a document.
fn text(xml: &str) -> String {
    with_root(xml, |root| root.string())
}

/// The result of reading `content` with `read`.
fn value<T>(content: &str, read: fn(Element<'_>) -> T) -> T {
    with_root(&format!("<R><V>{content}</V></R>"), |root| {
        read(root.child("V").expect("there is a V"))
    })
}

fn names(element: Element<'_>) -> Vec<&str> {
    element.children().map(|child| child.name()).collect()
}

const RESPONSE: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- the response -->
<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <AssumeRoleResult>
    <Credentials>
      <AccessKeyId>ASIA&#x45;XAMPLE</AccessKeyId>
      <SecretAccessKey><![CDATA[a<b&c]]>d</SecretAccessKey>
      <Expiration>2019-11-09T13:34:41.5Z</Expiration>
    </Credentials>
    <PackedPolicySize> 6 </PackedPolicySize>
    <SourceIdentity/>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-é</RequestId></ResponseMetadata>
</AssumeRoleResponse>";

#[test]
fn a_response_becomes_a_tree() {
    with_root(RESPONSE, |root| {
        assert_eq!(root.name(), "AssumeRoleResponse");
        assert_eq!(names(root), ["AssumeRoleResult", "ResponseMetadata"]);
        let result = root.child("AssumeRoleResult").expect("a result");
        assert_eq!(
            names(result),
            ["Credentials", "PackedPolicySize", "SourceIdentity"]
        );
        let keys = result.child("Credentials").expect("credentials");
        assert_eq!(
            names(keys),
            ["AccessKeyId", "SecretAccessKey", "Expiration"]
        );
        let [id, secret, expiration] = keys.children().collect::<Vec<_>>()[..] else {
            panic!("three members");
        };
        assert_eq!(id.string(), "ASIAEXAMPLE");
        assert_eq!(secret.sensitive_string(), "a<b&cd");
        let expiration = expiration.timestamp(TimestampFormat::DateTime);
        assert_eq!(
            expiration.map(|time| time.to_string()).as_deref(),
            Ok("2019-11-09T13:34:41.5Z")
        );
        let size = result.child("PackedPolicySize").map(|size| size.integer());
        assert_eq!(size, Some(Ok(6)));
        let identity = result
            .child("SourceIdentity")
            .map(|identity| identity.string());
        assert_eq!(identity.as_deref(), Some(""));
        let id = root
            .child("ResponseMetadata")
            .and_then(|data| data.child("RequestId"));
        assert_eq!(id.map(|id| id.string()).as_deref(), Some("c6104cbe-é"));
    });
}

#[test]
fn names_and_plain_text_outlive_the_element_they_came_from() {
    let document = Document::parse(b"<R><A>text</A></R>").expect("well-formed");
    let (name, text) = {
        let child = document.root().child("A").expect("an A");
        (child.name(), child.text())
    };
    assert_eq!(name, "A");
    assert!(matches!(text, std::borrow::Cow::Borrowed("text")));
}

#[test]
fn an_absent_child_is_none_and_the_first_of_several_is_returned() {
    with_root("<R><A>1</A><B/><A>2</A></R>", |root| {
        assert!(root.child("C").is_none());
        assert_eq!(root.child("A").map(|a| a.string()).as_deref(), Some("1"));
        let all: Vec<String> = root.children_named("A").map(|a| a.string()).collect();
        assert_eq!(all, ["1", "2"]);
    });
}

#[test]
fn namespaces_and_prefixes_are_ignored_even_if_undeclared() {
    with_root(
        "<x:R xmlns='urn:a' xmlns:y='urn:b'><y:A>1</y:A><z:B>2</z:B><C xmlns='urn:c'/></x:R>",
        |root| {
            assert_eq!(root.name(), "R");
            assert_eq!(names(root), ["A", "B", "C"]);
        },
    );
}

#[test]
fn attributes_are_found_by_local_name_and_exclude_namespace_declarations() {
    with_root(
        "<R xmlns:foo='urn:a' b='1' foo:c=\"x &amp; &#65;\ny\" d='>'><A/></R>",
        |root| {
            assert_eq!(root.attribute("b").as_deref(), Some("1"));
            assert_eq!(root.attribute("c").as_deref(), Some("x & A y"));
            assert_eq!(root.attribute("d").as_deref(), Some(">"));
            assert_eq!(root.attribute("foo"), None);
            assert_eq!(root.attribute("xmlns"), None);
            assert_eq!(root.child("A").and_then(|a| a.attribute("b")), None);
        },
    );
}

#[test]
fn the_names_of_attributes_are_listed_without_prefixes() {
    with_root("<R xmlns:foo='urn:a' b='>' foo:c=\"/\"><A/></R>", |root| {
        assert!(root.attribute_names().eq(["foo", "b", "c"]));
        let child = root.child("A").expect("an A");
        assert_eq!(child.attribute_names().count(), 0);
    });
}

#[test]
fn the_content_is_found_as_written() {
    let xml =
        "\u{feff}<x:R a='>'>\n<A b=\"</A>\">1&amp;<!-- </A> --></A ><B c='/' /><C></C></x:R >";
    with_root(xml, |root| {
        let content = |element: Element<'_>| &xml[element.content_range()];
        let all: Vec<_> = root.children().map(content).collect();
        assert_eq!(all, ["1&amp;<!-- </A> -->", "", ""]);
        assert!(content(root).starts_with("\n<A b"));
        assert!(content(root).ends_with("<C></C>"));
        let empty = root.child("B").expect("a B").content_range();
        assert!(xml[empty.start..].starts_with("<C>"));
    });
}

#[test]
fn the_path_goes_from_the_root_to_the_element() {
    with_root("<R><s:A><B/></s:A><A><B><C/></B></A></R>", |root| {
        assert_eq!(root.path(), "R");
        let last = root
            .children()
            .last()
            .and_then(|a| a.child("B")?.child("C"));
        assert_eq!(last.map(|c| c.path()).as_deref(), Some("R/A/B/C"));
    });
}

#[test]
fn an_empty_list_is_a_child_without_children() {
    for xml in [
        "<R><L/></R>",
        "<R><L></L></R>",
        "<R><L>\n  </L></R>",
        "<R><L><!-- --></L></R>",
    ] {
        with_root(xml, |root| {
            let list = root.child("L").expect("there is a list");
            assert_eq!(list.children().count(), 0, "{xml}");
        });
    }
}

#[test]
fn references_are_resolved() {
    assert_eq!(
        text("<R>&lt;&gt;&amp;&quot;&apos; &#65;&#x42;&#x1F600;&#xe9;</R>"),
        "<>&\"' AB😀é"
    );
    assert_eq!(text("<R>&amp;lt;</R>"), "&lt;", "text is unescaped once");
    assert_eq!(text("<R>a&amp;b</R>"), "a&b");
    assert_eq!(text("<R>a&amp;</R>"), "a&");
}

#[test]
fn cdata_comments_and_instructions_join_the_text_around_them() {
    assert_eq!(
        text("<R>a<![CDATA[<&amp;]]>b<!-- <x> -->c<?pi <y> ?>d<![CDATA[]]>e&#33;</R>"),
        "a<&amp;bcde!"
    );
}

#[test]
fn a_text_of_many_runs_is_joined_in_order() {
    let runs: Vec<String> = (0..2_000).map(|n| format!("{n}&lt;")).collect();
    let written = runs.join("<!-- --><![CDATA[&]]>");
    let expected = runs.join("&").replace("&lt;", "<");
    assert_eq!(text(&format!("<R>{written}</R>")), expected);
}

#[test]
fn white_space_before_a_comment_or_a_section_is_indentation_only_next_to_a_child() {
    assert_eq!(text("<R> <!-- --> </R>"), "  ");
    assert_eq!(text("<R> <![CDATA[ ]]>\r\n</R>"), "  \n");
    assert_eq!(text("<R> <!-- --> <A/> <!-- --> <![CDATA[ ]]> </R>"), "");
    assert_eq!(text("<R>&#32;<A/>&#32;</R>"), "  ");
    assert_eq!(text("<R> <A/>a <B/> b</R>"), "a  b");
}

#[test]
fn white_space_in_a_leaf_is_kept_and_line_endings_become_line_feeds() {
    assert_eq!(text("<R> \t\n </R>"), " \t\n ");
    assert_eq!(text("<R> a </R>"), " a ");
    assert_eq!(text("<R>a\r\nb\rc\n\r\r\n</R>"), "a\nb\nc\n\n\n");
    assert_eq!(text("<R>a<![CDATA[\r\n]]>&#13;</R>"), "a\n\r");
}

#[test]
fn white_space_around_children_is_ignored_and_other_text_is_kept() {
    assert_eq!(text("<R>\n  <A>1</A>\n  <B/>\n</R>"), "");
    assert_eq!(
        text("<R>one <A>x</A>two<B/>, <C/>&amp; three</R>"),
        "one two, & three"
    );
}

#[test]
fn booleans_are_true_or_false() {
    assert_eq!(value(" true\n", |v| v.boolean()), Ok(true));
    assert_eq!(value("false", |v| v.boolean()), Ok(false));
    for bad in ["", "True", "1", "yes", "true false"] {
        assert!(value(bad, |v| v.boolean()).is_err(), "{bad}");
    }
}

#[test]
fn integers_are_trimmed_and_must_be_in_range() {
    assert_eq!(value(" -128 ", |v| v.byte()), Ok(-128));
    assert_eq!(value("\n32767\t", |v| v.short()), Ok(32767));
    assert_eq!(value("-2147483648", |v| v.integer()), Ok(i32::MIN));
    assert_eq!(value("&#57;223372036854775807", |v| v.long()), Ok(i64::MAX));
    assert!(value("128", |v| v.byte()).is_err());
    assert!(value("-32769", |v| v.short()).is_err());
    assert!(value("2147483648", |v| v.integer()).is_err());
    assert!(value("9223372036854775808", |v| v.long()).is_err());
    for bad in ["", "1.0", "1 2", "0x1", "\u{a0}1"] {
        assert!(value(bad, |v| v.integer()).is_err(), "{bad}");
    }
}

#[test]
fn floats_are_decimal_or_named() {
    assert_eq!(value(" 5.5 ", |v| v.float()), Ok(5.5));
    assert_eq!(value("-1e-3", |v| v.double()), Ok(-0.001));
    assert_eq!(value("Infinity", |v| v.double()), Ok(f64::INFINITY));
    assert_eq!(value("-Infinity", |v| v.float()), Ok(f32::NEG_INFINITY));
    assert!(value("NaN", |v| v.float()).is_ok_and(f32::is_nan));
    assert!(value("NaN", |v| v.double()).is_ok_and(f64::is_nan));
    for bad in ["", "nan", "inf", "+Infinity", "-NaN", "1,5", "1e999", "."] {
        assert!(value(bad, |v| v.double()).is_err(), "{bad}");
        assert!(value(bad, |v| v.float()).is_err(), "{bad}");
    }
    assert!(value("1e39", |v| v.float()).is_err());
    assert!(value("1e39", |v| v.double()).is_ok());
}

#[test]
fn blobs_are_base64_with_white_space_and_may_be_empty() {
    assert_eq!(value("dmFsdWU=", |v| v.blob()), Ok(b"value".to_vec()));
    assert_eq!(
        value("\n dmFs\r\n dWU=\n", |v| v.blob()),
        Ok(b"value".to_vec())
    );
    assert_eq!(value("", |v| v.blob()), Ok(Vec::new()));
    let secret = value("dmFsdWU=", |v| v.sensitive_blob());
    assert_eq!(secret.as_deref(), Ok(&b"value"[..]));
}

#[test]
fn timestamps_are_read_in_each_format() {
    let date_time = |v: Element<'_>| v.timestamp(TimestampFormat::DateTime);
    let epoch_seconds = |v: Element<'_>| v.timestamp(TimestampFormat::EpochSeconds);
    let http_date = |v: Element<'_>| v.timestamp(TimestampFormat::HttpDate);
    let expected = Ok(DateTime::from_secs(1_398_796_238));
    assert_eq!(value(" 2014-04-29T18:30:38Z\n", date_time), expected);
    assert_eq!(value("2014-04-29T20:30:38+02:00", date_time), expected);
    assert_eq!(value("1398796238", epoch_seconds), expected);
    assert_eq!(value("Tue, 29 Apr 2014 18:30:38 GMT", http_date), expected);
    assert!(value("2014-04-29", date_time).is_err());
    assert!(value("", epoch_seconds).is_err());
}

#[test]
fn an_error_in_a_value_names_its_path_what_was_found_and_what_was_expected() {
    let error = value("six", |v| v.integer()).expect_err("not a number");
    assert_eq!(
        error.to_string(),
        "R/V: found \"six\", expected an integer from -2147483648 to 2147483647"
    );
    assert_eq!((error.path(), error.offset()), (Some("R/V"), None));
    let error = value("soon", |v| v.timestamp(TimestampFormat::DateTime)).expect_err("not a time");
    assert_eq!(
        error.to_string(),
        "R/V: found \"soon\", expected a timestamp in the format date-time, \
         such as \"2019-12-16T23:48:18Z\""
    );
}

#[test]
fn an_error_shows_only_the_start_of_a_value_and_nothing_of_a_blob() {
    let long = "x".repeat(1000);
    let error = value(&long, |v| v.long())
        .expect_err("not a number")
        .to_string();
    assert!(
        error.contains(&"x".repeat(40)) && !error.contains(&"x".repeat(41)),
        "{error}"
    );
    let error = value("hunter2!", |v| v.blob())
        .expect_err("not base64")
        .to_string();
    assert_eq!(error, "R/V: found invalid base64, expected base64");
}

#[test]
fn an_error_about_a_missing_member_names_the_path_and_the_member() {
    with_root("<R><Credentials/></R>", |root| {
        let keys = root.child("Credentials").expect("credentials");
        let error = keys
            .required("SecretAccessKey", None::<String>)
            .expect_err("missing");
        assert_eq!(
            error.to_string(),
            "R/Credentials: member SecretAccessKey is missing"
        );
        assert_eq!(keys.required("A", Some(1)), Ok(1));
    });
}

#[test]
fn the_empty_document_has_an_empty_root() {
    let document = Document::empty();
    let root = document.root();
    assert_eq!(
        (root.name(), root.string(), root.children().count()),
        ("", String::new(), 0)
    );
    let error = root.required("Arn", None::<String>).expect_err("missing");
    assert_eq!(
        error.to_string(),
        "the empty response: member Arn is missing"
    );
}

#[test]
fn debug_shows_no_text() {
    with_root("<R><A>hunter2</A></R>", |root| {
        assert_eq!(format!("{root:?}"), "Element(\"R\")");
    });
    let document = Document::parse(b"<R><A>hunter2</A></R>").expect("well-formed");
    assert_eq!(
        format!("{document:?}"),
        "Document { root: \"R\", elements: 2 }"
    );
}

#[test]
fn an_entry_of_a_map_that_lacks_its_key_or_value_has_the_default_of_the_type() {
    let body = b"<R><entry><key>a</key></entry><entry><value>7</value></entry><entry/></R>";
    let document = Document::parse(body).unwrap();
    let entries = document.root().entries("entry", "key", "value");
    let entries: Vec<_> = entries.map(Result::unwrap).collect();
    let numbers: Vec<_> = entries
        .iter()
        .map(|(key, value)| (key.string(), value.integer().unwrap()))
        .collect();
    let expected = [("a", 0), ("", 7), ("", 0)];
    assert_eq!(
        numbers,
        expected.map(|(key, value)| (key.to_owned(), value))
    );
    let (key, value) = entries[2];
    assert_eq!(
        (key.string(), value.string()),
        (String::new(), String::new())
    );
    assert_eq!(value.boolean(), Ok(false));
    assert_eq!(value.long(), Ok(0));
    assert_eq!((value.float(), value.double()), (Ok(0.0), Ok(0.0)));
    assert_eq!(value.blob(), Ok(Vec::new()));
    let epoch = Ok(DateTime::from_secs(0));
    assert_eq!(value.timestamp(TimestampFormat::DateTime), epoch);
    assert!(value.children().next().is_none());
    // In a sparse map, the value is null.
    assert!(value.not_nil().is_none());
    // What is there must be of the type.
    let document = Document::parse(b"<R><key>a</key><value/></R>").unwrap();
    let (_, value) = document.root().entry("key", "value").unwrap();
    assert!(value.integer().is_err());
}
