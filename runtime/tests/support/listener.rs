//! A `tracing` subscriber that records spans and events of every level, as lines of text.

// Each test crate compiles its own copy of this module and uses only part of it.
#![allow(dead_code, unreachable_pub)]

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

/// The log of a test. Clones share it.
#[derive(Clone)]
pub struct LogCapture(Arc<Mutex<Log>>);

#[derive(Default)]
struct Log {
    lines: Vec<Line>,
    /// The targets of the spans, by number.
    spans: Vec<&'static str>,
}

struct Line {
    target: &'static str,
    text: String,
}

impl Default for LogCapture {
    /// A log without lines.
    ///
    /// The first call also sets a global subscriber. `tracing` caches whether an event interests
    /// anyone, and without a global subscriber, the result of a concurrent test that has none
    /// would hide the event from this one.
    fn default() -> Self {
        static GLOBAL: Once = Once::new();
        let empty = || Self(Arc::default());
        GLOBAL.call_once(|| tracing::subscriber::set_global_default(empty()).unwrap());
        empty()
    }
}

impl LogCapture {
    /// Records what this thread logs until the guard is dropped.
    pub fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let guard = tracing::subscriber::set_default(log.clone());
        (log, guard)
    }

    /// What this project has logged.
    pub fn lines(&self) -> Vec<String> {
        let log = self.0.lock().unwrap();
        let own = log.lines.iter().filter(|line| line.target == "querysmith");
        own.map(|line| line.text.clone()).collect()
    }

    /// Everything that was logged.
    pub fn text(&self) -> String {
        let log = self.0.lock().unwrap();
        let lines: Vec<_> = log.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }

    fn push(&self, line: Line, record: impl FnOnce(&mut Line)) {
        let mut line = line;
        record(&mut line);
        self.0.lock().unwrap().lines.push(line);
    }
}

impl Line {
    fn new(subject: impl fmt::Display, metadata: &Metadata<'static>) -> Self {
        Self {
            target: metadata.target(),
            text: format!("{subject} {}", metadata.level()),
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.text, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for LogCapture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let metadata = span.metadata();
        let id = {
            let spans = &mut self.0.lock().unwrap().spans;
            spans.push(metadata.target());
            spans.len()
        };
        let line = Line::new(format_args!("{id} {}", metadata.name()), metadata);
        self.push(line, |line| span.record(line));
        Id::from_u64(id as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let id = span.into_u64();
        let target = self.0.lock().unwrap().spans[id as usize - 1];
        let text = id.to_string();
        self.push(Line { target, text }, |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        let line = Line::new("event", event.metadata());
        self.push(line, |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
