//! A clock that shows the time of services.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::clock_skew::Skew;
use crate::system::clock::{Clock, MeasuredSkew};

/// A clock, corrected by the skew that responses have shown. It is used for the expiration of
/// credentials, because that is a time of the service.
#[derive(Debug)]
pub(crate) struct CorrectedClock {
    clock: Arc<dyn Clock>,
    skew: Arc<MeasuredSkew>,
}

/// A clock that neither corrects the time nor shares the skew that its users measure.
#[derive(Debug)]
pub(crate) struct UncorrectedClock(pub(crate) Arc<dyn Clock>);

impl Clock for UncorrectedClock {
    fn now(&self) -> SystemTime {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }

    fn is_available(&self) -> bool {
        self.0.is_available()
    }
}

impl CorrectedClock {
    pub(crate) fn new(clock: Arc<dyn Clock>, skew: Arc<MeasuredSkew>) -> Self {
        Self { clock, skew }
    }
}

impl Clock for CorrectedClock {
    fn now(&self) -> SystemTime {
        let skew = Skew(self.skew.get().unwrap_or_default());
        match skew.is_large() {
            true => skew.apply(self.clock.now()),
            false => self.clock.now(),
        }
    }

    fn uncorrected(&self) -> SystemTime {
        self.clock.uncorrected()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn is_available(&self) -> bool {
        self.clock.is_available()
    }

    fn measured_skew(&self) -> Option<Arc<MeasuredSkew>> {
        Some(Arc::clone(&self.skew))
    }
}
