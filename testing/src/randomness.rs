//! Randomness that a test is in charge of.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use querysmith_runtime::randomness::Randomness;

/// Gives the numbers of a script, then 0.5 for ever; and bytes that are all 1 the first time they
/// are asked for, all 2 the second time, and so on.
///
/// ```
/// use querysmith_runtime::randomness::Randomness;
/// use querysmith_testing::ScriptedRandomness;
///
/// let randomness = ScriptedRandomness::new([0.25]);
/// assert_eq!([randomness.uniform(), randomness.uniform()], [0.25, 0.5]);
/// ```
#[derive(Debug, Default)]
pub struct ScriptedRandomness(Mutex<Script>);

#[derive(Debug, Default)]
struct Script {
    numbers: VecDeque<f64>,
    /// How often bytes were asked for.
    filled: u8,
}

impl ScriptedRandomness {
    /// These numbers, each from 0 (included) to 1 (excluded), in order.
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

/// Gives numbers that look random and are the same in every run.
///
/// ```
/// use querysmith_runtime::randomness::Randomness;
/// use querysmith_testing::SeededRandomness;
///
/// let [one, same] = [SeededRandomness::new(7), SeededRandomness::new(7)];
/// assert_eq!(one.uniform(), same.uniform());
/// ```
#[derive(Debug)]
pub struct SeededRandomness(Mutex<fastrand::Rng>);

impl SeededRandomness {
    /// The numbers that begin at `seed`.
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
    fn bytes_of_a_script_count_how_often_they_were_asked_for() {
        let randomness = ScriptedRandomness::default();
        let mut bytes = [0; 3];
        randomness.fill(&mut bytes);
        assert_eq!(bytes, [1; 3]);
        randomness.fill(&mut bytes);
        assert_eq!(bytes, [2; 3]);
    }

    #[test]
    fn a_seed_gives_the_same_numbers_again_and_another_seed_others() {
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
