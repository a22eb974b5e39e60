//! Randomness, as a value that is passed in.

use std::fmt::Debug;
use std::sync::Arc;

/// Gives random numbers: for the pauses between attempts and between refreshes of credentials, and
/// for the ids of calls. Nothing that must be kept secret is made of them.
pub trait Randomness: Debug + Send + Sync {
    /// A number from the uniform distribution over 0 (included) to 1 (excluded).
    fn uniform(&self) -> f64;

    /// Fills `bytes` with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

impl<R: Randomness + ?Sized> Randomness for Arc<R> {
    fn uniform(&self) -> f64 {
        self.as_ref().uniform()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.as_ref().fill(bytes);
    }
}

/// A fast generator that is seeded anew in each thread, the default.
///
/// On `wasm32-unknown-unknown` there is nothing to seed it with, and it gives the same numbers
/// with every start: give another [`Randomness`] there.
#[derive(Debug, Clone, Copy, Default)]
pub struct FastRandomness;

impl Randomness for FastRandomness {
    fn uniform(&self) -> f64 {
        fastrand::f64()
    }

    fn fill(&self, bytes: &mut [u8]) {
        fastrand::fill(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_between_0_and_1_and_differ() {
        let numbers: Vec<f64> = (0..100).map(|_| FastRandomness.uniform()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(numbers.iter().any(|number| *number < 0.5));
        assert!(numbers.iter().any(|number| *number >= 0.5));
    }

    #[test]
    fn bytes_are_filled() {
        let mut bytes = [0; 64];
        FastRandomness.fill(&mut bytes);
        assert!(bytes.iter().filter(|byte| **byte != 0).count() > 32);
    }
}
