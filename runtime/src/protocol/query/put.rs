//! Writers of values without a name: the items of a list and the values of a map.

use super::{ListWriter, MapWriter, QueryWriter};
use crate::value::date_time::{DateTime, TimestampFormat};

/// Methods that write an item of a list or a value of a map at the current position.
impl QueryWriter {
    /// Writes the item or map value at the current position, like [`string`](Self::string).
    pub fn put_string(&mut self, value: &str) {
        self.string("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`boolean`](Self::boolean).
    pub fn put_boolean(&mut self, value: bool) {
        self.boolean("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`byte`](Self::byte).
    pub fn put_byte(&mut self, value: i8) {
        self.byte("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`short`](Self::short).
    pub fn put_short(&mut self, value: i16) {
        self.short("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`integer`](Self::integer).
    pub fn put_integer(&mut self, value: i32) {
        self.integer("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`long`](Self::long).
    pub fn put_long(&mut self, value: i64) {
        self.long("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`float`](Self::float).
    pub fn put_float(&mut self, value: f32) {
        self.float("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`double`](Self::double).
    pub fn put_double(&mut self, value: f64) {
        self.double("", Some(value));
    }

    /// Writes the item or map value at the current position, like [`blob`](Self::blob).
    pub fn put_blob(&mut self, value: &[u8]) {
        self.blob("", Some(value));
    }

    /// Writes the item or map value at the current position, like
    /// [`timestamp`](Self::timestamp).
    pub fn put_timestamp(&mut self, value: &DateTime, format: TimestampFormat) {
        self.timestamp("", Some(value), format);
    }

    /// Writes an empty string for a null item or value of a sparse list or map, so that the item
    /// keeps its number and the entry its key.
    pub fn put_null(&mut self) {
        self.string("", Some(""));
    }

    /// Enters the list that is the item or map value at the current position.
    pub fn put_list(&mut self, member: &str) -> ListWriter<'_> {
        ListWriter::new(self, "", member)
    }

    /// Enters the map that is the item or map value at the current position.
    pub fn put_map<'w>(&'w mut self, entry: &str, key: &'w str, value: &'w str) -> MapWriter<'w> {
        MapWriter::new(self, "", entry, key, value)
    }
}
