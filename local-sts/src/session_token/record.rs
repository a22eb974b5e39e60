//! The encoding of claims: texts with their lengths, and numbers. Only this program reads it, and only
//! after it was authenticated.

/// Appends values to a record.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(super) fn number(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn texts<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t String>) {
        self.length(texts.len());
        texts.for_each(|text| self.text(text));
    }

    /// An optional value, of which `write` writes the present one.
    pub(super) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.byte(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// Everything that is written comes from requests and states, which are far smaller than 4 GiB.
    fn length(&mut self, length: usize) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&length.to_le_bytes());
    }
}

/// Reads the values of a record in the order in which they were written; `None` at its end.
pub(super) struct Reader<'r>(pub(super) &'r [u8]);

impl<'r> Reader<'r> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.bytes(1)?.first().copied()
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        let bytes = self.bytes(8)?.try_into().ok()?;
        Some(i64::from_le_bytes(bytes))
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let text = std::str::from_utf8(self.bytes(length)?).ok()?;
        Some(text.to_owned())
    }

    pub(super) fn texts(&mut self) -> Option<Vec<String>> {
        let length = self.length()?;
        (0..length).map(|_| self.text()).collect()
    }

    pub(super) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => Some(Some(read(self)?)),
        }
    }

    fn length(&mut self) -> Option<usize> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn bytes(&mut self, length: usize) -> Option<&'r [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_the_order_in_which_they_were_written() {
        let mut writer = Writer::default();
        writer.byte(7);
        writer.number(-1);
        writer.text("é");
        writer.texts([String::new(), "b".to_owned()].iter());
        writer.optional(None, Writer::text);
        writer.optional(Some("c"), Writer::text);
        let mut reader = Reader(&writer.0);
        assert_eq!((reader.byte(), reader.number()), (Some(7), Some(-1)));
        assert_eq!(reader.text().as_deref(), Some("é"));
        assert_eq!(reader.texts().unwrap(), ["", "b"]);
        assert_eq!(reader.optional(Reader::text), Some(None));
        assert_eq!(reader.optional(Reader::text), Some(Some("c".to_owned())));
        assert_eq!(reader.byte(), None);
    }

    #[test]
    fn a_record_that_ends_early_has_no_value() {
        for bytes in [&[][..], &[1, 0], &[1, 0, 0, 0], &[255, 255, 255, 255, 0]] {
            assert_eq!(Reader(bytes).text(), None, "{bytes:?}");
            assert_eq!(Reader(bytes).texts(), None, "{bytes:?}");
            assert_eq!(Reader(bytes).number(), None, "{bytes:?}");
        }
    }
}
