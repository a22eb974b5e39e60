//! The latest of values that rarely change.

use std::sync::Mutex;

/// Keeps the latest value for a key, so that the same value is not made for each of many calls.
pub(crate) struct Latest<K, V>(Mutex<Option<(K, V)>>);

impl<K, V> Default for Latest<K, V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PartialEq, V: Clone> Latest<K, V> {
    /// The value for `key`, which `make` returns if it is not the latest one.
    ///
    /// # Errors
    ///
    /// The errors of `make`.
    pub(crate) fn get<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        // Making a value takes less time than waiting for another thread.
        let Ok(mut latest) = self.0.try_lock() else {
            return make();
        };
        if let Some((known, value)) = &*latest
            && *known == key
        {
            return Ok(value.clone());
        }
        let value = make()?;
        *latest = Some((key, value.clone()));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_value_is_made_when_the_key_changes() {
        let latest = Latest::default();
        let made = Cell::new(0);
        let make = || {
            made.set(made.get() + 1);
            Ok::<_, ()>(made.get())
        };
        for (key, expected) in [("a", 1), ("a", 1), ("b", 2), ("b", 2), ("a", 3)] {
            assert_eq!(latest.get(key, make), Ok(expected));
        }
    }

    #[test]
    fn an_error_is_not_kept() {
        let latest = Latest::default();
        assert_eq!(latest.get(1, || Err("none")), Err("none"));
        assert_eq!(latest.get(1, || Ok::<_, ()>(7)), Ok(7));
        assert_eq!(latest.get(2, || Err("none")), Err("none"));
        assert_eq!(latest.get(1, || Err("not made")), Ok(7));
    }

    #[test]
    fn a_value_is_made_while_another_thread_makes_one() {
        let latest = Latest::default();
        let outer = latest.get(1, || {
            assert_eq!(latest.get(1, || Ok::<_, ()>("inner")), Ok("inner"));
            Ok::<_, ()>("outer")
        });
        assert_eq!(outer, Ok("outer"));
        assert_eq!(latest.get(1, || Ok::<_, ()>("new")), Ok("outer"));
    }
}
