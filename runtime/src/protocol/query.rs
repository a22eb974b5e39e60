//! The serializer of Query requests: an action, a version, and the members of the input.
//!
//! It follows the Smithy specification of the `awsQuery` protocol. Names are the wire names of the
//! model; values are percent-encoded according to RFC 3986, so a space becomes `%20`.

mod buffer;
mod extras;
mod list;
mod map;
mod prefix;
mod put;

use std::fmt::{self, Write};
use std::ops::{Deref, DerefMut};

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use crate::value::date_time::{DateTime, TimestampFormat};
use buffer::{Buffer, needs_no_encoding};
pub(crate) use extras::Extras;

pub use list::ListWriter;
pub use map::MapWriter;
use prefix::Prefix;

/// Enough for the body of most requests, including a policy, without growing.
const BODY_CAPACITY: usize = 1496;

/// A writer of the body of a Query request.
///
/// Names of members are relative to the current position in the input: the input itself at first, a
/// nested structure inside a [`structure`](Self::structure), an item inside a
/// [`list`](Self::list), a value inside a [`map`](Self::map). Members that are `None` are omitted.
///
/// ```
/// use querysmith_runtime::codegen_v1::QueryWriter;
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
    /// The body so far; ASCII only.
    out: Buffer,
    /// What every key at the current position starts with: `&Tags.member.1.`, or nothing at the
    /// input itself, where it is `&`.
    prefix: Prefix,
    /// Whether names consist of unreserved characters, and are therefore not searched for others.
    has_plain_names: bool,
    /// What the model requires of the request besides its body.
    extras: Extras,
}

impl QueryWriter {
    /// Creates a writer with the body `Action=action&Version=version`, without members.
    pub fn new(action: &str, version: &str) -> Self {
        let mut out = Buffer::with_capacity(BODY_CAPACITY);
        out.push(b"Action=");
        out.push_encoded(action);
        out.push(b"&Version=");
        out.push_encoded(version);
        Self {
            out,
            prefix: Prefix::new(),
            has_plain_names: false,
            extras: Extras::default(),
        }
    }

    /// Whether all names that will be written consist of unreserved characters.
    pub(crate) fn with_plain_names(mut self, has_plain_names: bool) -> Self {
        self.has_plain_names = has_plain_names;
        self
    }

    /// Returns the body.
    pub fn finish(self) -> String {
        String::from_utf8(self.out.into_bytes().into_vec()).unwrap_or_default()
    }

    /// Writes a string member, or an enum member by its value.
    pub fn string(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.key(name);
            self.out.push_encoded(value);
        }
    }

    /// Writes a boolean member as `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.key(name);
            let text: &[u8] = if value { b"true" } else { b"false" };
            self.out.push(text);
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

    /// Writes an integer member in decimal, or an intEnum member by its value.
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

    /// Writes a timestamp member in the given format.
    pub fn timestamp(&mut self, name: &str, value: Option<&DateTime>, format: TimestampFormat) {
        if let Some(value) = value {
            self.key(name);
            push_encoded(&mut self.out, &value.display(format));
        }
    }

    /// Enters a nested structure, whose members are written as `name.<member>`.
    pub fn structure(&mut self, name: &str) -> Scope<'_> {
        let outer = self.enter(name);
        Scope {
            writer: self,
            outer,
        }
    }

    /// Enters a list, whose items are written as `name.member.N`, with N from 1.
    ///
    /// `member` is the `xmlName` of the list's member, or `member`. An empty list is written as
    /// `name=` when the list writer is dropped.
    pub fn list(&mut self, name: &str, member: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, member)
    }

    /// Enters a flattened list, whose items are written as `name.N`, with N from 1.
    ///
    /// An empty list is written as `name=` when the list writer is dropped.
    pub fn flat_list(&mut self, name: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, "")
    }

    /// Enters a list of the `ec2Query` protocol: its items are written as `name.N`, with N from 1,
    /// and an empty list is omitted.
    pub fn ec2_list(&mut self, name: &str) -> ListWriter<'_> {
        ListWriter::new(self, name, "").omit_if_empty()
    }

    /// Enters a map, whose entries are written as `name.entry.N.key` and `name.entry.N.value`, with
    /// N from 1.
    ///
    /// `key` and `value` are the `xmlName`s of the map's members, or `key` and `value`. An empty
    /// map is omitted.
    pub fn map<'w>(
        &'w mut self,
        name: &str,
        entry: &str,
        key: &'w str,
        value: &'w str,
    ) -> MapWriter<'w> {
        MapWriter::new(self, name, entry, key, value)
    }

    /// Enters a flattened map, whose entries are written as `name.N.key` and `name.N.value`, with N
    /// from 1.
    pub fn flat_map<'w>(&'w mut self, name: &str, key: &'w str, value: &'w str) -> MapWriter<'w> {
        MapWriter::new(self, name, "", key, value)
    }

    /// Writes an integer of any type.
    fn number(&mut self, name: &str, value: Option<impl itoa::Integer>) {
        if let Some(value) = value {
            self.key(name);
            self.out.push(itoa::Buffer::new().format(value).as_bytes());
        }
    }

    /// Writes `&prefix.name=`, or `&prefix=` if `name` is empty.
    fn key(&mut self, name: &str) {
        let prefix = match self.prefix.as_bytes() {
            [] => b"&",
            [prefix @ .., b'.'] if name.is_empty() => prefix,
            prefix => prefix,
        };
        if self.has_plain_names || needs_no_encoding(name) {
            self.out.push_key(prefix, name);
        } else {
            self.out.push(prefix);
            self.out.push_encoded(name);
            self.out.push(b"=");
        }
    }

    /// Appends a segment to the prefix, unless it is empty, and returns the previous length.
    fn enter(&mut self, segment: &str) -> usize {
        let outer = self.prefix.len();
        if segment.is_empty() {
            return outer;
        }
        if self.has_plain_names || needs_no_encoding(segment) {
            self.prefix.push(segment.as_bytes());
        } else {
            let mut encoded = Buffer::default();
            encoded.push_encoded(segment);
            self.prefix.push(encoded.as_bytes());
        }
        outer
    }

    /// Appends the number of an item or entry to the prefix.
    fn enter_index(&mut self, index: usize) {
        match u8::try_from(index) {
            Ok(digit @ 0..=9) => self.prefix.push(&[b'0' + digit]),
            _ => self
                .prefix
                .push(itoa::Buffer::new().format(index).as_bytes()),
        }
    }

    fn leave(&mut self, outer: usize) {
        self.prefix.truncate(outer);
    }
}

/// Prints no values, because members may be secret.
impl fmt::Debug for QueryWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryWriter")
            .field("bytes", &self.out.len())
            .field("prefix", &String::from_utf8_lossy(self.prefix.as_bytes()))
            .finish()
    }
}

fn push_float(out: &mut Buffer, value: f64, text: &dyn fmt::Display) {
    if value.is_nan() {
        out.push(b"NaN");
    } else if value.is_infinite() {
        let text: &str = if value > 0.0 { "Infinity" } else { "-Infinity" };
        out.push(text.as_bytes());
    } else {
        // A number contains nothing to encode; checking for it is cheap enough.
        push_encoded(out, text);
    }
}

fn push_encoded(out: &mut Buffer, text: &dyn fmt::Display) {
    // Writing to memory does not fail.
    let _ = write!(out, "{text}");
}

/// A [`QueryWriter`] inside a nested structure; dropping it returns to the outer position.
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
