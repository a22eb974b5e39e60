//! A `tracing` subscriber that records all spans and events of every level.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone)]
pub(crate) struct LogCapture {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

impl Default for LogCapture {
    /// A subscriber without lines.
    ///
    /// The first call also sets a global subscriber. `tracing` caches whether an event interests
    /// anyone, and without a global subscriber, the result of a concurrent test that has none
    /// would hide the event from this one.
    fn default() -> Self {
        static GLOBAL: Once = Once::new();
        let empty = || Self {
            lines: Arc::default(),
            spans: Arc::default(),
        };
        GLOBAL.call_once(|| tracing::subscriber::set_global_default(empty()).unwrap());
        empty()
    }
}

impl LogCapture {
    /// Records what this thread logs until the guard is dropped.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let guard = tracing::subscriber::set_default(log.clone());
        (log, guard)
    }

    /// Everything logged so far.
    pub(crate) fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    fn push(&self, mut line: Line, metadata: Option<&Metadata<'_>>) {
        if let Some(metadata) = metadata {
            let (level, target) = (metadata.level(), metadata.target());
            write!(line.0, " {level} {target}").unwrap();
        }
        self.lines.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for LogCapture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        self.push(line, Some(span.metadata()));
        Id::from_u64(self.spans.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("recorded".to_owned());
        values.record(&mut line);
        self.push(line, None);
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line("event".to_owned());
        event.record(&mut line);
        self.push(line, Some(event.metadata()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
