//! A change and its level.

use std::cmp::Reverse;
use std::fmt;

/// The level of semantic versioning that a change requires, by the rules of Cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Callers cannot observe it.
    Patch,
    /// Code that compiled and worked still does.
    Minor,
    /// Code that compiled and worked may break.
    Major,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Level; 3] = [Level::Major, Level::Minor, Level::Patch];

    /// `major`, `minor` or `patch`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Major => "major",
            Level::Minor => "minor",
            Level::Patch => "patch",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The effect of a change on users of the crate: what they have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Code that uses the item no longer compiles: adapt it.
    Breaking,
    /// Code still compiles, but requests, responses, values or checks differ at run time, or there
    /// is a warning: check whether it matters.
    Behavior,
    /// Something is new: nothing to do.
    Addition,
    /// Documentation, examples or tests differ, or only the form of something: nothing to do.
    Documentation,
}

impl Effect {
    /// Every effect, in the order of reports.
    pub const ALL: [Effect; 4] = [
        Effect::Breaking,
        Effect::Behavior,
        Effect::Addition,
        Effect::Documentation,
    ];

    /// `breaking`, `behavior`, `addition` or `documentation`.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Breaking => "breaking",
            Effect::Behavior => "behavior",
            Effect::Addition => "addition",
            Effect::Documentation => "documentation",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It was removed.
    Removed,
    /// It was renamed, and is otherwise the same.
    Renamed,
    /// It has the same name, but differs.
    Changed,
    /// It was added.
    Added,
}

impl ChangeKind {
    /// `removed`, `renamed`, `changed` or `added`.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Removed => "removed",
            ChangeKind::Renamed => "renamed",
            ChangeKind::Changed => "changed",
            ChangeKind::Added => "added",
        }
    }
}

/// The kind of item that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// The service as a whole: the crate, its protocol, its endpoints.
    Service,
    /// An operation, by its name on the wire.
    Operation,
    /// The paginator of an operation.
    Paginator,
    /// A waiter, by its name in the model.
    Waiter,
    /// A structure, a union or an enum, by its Rust name.
    Type,
    /// An error, by its Rust name; one that an operation can return, by `Operation.Error`.
    Error,
    /// A member of a structure or a union, by the Rust names of both.
    Member,
    /// A value of an enum, by the Rust names of both.
    Value,
}

impl Subject {
    /// `service`, `operation`, `paginator`, `waiter`, `type`, `error`, `member` or `value`.
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Service => "service",
            Subject::Operation => "operation",
            Subject::Paginator => "paginator",
            Subject::Waiter => "waiter",
            Subject::Type => "type",
            Subject::Error => "error",
            Subject::Member => "member",
            Subject::Value => "value",
        }
    }
}

/// One change. Its `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    // The order of the fields determines the order of the changes.
    effect: Effect,
    level: Reverse<Level>,
    at: String,
    subject: Subject,
    kind: ChangeKind,
    aspect: &'static str,
    from: Option<String>,
    to: Option<String>,
    why: Option<&'static str>,
}

impl Change {
    fn new(kind: ChangeKind, subject: Subject, at: &str) -> Self {
        let (effect, level) = match kind {
            ChangeKind::Removed | ChangeKind::Renamed => (Effect::Breaking, Level::Major),
            ChangeKind::Added => (Effect::Addition, Level::Minor),
            ChangeKind::Changed => (Effect::Behavior, Level::Minor),
        };
        Self {
            effect,
            level: Reverse(level),
            at: at.to_owned(),
            subject,
            kind,
            aspect: "",
            from: None,
            to: None,
            why: None,
        }
    }

    pub(super) fn added(subject: Subject, at: &str) -> Self {
        Self::new(ChangeKind::Added, subject, at)
    }

    pub(super) fn removed(subject: Subject, at: &str) -> Self {
        Self::new(ChangeKind::Removed, subject, at)
    }

    /// The item at `from` is now at `at`.
    pub(super) fn renamed(subject: Subject, from: &str, at: &str) -> Self {
        Self::new(ChangeKind::Renamed, subject, at).between(from, at)
    }

    /// `aspect` of the item at `at` changed, which is visible at run time only.
    pub(super) fn changed(level: Level, subject: Subject, at: &str, aspect: &'static str) -> Self {
        let change = Self::new(ChangeKind::Changed, subject, at);
        let level = Reverse(level);
        Self {
            aspect,
            level,
            ..change
        }
    }

    /// `aspect` of the item at `at` changed, so that code that uses it no longer compiles.
    pub(super) fn broken(subject: Subject, at: &str, aspect: &'static str) -> Self {
        let change = Self::changed(Level::Major, subject, at, aspect);
        let effect = Effect::Breaking;
        Self { effect, ..change }
    }

    /// `aspect` is new for the item at `at`.
    pub(super) fn extended(subject: Subject, at: &str, aspect: &'static str) -> Self {
        let change = Self::changed(Level::Minor, subject, at, aspect);
        let effect = Effect::Addition;
        Self { effect, ..change }
    }

    /// `aspect` of the item at `at` changed. No code depends on it.
    pub(super) fn of_documentation(subject: Subject, at: &str, aspect: &'static str) -> Self {
        let change = Self::changed(Level::Patch, subject, at, aspect);
        let effect = Effect::Documentation;
        Self { effect, ..change }
    }

    /// An added item without which a call or a builder fails at run time.
    pub(super) fn refusing(self, why: &'static str) -> Self {
        let (effect, level) = (Effect::Behavior, Reverse(Level::Major));
        let change = Self {
            effect,
            level,
            ..self
        };
        change.because(why)
    }

    pub(super) fn between(self, from: impl fmt::Display, to: impl fmt::Display) -> Self {
        let (from, to) = (Some(from.to_string()), Some(to.to_string()));
        Self { from, to, ..self }
    }

    /// Describes an added item.
    pub(super) fn being(self, what: impl fmt::Display) -> Self {
        let to = Some(what.to_string());
        Self { to, ..self }
    }

    pub(super) fn because(self, why: &'static str) -> Self {
        let why = Some(why);
        Self { why, ..self }
    }

    /// The effect of the change on users of the crate.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The level of the change.
    pub fn level(&self) -> Level {
        self.level.0
    }

    /// The kind of the change.
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The kind of item that changed.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The item that changed: `AssumeRoleInput.policy`. If it was renamed, its new name.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// The aspect that changed, if the item exists in both versions under the same name: `type`.
    pub fn aspect(&self) -> Option<&str> {
        Some(self.aspect).filter(|aspect| !aspect.is_empty())
    }

    /// The old value, if it is short.
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The new value, if it is short.
    pub fn to(&self) -> Option<&str> {
        self.to.as_deref()
    }

    /// The consequence for callers, if it is not obvious.
    pub fn why(&self) -> Option<&str> {
        self.why
    }
}
