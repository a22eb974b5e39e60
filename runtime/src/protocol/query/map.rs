//! Maps: `name.entry.N.key` and `name.entry.N.value`, or without `entry` when flattened.

use super::QueryWriter;

/// A writer of the entries of a map, numbered from 1; dropping it returns to the outer position.
///
/// ```
/// use querysmith_runtime::codegen_v1::QueryWriter;
///
/// let mut writer = QueryWriter::new("Tag", "2020-01-08");
/// writer.map("Tags", "entry", "key", "value").entry("Team").put_string("42");
/// assert!(writer.finish().ends_with("&Tags.entry.1.key=Team&Tags.entry.1.value=42"));
/// ```
#[derive(Debug)]
pub struct MapWriter<'w> {
    writer: &'w mut QueryWriter,
    key: &'w str,
    value: &'w str,
    /// The length of the prefix outside the map.
    outer: usize,
    /// The length of the prefix before an entry's number.
    base: usize,
    count: usize,
}

impl<'w> MapWriter<'w> {
    pub(super) fn new(
        writer: &'w mut QueryWriter,
        name: &str,
        entry: &str,
        key: &'w str,
        value: &'w str,
    ) -> Self {
        let outer = writer.enter(name);
        writer.enter(entry);
        let base = writer.prefix.len();
        Self {
            writer,
            key,
            value,
            outer,
            base,
            count: 0,
        }
    }

    /// Writes the key of the next entry, and returns a writer positioned at its value.
    pub fn entry(&mut self, key: &str) -> &mut QueryWriter {
        self.count += 1;
        self.writer.leave(self.base);
        self.writer.enter_index(self.count);
        self.writer.string(self.key, Some(key));
        self.writer.enter(self.value);
        self.writer
    }
}

impl Drop for MapWriter<'_> {
    fn drop(&mut self) {
        self.writer.leave(self.outer);
    }
}
