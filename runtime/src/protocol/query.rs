//! Writes the body of a Query request: an action, a version, and the members of the input.
//!
//! Source: the Smithy specification of the `awsQuery` protocol. Names are the model's wire names;
//! values are percent-encoded as RFC 3986 says, so a space is `%20`.

mod encode;
mod extras;
mod list;
mod map;
mod put;

use std::fmt::{self, Write};
use std::ops::{Deref, DerefMut};

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use crate::value::date_time::{DateTime, TimestampFormat};
use encode::Encoder;
pub(crate) use extras::Extras;

pub use list::ListWriter;
pub use map::MapWriter;

/// Enough for the body of most requests, a policy in it, without growing.
const BODY_CAPACITY: usize = 2048;
/// Enough for the longest prefix of most requests without growing.
const PREFIX_CAPACITY: usize = 64;

/// Appends members to the body of a Query request.
///
/// It stands at a place in the input, the prefix: the input itself at first, a nested structure
/// inside a [`structure`](Self::structure), an item inside a [`list`](Self::list), a value inside
/// a [`map`](Self::map). A member that is `None` writes nothing.
///
/// ```
/// use querysmith_runtime::query::QueryWriter;
///
/// let mut writer = QueryWriter::new("AssumeRole", "2011-06-15");
/// writer.string("RoleSessionName", Some("Mary Major"));
/// writer.string("ExternalId", None);
/// writer.integer("DurationSeconds", Some(900));
/// let mut policies = writer.list("PolicyArns", "member");
/// policies.item().string("arn", Some("arn:aws:iam::aws:policy/ReadOnlyAccess"));
/// drop(policies);
/// assert_eq!(
///     writer.finish(),
///     "Action=AssumeRole&Version=2011-06-15&RoleSessionName=Mary%20Major&DurationSeconds=900\
///      &PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess"
/// );
/// ```
pub struct QueryWriter {
    /// Nothing but ASCII.
    out: Vec<u8>,
    /// Where the writer stands, encoded, without a point at the end: `Tags.member.1`.
    prefix: Vec<u8>,
    /// What the model asks of the request beside its body.
    extras: Extras,
}

impl QueryWriter {
    /// A body that says `Action=action&Version=version` and has no members yet.
    pub fn new(action: &str, version: &str) -> Self {
        let mut out = Vec::with_capacity(BODY_CAPACITY);
        out.extend_from_slice(b"Action=");
        encode::push_name(&mut out, action);
        out.extend_from_slice(b"&Version=");
        encode::push_name(&mut out, version);
        Self {
            out,
            prefix: Vec::new(),
            extras: Extras::default(),
        }
    }

    /// The body as it goes on the wire.
    pub fn finish(self) -> String {
        String::from_utf8(self.out).unwrap_or_default()
    }

    /// Writes a string member; also an enum, by its value.
    pub fn string(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.key(name);
            encode::push(&mut self.out, value);
        }
    }

    /// Writes a boolean member as `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.key(name);
            let text: &[u8] = if value { b"true" } else { b"false" };
            self.out.extend_from_slice(text);
        }
    }

    /// Writes a byte member in decimal.
    pub fn byte(&mut self, name: &str, value: Option<i8>) {
        self.number(name, value);
    }

    /// Writes a short member in decimal.
    pub fn short(&mut self, name: &str, value: Option<i16>) {
        self.number(name, value);
    }

    /// Writes an integer member in decimal; also an intEnum, by its number.
    pub fn integer(&mut self, name: &str, value: Option<i32>) {
        self.number(name, value);
    }

    /// Writes a long member in decimal.
    pub fn long(&mut self, name: &str, value: Option<i64>) {
        self.number(name, value);
    }

    /// Writes a float member in decimal, or as `NaN`, `Infinity` or `-Infinity`.
    pub fn float(&mut self, name: &str, value: Option<f32>) {
        if let Some(value) = value {
            self.key(name);
            push_float(&mut self.out, value.into(), &value);
        }
    }

    /// Writes a double member in decimal, or as `NaN`, `Infinity` or `-Infinity`.
    pub fn double(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value {
            self.key(name);
            push_float(&mut self.out, value, &value);
        }
    }

    /// Writes a blob member in base64.
    pub fn blob(&mut self, name: &str, value: Option<&[u8]>) {
        if let Some(value) = value {
            self.key(name);
            push_encoded(&mut self.out, &Base64Display::new(value, &STANDARD));
        }
    }

    /// Writes a timestamp member in the format that the model gives it.
    pub fn timestamp(&mut self, name: &str, value: Option<&DateTime>, format: TimestampFormat) {
        if let Some(value) = value {
            self.key(name);
            push_encoded(&mut self.out, &value.display(format));
        }
    }

    /// Goes into a nested structure: what is written through the scope is `name.<member>`.
    pub fn structure(&mut self, name: &str) -> Scope<'_> {
        let outer = self.enter(name);
        Scope {
            writer: self,
            outer,
        }
    }

    /// Goes into a list, whose items are `name.member.N`, N from 1.
    ///
    /// `member` is the `xmlName` of the list's member, or `member`. A list dropped without an
    /// item is written `name=`.
    pub fn list(&mut self, name: &str, member: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, member)
    }

    /// Goes into a flattened list, whose items are `name.N`, N from 1.
    ///
    /// A list dropped without an item is written `name=`.
    pub fn flat_list(&mut self, name: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, "")
    }

    /// Goes into a list as `ec2Query` has it: its items are `name.N`, N from 1, and a list dropped
    /// without an item writes nothing.
    pub fn ec2_list(&mut self, name: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, "").or_nothing()
    }

    /// Goes into a map, whose entries are `name.entry.N.key` and `name.entry.N.value`, N from 1.
    ///
    /// `key` and `value` are the `xmlName`s of the map's members, or `key` and `value`. A map
    /// without an entry writes nothing.
    pub fn map<'w>(
        &'w mut self,
        name: &str,
        entry: &str,
        key: &'w str,
        value: &'w str,
    ) -> MapWriter<'w> {
        MapWriter::new(self, name, entry, key, value)
    }

    /// Goes into a flattened map, whose entries are `name.N.key` and `name.N.value`, N from 1.
    pub fn flat_map<'w>(&'w mut self, name: &str, key: &'w str, value: &'w str) -> MapWriter<'w> {
        MapWriter::new(self, name, "", key, value)
    }

    /// Writes a whole number.
    fn number(&mut self, name: &str, value: Option<impl itoa::Integer>) {
        if let Some(value) = value {
            self.key(name);
            push_digits(&mut self.out, value);
        }
    }

    /// `&prefix.name=`; without a name `&prefix=`.
    fn key(&mut self, name: &str) {
        self.out.push(b'&');
        self.out.extend_from_slice(&self.prefix);
        if !self.prefix.is_empty() && !name.is_empty() {
            self.out.push(b'.');
        }
        encode::push_name(&mut self.out, name);
        self.out.push(b'=');
    }

    /// Appends a segment to the prefix, unless it is empty, and gives the length to return to.
    fn enter(&mut self, segment: &str) -> usize {
        let outer = self.prefix.len();
        if !segment.is_empty() {
            self.open_segment();
            encode::push_name(&mut self.prefix, segment);
        }
        outer
    }

    /// Appends the number of an item or entry to the prefix.
    fn enter_index(&mut self, index: usize) {
        self.open_segment();
        push_digits(&mut self.prefix, index);
    }

    fn open_segment(&mut self) {
        if self.prefix.is_empty() {
            self.prefix.reserve(PREFIX_CAPACITY);
        } else {
            self.prefix.push(b'.');
        }
    }

    fn leave(&mut self, outer: usize) {
        self.prefix.truncate(outer);
    }
}

/// Prints no values: members may be secret.
impl fmt::Debug for QueryWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryWriter")
            .field("bytes", &self.out.len())
            .field("prefix", &String::from_utf8_lossy(&self.prefix))
            .finish()
    }
}

fn push_float(out: &mut Vec<u8>, value: f64, text: &dyn fmt::Display) {
    if value.is_nan() {
        out.extend_from_slice(b"NaN");
    } else if value.is_infinite() {
        let text: &[u8] = if value > 0.0 {
            b"Infinity"
        } else {
            b"-Infinity"
        };
        out.extend_from_slice(text);
    } else {
        // A number has nothing to encode, at the cost of looking for it.
        push_encoded(out, text);
    }
}

fn push_digits(out: &mut Vec<u8>, number: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn push_encoded(out: &mut Vec<u8>, text: &dyn fmt::Display) {
    // Writing to memory does not fail.
    let _ = write!(Encoder(out), "{text}");
}

/// A [`QueryWriter`] inside a nested structure; dropping it goes back out.
#[derive(Debug)]
pub struct Scope<'w> {
    writer: &'w mut QueryWriter,
    outer: usize,
}

impl Deref for Scope<'_> {
    type Target = QueryWriter;

    fn deref(&self) -> &QueryWriter {
        self.writer
    }
}

impl DerefMut for Scope<'_> {
    fn deref_mut(&mut self) -> &mut QueryWriter {
        self.writer
    }
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        self.writer.leave(self.outer);
    }
}
