//! Randomness, so that many programs that saw the same outage do not all come back at once.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

/// Gives uniformly distributed numbers in [0, 1).
pub(super) type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// From the standard library's source of random hash keys: good enough to spread retries.
pub(super) fn standard() -> f64 {
    const BITS: u32 = f64::MANTISSA_DIGITS;
    let random = RandomState::new().build_hasher().finish() >> (u64::BITS - BITS);
    random as f64 / (1_u64 << BITS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_over_the_unit_interval() {
        let numbers: Vec<f64> = (0..1000).map(|_| standard()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / 1000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }
}
