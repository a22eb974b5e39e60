//! The prefix of the keys at a position in the input.

use crate::value::inline_vec::InlineVec;

/// Enough for the prefixes of nearly all members.
const INLINE: usize = 88;

/// What every key at a position in the input starts with, such as `&Tags.member.1.`, or nothing at the
/// input itself. It has names and numbers, but no values.
pub(super) struct Prefix(InlineVec<u8, INLINE>);

impl Prefix {
    pub(super) fn new() -> Self {
        Self(InlineVec::new(0))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    #[inline]
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Appends a segment and a dot.
    #[inline]
    pub(super) fn push(&mut self, segment: &[u8]) {
        if self.0.len() == 0 {
            self.0.push(b'&');
        }
        self.0.extend_from_slice(segment);
        self.0.push(b'.');
    }
}

#[cfg(test)]
mod tests {
    use crate::protocol::query::QueryWriter;

    /// Writes a value at every kind of position, some of them with a long prefix.
    fn write_all(mut w: QueryWriter) -> String {
        w.string("Name", Some("a b"));
        w.structure("Nested").integer("Number", Some(7));
        let mut list = w.list("List", "member");
        for _ in 0..12 {
            list.item().string("Key", Some("k"));
        }
        drop(list);
        let mut map = w.flat_map("Map", "key", "value");
        map.entry("a&b").put_list("member").item().put_string("c");
        drop(map);
        let mut long = w.structure("A.name_that-is~longer.than_most.of_the.names.of.structures");
        let mut longer = long.structure("Another.name.that.is.as.long.as.the.first.one");
        longer.string("Deep", Some("d"));
        drop(longer);
        long.string("Shallow", Some("s"));
        drop(long);
        w.list("Empty", "member");
        w.finish()
    }

    #[test]
    fn plain_names_are_written_as_if_they_were_searched() {
        let writer = || QueryWriter::new("Write", "1");
        let written = write_all(writer().with_plain_names(true));
        assert_eq!(written, write_all(writer()));
        for part in [
            "&Nested.Number=7&List.member.1.Key=k",
            "&List.member.9.Key=k&List.member.10.Key=k",
            "&Map.1.key=a%26b&Map.1.value.member.1=c&A.name",
            ".structures.Another.name.that.is.as.long.as.the.first.one.Deep=d&A.name",
            "names.of.structures.Shallow=s&Empty=",
        ] {
            assert!(written.contains(part), "{part} in {written}");
        }
    }
}
