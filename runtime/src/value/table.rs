//! A map with string keys that is iterated in their order, and compiles once for all value types.

use std::collections::HashMap;
use std::fmt;

/// A map that is iterated in the order of names, and from which nothing is removed.
///
/// Instantiating a map of the standard library for each value type, and in each crate that uses it,
/// would add considerably to the compile time. Here the map holds only positions, and is compiled
/// once.
#[derive(Clone)]
pub struct Table<V> {
    positions: Positions,
    values: Vec<V>,
}

/// The position of the value of each name.
#[derive(Default)]
struct Positions(HashMap<String, usize>);

/// Not generic, so that none of it is compiled in other crates.
impl Positions {
    fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    fn insert(&mut self, name: String, position: usize) {
        self.0.insert(name, position);
    }

    fn sorted(&self) -> Vec<(&str, usize)> {
        let entries = self.0.iter().map(|(name, at)| (name.as_str(), *at));
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable();
        entries
    }

    /// The names in the order of their positions.
    fn into_names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        for (name, position) in self.0 {
            if let Some(at) = names.get_mut(position) {
                *at = name;
            }
        }
        names
    }
}

impl Clone for Positions {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self {
            positions: Positions::default(),
            values: Vec::new(),
        }
    }
}

impl<V: fmt::Debug> fmt::Debug for Table<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<V> Table<V> {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.values.get(self.positions.get(name)?)
    }

    /// The value of this name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.values.get_mut(self.positions.get(name)?)
    }

    /// Inserts `value`, and replaces an existing value with the same name.
    pub fn insert(&mut self, name: String, value: V) {
        match self.get_mut(&name) {
            Some(existing) => *existing = value,
            None => {
                self.positions.insert(name, self.values.len());
                self.values.push(value);
            }
        }
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.positions.sorted().into_iter().map(|(name, _)| name)
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        let entries = self.positions.sorted().into_iter();
        entries.filter_map(|(name, position)| Some((name, self.values.get(position)?)))
    }

    /// Inserts all entries of `other`, and replaces existing values with the same names.
    pub fn append(&mut self, other: Self) {
        let names = other.positions.into_names().into_iter();
        for (name, value) in names.zip(other.values) {
            self.insert(name, value);
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

/// Ignores the order of insertion.
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
    fn the_last_value_of_a_name_wins_and_names_are_sorted() {
        let entries = [("b", 1), ("a", 2), ("b", 3)].map(|(name, value)| (name.to_owned(), value));
        let mut table: Table<_> = entries.into_iter().collect();
        assert_eq!(table.iter().collect::<Vec<_>>(), [("a", &2), ("b", &3)]);
        *table.get_mut("a").unwrap() = 4;
        assert_eq!(table.get("a"), Some(&4));
        assert_eq!(table.get("c"), None);
        assert_eq!((table.len(), table.is_empty()), (2, false));
        assert_eq!(table.names().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn the_order_of_insertion_does_not_show() {
        let table = |entries: [(&str, i32); 3]| -> Table<i32> {
            let entries = entries.into_iter();
            entries
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        };
        let (first, second) = (
            table([("a", 1), ("b", 2), ("c", 3)]),
            table([("c", 3), ("b", 2), ("a", 1)]),
        );
        assert_eq!(first, second);
        assert_eq!(format!("{first:?}"), r#"{"a": 1, "b": 2, "c": 3}"#);
        assert_eq!(format!("{second:?}"), format!("{first:?}"));
        let mut appended = table([("d", 4), ("b", 0), ("d", 5)]);
        appended.append(second);
        let expected = [("a", &1), ("b", &2), ("c", &3), ("d", &5)];
        assert_eq!(appended.iter().collect::<Vec<_>>(), expected);
    }
}
