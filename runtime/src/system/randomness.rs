//! A source of random numbers, as a value that can be replaced.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::Config;
//! use querysmith::randomness::Randomness;
//!
//! /// No jitter: every pause has its full length.
//! #[derive(Debug)]
//! struct Longest;
//!
//! impl Randomness for Longest {
//!     fn uniform(&self) -> f64 {
//!         0.999
//!     }
//!
//!     fn fill(&self, bytes: &mut [u8]) {
//!         bytes.fill(0);
//!     }
//! }
//!
//! let config = Config::builder().randomness(Longest).build();
//! ```

use std::fmt::Debug;
use std::sync::Arc;

/// A source of random numbers: for the pauses between attempts and between refreshes of
/// credentials, and for invocation ids. It is not used for anything secret.
pub trait Randomness: Debug + Send + Sync {
    /// Returns a uniformly distributed number from 0 (inclusive) to 1 (exclusive).
    fn uniform(&self) -> f64;

    /// Fills `bytes` with random bytes.
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

/// A fast generator that is seeded separately in each thread, the default.
///
/// On `wasm32-unknown-unknown` there is no entropy to seed it, and it returns the same numbers
/// after every start: set another [`Randomness`] there.
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
    fn numbers_are_between_0_and_1_and_differ() {
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
