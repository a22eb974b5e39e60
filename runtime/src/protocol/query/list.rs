//! Lists: `name.member.N`, or `name.N` when flattened.

use super::QueryWriter;

/// A writer of the items of a list, numbered from 1; dropping it returns to the outer position.
///
/// ```
/// use querysmith_runtime::codegen_v1::QueryWriter;
///
/// let mut writer = QueryWriter::new("AssumeRole", "2011-06-15");
/// let mut list = writer.list("TransitiveTagKeys", "member");
/// for key in ["Project", "Team"] {
///     list.item().put_string(key);
/// }
/// drop(list);
/// assert!(writer.finish().ends_with(
///     "&TransitiveTagKeys.member.1=Project&TransitiveTagKeys.member.2=Team"
/// ));
/// ```
#[derive(Debug)]
pub struct ListWriter<'w> {
    writer: &'w mut QueryWriter,
    /// The length of the prefix outside the list.
    outer: usize,
    /// The length of the prefix including the list's name, used to write an empty list.
    list: usize,
    /// The length of the prefix before an item's number.
    base: usize,
    count: usize,
    /// Whether an empty list is written.
    writes_empty: bool,
}

impl<'w> ListWriter<'w> {
    pub(super) fn new(writer: &'w mut QueryWriter, name: &str, member: &str) -> Self {
        let outer = writer.enter(name);
        let list = writer.enter(member);
        let base = writer.prefix.len();
        Self {
            writer,
            outer,
            list,
            base,
            count: 0,
            writes_empty: true,
        }
    }

    /// Omits the list if it is empty.
    pub(super) fn omit_if_empty(mut self) -> Self {
        self.writes_empty = false;
        self
    }

    /// Moves to the next item, and returns a writer positioned at it.
    ///
    /// Each call increments the number, even if nothing is written for the item.
    pub fn item(&mut self) -> &mut QueryWriter {
        self.count += 1;
        self.writer.leave(self.base);
        self.writer.enter_index(self.count);
        self.writer
    }
}

impl Drop for ListWriter<'_> {
    fn drop(&mut self) {
        if self.count == 0 && self.writes_empty {
            self.writer.leave(self.list);
            self.writer.key("");
        }
        self.writer.leave(self.outer);
    }
}
