//! A `tracing` subscriber that records spans and events.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Records spans and events of every level as lines of text.
#[derive(Clone)]
pub struct RecordingSubscriber {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

impl Default for RecordingSubscriber {
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

impl RecordingSubscriber {
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    fn note(
        &self,
        subject: impl fmt::Display,
        level: Option<&Level>,
        fields: impl FnOnce(&mut Line),
    ) {
        let mut line = Line(format!("{subject}"));
        if let Some(level) = level {
            write!(line.0, " {level}").unwrap();
        }
        fields(&mut line);
        self.lines.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for RecordingSubscriber {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "querysmith"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.spans.fetch_add(1, Ordering::SeqCst) + 1;
        let metadata = span.metadata();
        self.note(
            format_args!("{id} {}", metadata.name()),
            Some(metadata.level()),
            |line| {
                span.record(line);
            },
        );
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.note(span.into_u64(), None, |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.note("event", Some(event.metadata().level()), |line| {
            event.record(line)
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
