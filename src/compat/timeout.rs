//! The timeouts of a call.

use std::time::Duration;

use querysmith_runtime::ConfigBuilder;

/// A timeout that is set, disabled, or left at its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Timeout {
    #[default]
    Unset,
    Disabled,
    Set(Duration),
}

impl Timeout {
    fn duration(self) -> Option<Duration> {
        match self {
            Self::Set(duration) => Some(duration),
            Self::Unset | Self::Disabled => None,
        }
    }

    fn or(self, other: Self) -> Self {
        match self {
            Self::Unset => other,
            _ => self,
        }
    }
}

impl From<Option<Duration>> for Timeout {
    fn from(duration: Option<Duration>) -> Self {
        duration.map_or(Self::Unset, Self::Set)
    }
}

/// The timeouts of a call. A timeout that is not set has the default of [`Config`](crate::Config):
/// 3.1 s to connect, 30 s for an attempt, 60 s for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeoutConfig(TimeoutConfigBuilder);

impl TimeoutConfig {
    /// A builder of timeouts.
    pub fn builder() -> TimeoutConfigBuilder {
        TimeoutConfigBuilder::new()
    }

    /// No timeouts.
    pub fn disabled() -> Self {
        Self(TimeoutConfigBuilder {
            connect: Timeout::Disabled,
            read: Timeout::Disabled,
            operation: Timeout::Disabled,
            attempt: Timeout::Disabled,
        })
    }

    /// A builder with these timeouts.
    pub fn to_builder(&self) -> TimeoutConfigBuilder {
        self.0.clone()
    }

    /// A builder with these timeouts.
    pub fn into_builder(self) -> TimeoutConfigBuilder {
        self.0
    }

    /// The timeout for opening a connection.
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.0.connect.duration()
    }

    /// The timeout for reading a response.
    pub fn read_timeout(&self) -> Option<Duration> {
        self.0.read.duration()
    }

    /// The timeout for the whole call.
    pub fn operation_timeout(&self) -> Option<Duration> {
        self.0.operation.duration()
    }

    /// The timeout for one attempt.
    pub fn operation_attempt_timeout(&self) -> Option<Duration> {
        self.0.attempt.duration()
    }

    /// Whether a timeout is set.
    pub fn has_timeouts(&self) -> bool {
        let timeouts = &self.0;
        [
            timeouts.connect,
            timeouts.read,
            timeouts.operation,
            timeouts.attempt,
        ]
        .iter()
        .any(|timeout| timeout.duration().is_some())
    }

    /// Applies the timeouts. The shorter of those for reading and for an attempt limits an attempt.
    pub(super) fn apply(&self, mut builder: ConfigBuilder) -> ConfigBuilder {
        let timeouts = &self.0;
        if timeouts.connect != Timeout::Unset {
            builder = builder.connect_timeout(timeouts.connect.duration());
        }
        let attempt = match (timeouts.read, timeouts.attempt) {
            (Timeout::Set(read), Timeout::Set(attempt)) => Timeout::Set(read.min(attempt)),
            (set @ Timeout::Set(_), _) | (_, set @ Timeout::Set(_)) => set,
            (read, attempt) => read.or(attempt),
        };
        if attempt != Timeout::Unset {
            builder = builder.read_timeout(attempt.duration());
        }
        if timeouts.operation != Timeout::Unset {
            builder = builder.operation_timeout(timeouts.operation.duration());
        }
        builder
    }
}

/// Builds a [`TimeoutConfig`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeoutConfigBuilder {
    connect: Timeout,
    read: Timeout,
    operation: Timeout,
    attempt: Timeout,
}

impl TimeoutConfigBuilder {
    /// A builder without timeouts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout for opening a connection.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect = Timeout::Set(limit);
        self
    }

    /// Sets the timeout for opening a connection, or unsets it with `None`.
    pub fn set_connect_timeout(&mut self, limit: Option<Duration>) -> &mut Self {
        self.connect = limit.into();
        self
    }

    /// Disables the timeout for opening a connection.
    pub fn disable_connect_timeout(mut self) -> Self {
        self.connect = Timeout::Disabled;
        self
    }

    /// Sets the timeout for reading a response: here, for one attempt.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read = Timeout::Set(limit);
        self
    }

    /// Sets the timeout for reading a response, or unsets it with `None`.
    pub fn set_read_timeout(&mut self, limit: Option<Duration>) -> &mut Self {
        self.read = limit.into();
        self
    }

    /// Disables the timeout for reading a response.
    pub fn disable_read_timeout(mut self) -> Self {
        self.read = Timeout::Disabled;
        self
    }

    /// Sets the timeout for the whole call.
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.operation = Timeout::Set(limit);
        self
    }

    /// Sets the timeout for the whole call, or unsets it with `None`.
    pub fn set_operation_timeout(&mut self, limit: Option<Duration>) -> &mut Self {
        self.operation = limit.into();
        self
    }

    /// Disables the timeout for the whole call.
    pub fn disable_operation_timeout(mut self) -> Self {
        self.operation = Timeout::Disabled;
        self
    }

    /// Sets the timeout for one attempt.
    pub fn operation_attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt = Timeout::Set(limit);
        self
    }

    /// Sets the timeout for one attempt, or unsets it with `None`.
    pub fn set_operation_attempt_timeout(&mut self, limit: Option<Duration>) -> &mut Self {
        self.attempt = limit.into();
        self
    }

    /// Disables the timeout for one attempt.
    pub fn disable_operation_attempt_timeout(mut self) -> Self {
        self.attempt = Timeout::Disabled;
        self
    }

    /// Takes those timeouts from `other` that are not set here.
    pub fn take_unset_from(self, other: Self) -> Self {
        Self {
            connect: self.connect.or(other.connect),
            read: self.read.or(other.read),
            operation: self.operation.or(other.operation),
            attempt: self.attempt.or(other.attempt),
        }
    }

    /// Builds the timeouts.
    pub fn build(self) -> TimeoutConfig {
        TimeoutConfig(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn the_shorter_timeout_limits_an_attempt_and_what_is_unset_keeps_its_default() {
        let default = Config::builder().build().timeouts().clone();
        let set = TimeoutConfig::builder().connect_timeout(secs(1));
        for (timeouts, read) in [
            (set.clone(), default.read),
            (set.clone().read_timeout(secs(5)), Some(secs(5))),
            (
                set.clone().operation_attempt_timeout(secs(4)),
                Some(secs(4)),
            ),
            (
                set.clone()
                    .read_timeout(secs(5))
                    .operation_attempt_timeout(secs(4)),
                Some(secs(4)),
            ),
            (
                set.clone()
                    .read_timeout(secs(5))
                    .disable_operation_attempt_timeout(),
                Some(secs(5)),
            ),
            (set.clone().disable_read_timeout(), None),
            (set.clone().disable_operation_attempt_timeout(), None),
        ] {
            let timeouts = timeouts.build();
            let applied = timeouts.apply(Config::builder()).build();
            assert_eq!(applied.timeouts().read, read, "{timeouts:?}");
            assert_eq!(applied.timeouts().connect, Some(secs(1)));
            assert_eq!(applied.timeouts().operation, default.operation);
        }
    }

    #[test]
    fn disabled_means_no_timeout() {
        let config = TimeoutConfig::disabled().apply(Config::builder()).build();
        let timeouts = config.timeouts();
        assert_eq!(
            (timeouts.connect, timeouts.read, timeouts.operation),
            (None, None, None)
        );
        assert!(!TimeoutConfig::disabled().has_timeouts());
    }

    #[test]
    fn unset_timeouts_are_taken_from_others() {
        let ours = TimeoutConfig::builder()
            .read_timeout(secs(1))
            .disable_connect_timeout();
        let others = TimeoutConfig::builder()
            .read_timeout(secs(2))
            .connect_timeout(secs(2))
            .operation_timeout(secs(2));
        let merged = ours.take_unset_from(others).build();
        assert_eq!(merged.read_timeout(), Some(secs(1)));
        assert_eq!(merged.connect_timeout(), None);
        assert_eq!(merged.operation_timeout(), Some(secs(2)));
    }
}
