//! Deterministic randomness for tests.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use querysmith_runtime::randomness::Randomness;

/// Returns the numbers of a script, and then always 0.5. Bytes are all 1 at the first call, all 2
/// at the second, and so on.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::randomness::Randomness;
/// use querysmith::testing::ScriptedRandomness;
///
/// let randomness = ScriptedRandomness::new([0.25]);
/// assert_eq!([randomness.uniform(), randomness.uniform()], [0.25, 0.5]);
/// ```
#[derive(Debug, Default)]
pub struct ScriptedRandomness(Mutex<Script>);

#[derive(Debug, Default)]
struct Script {
    numbers: VecDeque<f64>,
    /// The number of calls of `fill`.
    filled: u8,
}

impl ScriptedRandomness {
    /// Returns these numbers in order, each from 0 (inclusive) to 1 (exclusive).
    pub fn new(numbers: impl IntoIterator<Item = f64>) -> Self {
        Self(Mutex::new(Script {
            numbers: numbers.into_iter().collect(),
            filled: 0,
        }))
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Randomness for ScriptedRandomness {
    fn uniform(&self) -> f64 {
        self.script().numbers.pop_front().unwrap_or(0.5)
    }

    fn fill(&self, bytes: &mut [u8]) {
        let filled = &mut self.script().filled;
        *filled = filled.wrapping_add(1);
        bytes.fill(*filled);
    }
}

/// A pseudorandom generator with a fixed seed, so that its numbers are the same in every run.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::randomness::Randomness;
/// use querysmith::testing::SeededRandomness;
///
/// let [one, same] = [SeededRandomness::new(7), SeededRandomness::new(7)];
/// assert_eq!(one.uniform(), same.uniform());
/// ```
#[derive(Debug)]
pub struct SeededRandomness(Mutex<fastrand::Rng>);

impl SeededRandomness {
    /// A generator with this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    fn generator(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Randomness for SeededRandomness {
    fn uniform(&self) -> f64 {
        self.generator().f64()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.generator().fill(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripted_bytes_count_the_calls() {
        let randomness = ScriptedRandomness::default();
        let mut bytes = [0; 3];
        randomness.fill(&mut bytes);
        assert_eq!(bytes, [1; 3]);
        randomness.fill(&mut bytes);
        assert_eq!(bytes, [2; 3]);
    }

    #[test]
    fn equal_seeds_give_equal_numbers_and_other_seeds_others() {
        let draw = |seed| {
            let randomness = SeededRandomness::new(seed);
            let mut bytes = [0; 16];
            randomness.fill(&mut bytes);
            (bytes, randomness.uniform(), randomness.uniform())
        };
        let (_, first, second) = draw(1);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(first, second);
    }
}
