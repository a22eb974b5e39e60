//! The log: one entry for each request.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use querysmith_runtime::{DateTime, TimestampFormat};

/// How many entries are kept.
const KEPT: usize = 1000;

/// The longest text from a request in an entry, in characters.
const MAX_TEXT: usize = 300;

/// The log entry of one request. `Display` prints it on one line:
///
/// ```text
/// 12:26:40 AssumeRole user/bob AccessDenied: trust policy: statement 1 (Guests): the caller is not one of its principals
/// ```
///
/// It contains no secret: no secret access key, signature, token, assertion or MFA code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// When the request arrived, by the server's clock.
    pub time: DateTime,
    /// The operation that the request names, if any.
    pub operation: Option<String>,
    /// Who made the request: the resource of the ARN if it was authenticated, otherwise the access
    /// key id, or `anonymous`.
    pub caller: String,
    /// The HTTP status; 0 if the connection was cut.
    pub status: u16,
    /// The error code; `None` if the request succeeded.
    pub code: Option<String>,
    /// For a success, what was created; for an error, why it occurred. The response to the caller
    /// contains less than this.
    pub detail: Option<String>,
}

impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time.format(TimestampFormat::DateTime);
        let time = time.get(11..19).unwrap_or(&time);
        let operation = self.operation.as_deref().unwrap_or("-");
        let outcome = self.code.as_deref().unwrap_or("ok");
        write!(f, "{time} {operation} {} {outcome}", self.caller)?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

/// A function that receives every entry.
pub(crate) type Sink = Arc<dyn Fn(&LogEntry) + Send + Sync>;

/// Passes entries to a sink, and keeps the latest.
pub(crate) struct Log {
    sink: Option<Sink>,
    latest: Mutex<VecDeque<LogEntry>>,
}

impl Log {
    pub(crate) fn new(sink: Option<Sink>) -> Self {
        Self {
            sink,
            latest: Mutex::default(),
        }
    }

    pub(crate) fn add(&self, entry: LogEntry) {
        if let Some(sink) = &self.sink {
            sink(&entry);
        }
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.len() == KEPT {
            latest.pop_front();
        }
        latest.push_back(entry);
    }

    /// The latest entries, the oldest first.
    pub(crate) fn latest(&self) -> Vec<LogEntry> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.iter().cloned().collect()
    }
}

/// Text from a request for the log: its first line, shortened, without control characters.
pub(crate) fn shown(text: &str) -> String {
    if text.len() <= MAX_TEXT && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let line = text.split('\n').next().unwrap_or_default();
    let mut characters = line.chars().map(|character| match character.is_control() {
        true => '\u{fffd}',
        false => character,
    });
    let mut shown: String = characters.by_ref().take(MAX_TEXT).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(status: u16) -> LogEntry {
        LogEntry {
            time: DateTime::from_secs(1_600_000_000),
            operation: Some("AssumeRole".to_owned()),
            caller: "user/bob".to_owned(),
            status,
            code: Some("AccessDenied".to_owned()),
            detail: Some("why".to_owned()),
        }
    }

    #[test]
    fn an_entry_is_one_line() {
        let line = entry(403).to_string();
        assert_eq!(line, "12:26:40 AssumeRole user/bob AccessDenied: why");
        assert_eq!(shown("a\tb\nc"), "a\u{fffd}b");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), MAX_TEXT + 1);
    }

    #[test]
    fn only_the_latest_entries_are_kept() {
        let log = Log::new(None);
        for status in 0..2000 {
            log.add(entry(status));
        }
        let latest = log.latest();
        assert_eq!(
            (latest.len(), latest[0].status, latest[999].status),
            (1000, 1000, 1999)
        );
    }
}
