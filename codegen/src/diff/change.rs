//! One change, and how grave it is.

use std::cmp::Reverse;
use std::fmt;

/// What a change asks of the crate's version, by the rules that Cargo has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A caller's code cannot see it.
    Patch,
    /// Code that compiled and worked does so still.
    Minor,
    /// Code that compiled and worked may not do so any more.
    Major,
}

impl Level {
    /// Every level, the gravest first.
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

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is gone.
    Removed,
    /// It has another name and is the same otherwise.
    Renamed,
    /// It is there as before, but not what it was.
    Changed,
    /// It is new.
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

/// What kind of thing a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// The service as a whole: the crate, its protocol, its endpoints.
    Service,
    /// An operation, by its name on the wire.
    Operation,
    /// The pages of an operation.
    Paginator,
    /// A waiter, by its name in the model.
    Waiter,
    /// A structure, a union or an enum, by its Rust name.
    Type,
    /// An error, by its Rust name; one that an operation can give, by `Operation.Error`.
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

/// One change, which its `Display` tells in one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    // The order of the fields is that of the changes.
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
    fn new(level: Level, kind: ChangeKind, subject: Subject, at: &str) -> Self {
        Self {
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
        Self::new(Level::Minor, ChangeKind::Added, subject, at)
    }

    pub(super) fn removed(subject: Subject, at: &str) -> Self {
        Self::new(Level::Major, ChangeKind::Removed, subject, at)
    }

    /// What was at `from` is at `at` now.
    pub(super) fn renamed(subject: Subject, from: &str, at: &str) -> Self {
        Self::new(Level::Major, ChangeKind::Renamed, subject, at).between(from, at)
    }

    /// `aspect` of what is at `at` is another.
    pub(super) fn changed(level: Level, subject: Subject, at: &str, aspect: &'static str) -> Self {
        let change = Self::new(level, ChangeKind::Changed, subject, at);
        Self { aspect, ..change }
    }

    pub(super) fn at_level(self, level: Level) -> Self {
        let level = Reverse(level);
        Self { level, ..self }
    }

    pub(super) fn between(self, from: impl fmt::Display, to: impl fmt::Display) -> Self {
        let (from, to) = (Some(from.to_string()), Some(to.to_string()));
        Self { from, to, ..self }
    }

    /// What something new is.
    pub(super) fn being(self, what: impl fmt::Display) -> Self {
        let to = Some(what.to_string());
        Self { to, ..self }
    }

    pub(super) fn because(self, why: &'static str) -> Self {
        let why = Some(why);
        Self { why, ..self }
    }

    /// How grave it is.
    pub fn level(&self) -> Level {
        self.level.0
    }

    /// What became of the subject.
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// What kind of thing changed.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// What changed: `AssumeRoleInput.policy`. After a change of name, the new one.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Which of its aspects changed, if it was there before and has its name still: `type`.
    pub fn aspect(&self) -> Option<&str> {
        Some(self.aspect).filter(|aspect| !aspect.is_empty())
    }

    /// What it was, where that can be said in a few words.
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// What it is now, where that can be said in a few words.
    pub fn to(&self) -> Option<&str> {
        self.to.as_deref()
    }

    /// What it means for a caller, where that is not plain.
    pub fn why(&self) -> Option<&str> {
        self.why
    }
}
