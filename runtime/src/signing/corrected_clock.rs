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
