//! Vectors whose first items are stored inline.

/// A vector that is on the heap only if it has more than `N` items.
#[derive(Clone, Debug)]
pub(crate) struct InlineVec<T, const N: usize> {
    inline: [T; N],
    /// All items, once there were more than `N`; otherwise empty.
    spilled: Vec<T>,
    length: usize,
}

impl<T: Copy, const N: usize> InlineVec<T, N> {
    /// An empty vector. `filler` stands for the items that it does not have.
    pub(crate) fn new(filler: T) -> Self {
        Self {
            inline: [filler; N],
            spilled: Vec::new(),
            length: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[T] {
        match self.spilled.as_slice() {
            [] => self.inline.get(..self.length).unwrap_or_default(),
            spilled => spilled,
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        match self.spilled.as_mut_slice() {
            [] => self.inline.get_mut(..self.length).unwrap_or_default(),
            spilled => spilled,
        }
    }

    /// Shortens the vector to `length` items.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        self.spilled.truncate(self.length);
    }

    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        self.extend_from_slice(&[item]);
    }

    #[inline]
    pub(crate) fn extend_from_slice(&mut self, items: &[T]) {
        let end = self.length + items.len();
        match self.inline.get_mut(self.length..end) {
            Some(room) if self.spilled.is_empty() => {
                room.copy_from_slice(items);
                self.length = end;
            }
            _ => self.spill(items),
        }
    }

    #[cold]
    fn spill(&mut self, items: &[T]) {
        if self.spilled.is_empty() {
            self.spilled
                .extend_from_slice(self.inline.get(..self.length).unwrap_or_default());
        }
        self.spilled.extend_from_slice(items);
        self.length = self.spilled.len();
    }
}

impl<T: Copy + PartialEq, const N: usize> PartialEq for InlineVec<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Copy + Eq, const N: usize> Eq for InlineVec<T, N> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_items_of_a_vector_whatever_its_length() {
        let mut model = Vec::new();
        let mut vector = InlineVec::<u32, 4>::new(0);
        for step in 0..500 {
            match step * 7 % 5 {
                0 => {
                    vector.truncate(step * 3 % 7);
                    model.truncate(step * 3 % 7);
                }
                1 => {
                    let items: Vec<u32> = (0..step as u32 % 4).collect();
                    vector.extend_from_slice(&items);
                    model.extend_from_slice(&items);
                }
                _ => {
                    vector.push(step as u32);
                    model.push(step as u32);
                }
            }
            assert_eq!(vector.as_slice(), model);
            assert_eq!(vector.as_mut_slice(), model);
            assert_eq!(vector.len(), model.len());
        }
    }

    #[test]
    fn equality_ignores_where_the_items_are() {
        let mut one = InlineVec::<u32, 2>::new(0);
        one.extend_from_slice(&[1, 2, 3]);
        one.truncate(2);
        let mut other = InlineVec::new(7);
        other.extend_from_slice(&[1, 2]);
        assert_eq!(one, other);
        other.push(3);
        assert_ne!(one, other);
    }
}
