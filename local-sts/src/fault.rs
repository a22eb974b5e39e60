//! Fault injection.

mod parse;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub use parse::FaultError;

/// A fault that the server injects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The response is delayed.
    Latency(Duration),
    /// The request is throttled: status 400, code `Throttling`.
    Throttling,
    /// The service fails: status 500, code `InternalFailure`.
    InternalFailure,
    /// The service is unavailable: status 503, code `ServiceUnavailable`.
    ServiceUnavailable,
    /// The clock of the service is ahead by this many seconds, or behind by a negative number.
    Clock(i64),
    /// The connection is closed without a response.
    Cut,
    /// The connection is closed after half of the response's body.
    CutBody,
}

/// A fault and the requests in which it occurs: by default, in all of them.
///
/// It can be parsed from text, as in `throttling:AssumeRole@0.1*3`: the fault, the operation to
/// which it is limited, its probability, and how often it occurs. All but the fault are optional.
/// The faults are `latency=200ms`, `throttling`, `500`, `503`, `clock=-3600s`, `cut` and
/// `cut-body`.
///
/// ```
/// use querysmith_local_sts::{Fault, FaultRule};
///
/// let rule: FaultRule = "throttling:AssumeRole@0.1*3".parse()?;
/// let same = FaultRule::new(Fault::Throttling).operation("AssumeRole").probability(0.1).times(3);
/// assert_eq!(rule, same);
/// # Ok::<(), querysmith_local_sts::FaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    fault: Fault,
    operation: Option<String>,
    probability: f64,
    remaining: Option<u64>,
}

impl FaultRule {
    /// A fault in every request.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            operation: None,
            probability: 1.0,
            remaining: None,
        }
    }

    /// Limits the fault to requests of this operation.
    #[must_use]
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.operation = Some(name.into());
        self
    }

    /// Sets the probability of the fault in each request, from 0 to 1. A number outside of this range
    /// is replaced by the nearest in it.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = match probability.is_nan() {
            true => 0.0,
            false => probability.clamp(0.0, 1.0),
        };
        self
    }

    /// Sets the maximum number of requests in which the fault occurs.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.remaining = Some(times);
        self
    }
}

/// The faults of a server, with a generator of random numbers.
#[derive(Debug)]
pub(crate) struct Faults(Mutex<Rules>);

#[derive(Debug)]
struct Rules {
    rules: Vec<FaultRule>,
    random: fastrand::Rng,
}

/// The faults of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Occurring {
    pub(crate) latency: Duration,
    /// In seconds.
    pub(crate) clock_offset: i64,
    /// The first fault that prevents the usual response.
    pub(crate) failure: Option<Fault>,
}

impl Faults {
    /// Without a seed, each run has different random faults.
    pub(crate) fn new(rules: Vec<FaultRule>, seed: Option<u64>) -> Self {
        let random = seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        Self(Mutex::new(Rules { rules, random }))
    }

    pub(crate) fn add(&self, rule: FaultRule) {
        self.lock().rules.push(rule);
    }

    pub(crate) fn clear(&self) {
        self.lock().rules.clear();
    }

    /// Decides the faults of a request.
    pub(crate) fn decide(&self, operation: Option<&str>) -> Occurring {
        let mut guard = self.lock();
        let Rules { rules, random } = &mut *guard;
        let mut occurring = Occurring::default();
        for rule in rules.iter_mut() {
            let is_meant = rule.operation.is_none() || rule.operation.as_deref() == operation;
            // A random number is always drawn, so that the effect of a seed does not depend on the
            // other rules.
            if !is_meant || rule.remaining == Some(0) || random.f64() >= rule.probability {
                continue;
            }
            if let Some(remaining) = &mut rule.remaining {
                *remaining -= 1;
            }
            match rule.fault {
                Fault::Latency(latency) => {
                    occurring.latency = occurring.latency.saturating_add(latency);
                }
                Fault::Clock(seconds) => {
                    occurring.clock_offset = occurring.clock_offset.saturating_add(seconds);
                }
                failure => {
                    occurring.failure.get_or_insert(failure);
                }
            }
        }
        occurring
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rules: &[&str], seed: u64) -> Faults {
        let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        Faults::new(rules, Some(seed))
    }

    #[test]
    fn a_fault_is_limited_to_its_operation_and_its_number() {
        let faults = faults(&["throttling:AssumeRole*2"], 1);
        assert_eq!(
            faults.decide(Some("GetCallerIdentity")),
            Occurring::default()
        );
        assert_eq!(faults.decide(None), Occurring::default());
        for expected in [Some(Fault::Throttling), Some(Fault::Throttling), None] {
            assert_eq!(faults.decide(Some("AssumeRole")).failure, expected);
        }
    }

    #[test]
    fn latencies_and_offsets_add_up_and_the_first_failure_counts() {
        let rules = [
            "latency=1s",
            "latency=20ms",
            "clock=-60s",
            "clock=90s",
            "503",
            "cut",
        ];
        let occurring = faults(&rules, 1).decide(None);
        assert_eq!(occurring.latency, Duration::from_millis(1020));
        assert_eq!(occurring.clock_offset, 30);
        assert_eq!(occurring.failure, Some(Fault::ServiceUnavailable));
    }

    #[test]
    fn random_faults_are_the_same_with_the_same_seed() {
        let run = |seed| {
            let faults = faults(&["500@0.25"], seed);
            (0..1000)
                .map(|_| faults.decide(None).failure.is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let count = run(7).iter().filter(|occurs| **occurs).count();
        assert!((200..300).contains(&count), "{count}");
    }

    #[test]
    fn faults_can_be_added_and_removed() {
        let faults = faults(&[], 1);
        faults.add(FaultRule::new(Fault::Cut));
        assert_eq!(faults.decide(None).failure, Some(Fault::Cut));
        faults.clear();
        assert_eq!(faults.decide(None), Occurring::default());
    }
}
