//! Signature Version 4, presigned URLs, and the clock skew that signatures correct for.

pub(crate) mod clock_skew;
pub(crate) mod corrected_clock;
pub mod presigning;
pub mod sigv4;
