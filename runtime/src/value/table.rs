//! A sorted map from text, of which the compiler makes one copy whatever it holds.

use std::collections::BTreeMap;

/// A map by name, sorted, from which nothing is removed.
///
/// A `BTreeMap` for each kind of value is a good part of what building this crate costs whoever
/// depends on it. Here the tree holds positions only, and so is compiled once.
#[derive(Clone, Debug)]
pub struct Table<V> {
    positions: BTreeMap<String, usize>,
    values: Vec<V>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self {
            positions: BTreeMap::new(),
            values: Vec::new(),
        }
    }
}

impl<V> Table<V> {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.values.get(*self.positions.get(name)?)
    }

    /// The value of this name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.values.get_mut(*self.positions.get(name)?)
    }

    /// Puts `value` in the place of what has this name, if anything has.
    pub fn insert(&mut self, name: String, value: V) {
        match self.get_mut(&name) {
            Some(known) => *known = value,
            None => {
                self.positions.insert(name, self.values.len());
                self.values.push(value);
            }
        }
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.positions.keys().map(String::as_str)
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        let entries = self.positions.iter();
        entries.filter_map(|(name, position)| Some((name.as_str(), self.values.get(*position)?)))
    }

    /// Puts all of `other` in, in the place of what has the same names.
    pub fn append(&mut self, other: Self) {
        let mut values: Vec<_> = other.values.into_iter().map(Some).collect();
        for (name, position) in other.positions {
            if let Some(value) = values.get_mut(position).and_then(Option::take) {
                self.insert(name, value);
            }
        }
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Whatever the order in which they were filled.
impl<V: PartialEq> PartialEq for Table<V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<V: Eq> Eq for Table<V> {}

impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut table = Self::default();
        entries
            .into_iter()
            .for_each(|(name, value)| table.insert(name, value));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts_and_names_are_sorted() {
        let entries = [("b", 1), ("a", 2), ("b", 3)].map(|(name, value)| (name.to_owned(), value));
        let mut table: Table<_> = entries.into_iter().collect();
        assert_eq!(table.iter().collect::<Vec<_>>(), [("a", &2), ("b", &3)]);
        *table.get_mut("a").unwrap() = 4;
        assert_eq!(table.get("a"), Some(&4));
        assert_eq!(table.get("c"), None);
        assert_eq!((table.len(), table.is_empty()), (2, false));
        assert_eq!(table.names().collect::<Vec<_>>(), ["a", "b"]);
    }
}
