//! Form bodies: names and values, decoded and sorted by name.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use super::request_error::{RequestError, RequestErrorKind};

/// The maximum size of a body in bytes.
pub const MAX_BODY: usize = 4 << 20;
/// The maximum number of parameters in a body.
pub const MAX_PARAMETERS: usize = 20_000;
/// The maximum length of a decoded parameter name in bytes.
pub const MAX_NAME: usize = 2048;
/// The maximum number of segments of a parameter name. `Tags.member.1.Key` has four.
pub const MAX_DEPTH: usize = 128;

/// The parameters of a request. Its memory is wiped when dropped, because parameters may be secret.
///
/// Parameters are sorted by the segments of their names, list indices by number. Therefore all
/// parameters below a common prefix are adjacent, and reading an input takes time in proportion to
/// the body, apart from sorting. If several parameters have the same name, the first one is used.
pub struct Form {
    /// The decoded names and values, one after the other.
    text: Zeroizing<String>,
    pairs: Vec<Pair>,
}

/// A name and its value: ranges of the text.
#[derive(Clone)]
struct Pair {
    name: Range<usize>,
    value: Range<usize>,
}

impl Form {
    /// Parses a body, or the query string of a request without a body. `+` is a space.
    ///
    /// # Errors
    ///
    /// If the body exceeds a limit, or if a name or value is not the percent-encoding of UTF-8.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        if body.len() > MAX_BODY {
            return Err(RequestError::new(
                RequestErrorKind::TooLarge,
                format!("The request is larger than {MAX_BODY} bytes"),
            ));
        }
        let mut decoder = Decoder::new(body.len());
        let mut pairs = Vec::new();
        for pair in body.split(|byte| *byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            if pairs.len() == MAX_PARAMETERS {
                return Err(RequestError::new(
                    RequestErrorKind::TooLarge,
                    format!("The request has more than {MAX_PARAMETERS} parameters"),
                ));
            }
            let end = pair.iter().position(|byte| *byte == b'=');
            let end = end.unwrap_or(pair.len());
            let name = decoder.push(pair.get(..end).unwrap_or_default())?;
            let value = decoder.push(pair.get(end + 1..).unwrap_or_default())?;
            pairs.push(Pair { name, value });
        }
        let text = decoder.into_text()?;
        for Pair { name, value } in &pairs {
            // A name or value that is not UTF-8 by itself starts or ends within a character.
            let (Some(name), Some(_)) = (text.get(name.clone()), text.get(value.clone())) else {
                return Err(malformed("is not UTF-8"));
            };
            check_name(name)?;
        }
        let name = |pair: &Pair| text.get(pair.name.clone()).unwrap_or_default();
        pairs.sort_by(|a, b| compare_names(name(a), name(b)));
        Ok(Self { text, pairs })
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The name of the parameter at this position in the order of names.
    pub(super) fn name_at(&self, position: usize) -> &str {
        let pair = self.pairs.get(position);
        pair.and_then(|pair| self.text.get(pair.name.clone()))
            .unwrap_or_default()
    }

    pub(super) fn value_at(&self, position: usize) -> &str {
        let pair = self.pairs.get(position);
        pair.and_then(|pair| self.text.get(pair.value.clone()))
            .unwrap_or_default()
    }
}

/// Shows no names or values, which may be secret.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("parameters", &self.pairs.len())
            .finish_non_exhaustive()
    }
}

/// Decodes into one buffer, which never grows: growing would leave copies of secrets behind.
struct Decoder {
    text: Zeroizing<Vec<u8>>,
}

impl Decoder {
    /// A decoder for at most `capacity` encoded bytes, which never decode to more bytes than that.
    fn new(capacity: usize) -> Self {
        Self {
            text: Zeroizing::new(Vec::with_capacity(capacity)),
        }
    }

    /// Appends a decoded name or value, and returns its place.
    fn push(&mut self, encoded: &[u8]) -> Result<Range<usize>, RequestError> {
        let start = self.text.len();
        let mut rest = encoded;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'%' | b'+')) {
            let (before, from) = rest.split_at(at);
            self.text.extend_from_slice(before);
            let (byte, after) = match from {
                [b'+', after @ ..] => (b' ', after),
                [b'%', high, low, after @ ..] => (hex(*high)? << 4 | hex(*low)?, after),
                _ => return Err(malformed(INCOMPLETE)),
            };
            self.text.push(byte);
            rest = after;
        }
        self.text.extend_from_slice(rest);
        Ok(start..self.text.len())
    }

    fn into_text(mut self) -> Result<Zeroizing<String>, RequestError> {
        match String::from_utf8(std::mem::take(&mut *self.text)) {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(error) => {
                // Wipes it.
                drop(Zeroizing::new(error.into_bytes()));
                Err(malformed("is not UTF-8"))
            }
        }
    }
}

const INCOMPLETE: &str = "has an incomplete percent-encoding";

/// The value of a hexadecimal digit.
fn hex(digit: u8) -> Result<u8, RequestError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(malformed(INCOMPLETE)),
    }
}

fn malformed(what: &str) -> RequestError {
    RequestError::new(
        RequestErrorKind::MalformedQueryString,
        format!("A name or value {what}"),
    )
}

fn check_name(name: &str) -> Result<(), RequestError> {
    let depth = 1 + name.bytes().filter(|byte| *byte == b'.').count();
    if name.len() > MAX_NAME {
        let message = format!("The name of a parameter is longer than {MAX_NAME} bytes");
        return Err(RequestError::new(RequestErrorKind::TooLarge, message).at(name));
    }
    if depth > MAX_DEPTH {
        let message = format!("The name of a parameter has more than {MAX_DEPTH} segments");
        return Err(RequestError::new(RequestErrorKind::TooLarge, message).at(name));
    }
    Ok(())
}

/// A segment of a name, in the order of segments: list indices by number, then the others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment<'a> {
    Index(u32),
    Name(&'a str),
}

impl<'a> Segment<'a> {
    /// Only a number without leading zeros is an index, so that equal segments have equal texts.
    pub(super) fn of(text: &'a str) -> Self {
        let is_index = (1..=9).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'));
        match is_index.then(|| text.parse()) {
            Some(Ok(index)) => Self::Index(index),
            _ => Self::Name(text),
        }
    }
}

fn compare_names(a: &str, b: &str) -> Ordering {
    // Names have long prefixes in common, and equal segments have equal texts. So the comparison
    // starts with the segment in which the names differ.
    let bytes = a.bytes().zip(b.bytes());
    let same = bytes.take_while(|(a, b)| a == b).count();
    let common = a.as_bytes().get(..same).unwrap_or_default();
    let start = common.iter().rposition(|byte| *byte == b'.');
    let start = start.map_or(0, |dot| dot + 1);
    let (a, b) = (a.get(start..), b.get(start..));
    let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
    let segments = |name| str::split(name, '.').map(Segment::of);
    segments(a).cmp(segments(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_value_is_utf_8_by_itself() {
        let form = Form::parse("a%C3%A9=%e2%82%ac+é&b".as_bytes()).unwrap();
        assert_eq!((form.name_at(0), form.value_at(0)), ("aé", "€ é"));
        assert_eq!((form.name_at(1), form.value_at(1)), ("b", ""));
        for body in [
            "a%C3=%A9",
            "a=%C3&%A9=b",
            "a=%FF",
            "a=%",
            "a=%4",
            "a=%4g",
            "a=%+1",
        ] {
            let error = Form::parse(body.as_bytes()).unwrap_err();
            assert_eq!(
                error.kind(),
                RequestErrorKind::MalformedQueryString,
                "{body}"
            );
        }
    }

    #[test]
    fn names_are_in_the_order_of_their_segments() {
        let names = [
            "", ".", "1", "2", "10", "01", "a", "a.", "a.1", "a.2", "a.2.b", "a.10", "a.01", "a.b",
            "a.b.c", "ab", "ab.1", "b", "é.1", "è.1",
        ];
        let segments = |name: &'static str| name.split('.').map(Segment::of);
        for a in names {
            for b in names {
                let expected = segments(a).cmp(segments(b));
                assert_eq!(compare_names(a, b), expected, "{a:?} {b:?}");
            }
        }
    }
}
