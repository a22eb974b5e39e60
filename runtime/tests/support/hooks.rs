//! An interceptor that records which of its hooks run and can fail in one of them.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex};

use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};
use querysmith_runtime::{Bytes, http};

type Request = http::Request<Bytes>;
type Response = http::Response<Bytes>;

/// All hooks that can fail, in the order in which they run.
pub const FALLIBLE: [&str; 15] = [
    "read_before_execution",
    "modify_before_serialization",
    "read_before_serialization",
    "read_after_serialization",
    "modify_before_retry_loop",
    "read_before_attempt",
    "modify_before_signing",
    "read_before_signing",
    "read_after_signing",
    "modify_before_transmit",
    "read_before_transmit",
    "read_after_transmit",
    "modify_before_deserialization",
    "read_before_deserialization",
    "read_after_deserialization",
];

/// The recorded hook calls, in order. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// The error of a [`Recorder`] hook that fails.
#[derive(Debug, PartialEq)]
pub struct Refused(pub u8);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused by rule {}", self.0)
    }
}

impl std::error::Error for Refused {}

#[derive(Debug, Default)]
pub struct Recorder {
    /// The prefix of each note.
    pub name: &'static str,
    pub notes: Notes,
    pub fails_at: Option<&'static str>,
}

impl Recorder {
    pub fn new(notes: &Notes) -> Self {
        Self {
            notes: notes.clone(),
            ..Self::default()
        }
    }

    pub fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    pub fn failing_at(self, hook: &'static str) -> Self {
        Self {
            fails_at: Some(hook),
            ..self
        }
    }

    fn record(&self, hook: &'static str, context: &InterceptorContext<'_>) -> HookResult {
        let Self { name, .. } = self;
        self.notes.add(match context.attempt() {
            0 => format!("{name}{hook}"),
            attempt => format!("{name}{hook} {attempt}"),
        });
        match self.fails_at == Some(hook) {
            true => Err(Refused(7).into()),
            false => Ok(()),
        }
    }

    fn record_outcome(
        &self,
        hook: &'static str,
        context: &InterceptorContext<'_>,
        outcome: Outcome<'_>,
    ) {
        let outcome = match outcome {
            Ok(metadata) => format!("{}", metadata.status()),
            Err(error) => format!("{:?}", error.kind()),
        };
        let (name, attempt) = (self.name, context.attempt());
        self.notes.add(format!("{name}{hook} {attempt}: {outcome}"));
    }
}

type Context<'a, 'b> = &'a mut InterceptorContext<'b>;

impl Interceptor for Recorder {
    fn read_before_execution(&self, context: Context<'_, '_>) -> HookResult {
        self.record("read_before_execution", context)
    }

    fn modify_before_serialization(&self, context: Context<'_, '_>, _: &mut dyn Any) -> HookResult {
        self.record("modify_before_serialization", context)
    }

    fn read_before_serialization(&self, context: Context<'_, '_>) -> HookResult {
        self.record("read_before_serialization", context)
    }

    fn read_after_serialization(&self, context: Context<'_, '_>, _: &Request) -> HookResult {
        self.record("read_after_serialization", context)
    }

    fn modify_before_retry_loop(&self, context: Context<'_, '_>, _: &mut Request) -> HookResult {
        self.record("modify_before_retry_loop", context)
    }

    fn read_before_attempt(&self, context: Context<'_, '_>, _: &Request) -> HookResult {
        self.record("read_before_attempt", context)
    }

    fn modify_before_signing(&self, context: Context<'_, '_>, _: &mut Request) -> HookResult {
        self.record("modify_before_signing", context)
    }

    fn read_before_signing(&self, context: Context<'_, '_>, request: &Request) -> HookResult {
        assert!(!request.headers().contains_key("authorization"));
        self.record("read_before_signing", context)
    }

    fn read_after_signing(&self, context: Context<'_, '_>, _: &Request) -> HookResult {
        self.record("read_after_signing", context)
    }

    fn modify_before_transmit(&self, context: Context<'_, '_>, _: &mut Request) -> HookResult {
        self.record("modify_before_transmit", context)
    }

    fn read_before_transmit(&self, context: Context<'_, '_>, _: &Request) -> HookResult {
        self.record("read_before_transmit", context)
    }

    fn read_after_transmit(&self, context: Context<'_, '_>, _: &Response) -> HookResult {
        self.record("read_after_transmit", context)
    }

    fn modify_before_deserialization(
        &self,
        context: Context<'_, '_>,
        _: &mut Response,
    ) -> HookResult {
        self.record("modify_before_deserialization", context)
    }

    fn read_before_deserialization(&self, context: Context<'_, '_>, _: &Response) -> HookResult {
        self.record("read_before_deserialization", context)
    }

    fn read_after_deserialization(&self, context: Context<'_, '_>, _: Outcome<'_>) -> HookResult {
        self.record("read_after_deserialization", context)
    }

    fn read_after_attempt(&self, context: Context<'_, '_>, outcome: Outcome<'_>) {
        self.record_outcome("read_after_attempt", context, outcome);
    }

    fn read_after_execution(&self, context: Context<'_, '_>, outcome: Outcome<'_>) {
        self.record_outcome("read_after_execution", context, outcome);
    }
}
