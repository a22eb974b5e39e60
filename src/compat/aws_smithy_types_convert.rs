//! The names of the crate `aws-smithy-types-convert`. Needs the feature `chrono`.

/// Conversions of timestamps.
pub mod date_time {
    use chrono::{DateTime as ChronoTime, FixedOffset, Utc};

    use querysmith_runtime::DateTime;
    pub use querysmith_runtime::DateTimeError as Error;

    /// Conversions from and to the timestamps of chrono.
    pub trait DateTimeExt {
        /// Converts to a timestamp of chrono.
        ///
        /// # Errors
        ///
        /// If chrono cannot represent it.
        fn to_chrono_utc(&self) -> Result<ChronoTime<Utc>, Error>;

        /// Converts from a timestamp of chrono.
        fn from_chrono_utc(time: ChronoTime<Utc>) -> DateTime;

        /// Converts from a timestamp of chrono with an offset.
        fn from_chrono_fixed(time: ChronoTime<FixedOffset>) -> DateTime;
    }

    impl DateTimeExt for DateTime {
        fn to_chrono_utc(&self) -> Result<ChronoTime<Utc>, Error> {
            (*self).try_into()
        }

        fn from_chrono_utc(time: ChronoTime<Utc>) -> DateTime {
            time.into()
        }

        fn from_chrono_fixed(time: ChronoTime<FixedOffset>) -> DateTime {
            time.into()
        }
    }
}
