//! Values that have no name of their own: the items of a list and the values of a map.

use super::{ListWriter, MapWriter, QueryWriter};
use crate::value::date_time::{DateTime, TimestampFormat};

/// What is written where the writer stands, inside an item of a list or a value of a map.
impl QueryWriter {
    /// Writes the item or map value where the writer stands, as [`string`](Self::string) does.
    pub fn put_string(&mut self, value: &str) {
        self.string("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`boolean`](Self::boolean) does.
    pub fn put_boolean(&mut self, value: bool) {
        self.boolean("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`byte`](Self::byte) does.
    pub fn put_byte(&mut self, value: i8) {
        self.byte("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`short`](Self::short) does.
    pub fn put_short(&mut self, value: i16) {
        self.short("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`integer`](Self::integer) does.
    pub fn put_integer(&mut self, value: i32) {
        self.integer("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`long`](Self::long) does.
    pub fn put_long(&mut self, value: i64) {
        self.long("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`float`](Self::float) does.
    pub fn put_float(&mut self, value: f32) {
        self.float("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`double`](Self::double) does.
    pub fn put_double(&mut self, value: f64) {
        self.double("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`blob`](Self::blob) does.
    pub fn put_blob(&mut self, value: &[u8]) {
        self.blob("", Some(value));
    }

    /// Writes the item or map value where the writer stands, as [`timestamp`](Self::timestamp)
    /// does.
    pub fn put_timestamp(&mut self, value: &DateTime, format: TimestampFormat) {
        self.timestamp("", Some(value), format);
    }

    /// Writes an empty text for the item or map value where the writer stands, of a sparse list or
    /// map that has none there: the item keeps its number, and the entry its key.
    pub fn put_null(&mut self) {
        self.string("", Some(""));
    }

    /// Goes into the list that is the item or map value where the writer stands.
    pub fn put_list(&mut self, member: &str) -> ListWriter<'_> {
        ListWriter::new(self, "", member)
    }

    /// Goes into the map that is the item or map value where the writer stands.
    pub fn put_map<'w>(&'w mut self, entry: &str, key: &'w str, value: &'w str) -> MapWriter<'w> {
        MapWriter::new(self, "", entry, key, value)
    }
}
