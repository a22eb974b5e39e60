//! The changes as a report for people.

use std::collections::BTreeMap;
use std::fmt;

use super::change::{Change, ChangeKind, Effect, Level};
use super::{Diff, Version};

/// The next version, for versions below and from 1.0.0.
fn advice(level: Option<Level>) -> &'static str {
    match level {
        None => "no release: the crates are the same",
        Some(Level::Major) => "a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0",
        Some(Level::Minor) => "a minor release: from 0.4.2 to 0.4.3, from 1.4.2 to 1.5.0",
        Some(Level::Patch) => "a patch release: from 0.4.2 to 0.4.3, from 1.4.2 to 1.4.3",
    }
}

/// The heading of a group: what its changes require of users.
fn heading(effect: Effect) -> &'static str {
    match effect {
        Effect::Breaking => "breaking: code that uses these no longer compiles; adapt it",
        Effect::Behavior => {
            "behavior: code compiles, but acts differently at run time or gets warnings; check it"
        }
        Effect::Addition => "additions: nothing to do",
        Effect::Documentation => "documentation: nothing to do",
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (old, new) = (self.old_version(), self.new_version());
        writeln!(f, "{}: from {old} to {new}", self.service())?;
        for effect in Effect::ALL {
            let changes: Vec<&Change> = self.changes_with(effect).collect();
            if changes.is_empty() {
                continue;
            }
            writeln!(f, "\n{} ({})", heading(effect), changes.len())?;
            match effect {
                Effect::Documentation => writeln!(f, "  {}", counts_by_aspect(&changes))?,
                // In the other groups, all changes have the same level.
                Effect::Behavior => {
                    for change in changes {
                        writeln!(f, "  {}: {change}", change.level())?;
                    }
                }
                _ => {
                    for change in changes {
                        writeln!(f, "  {change}")?;
                    }
                }
            }
        }
        let counts = Level::ALL.map(|level| format!("{} {level}", self.count(level)));
        writeln!(f, "\n{}", counts.join(", "))?;
        writeln!(f, "advice: {}", advice(self.level()))
    }
}

/// The aspects that changed with their numbers: `documentation (12), examples (1)`.
fn counts_by_aspect(changes: &[&Change]) -> String {
    let mut counts = BTreeMap::new();
    for aspect in changes.iter().filter_map(|change| change.aspect()) {
        *counts.entry(aspect).or_insert(0_usize) += 1;
    }
    let counts = counts
        .into_iter()
        .map(|(aspect, count)| format!("{aspect} ({count})"));
    counts.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.model, self.api_version)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind().as_str(), self.subject().as_str())?;
        match (self.kind(), self.from(), self.to()) {
            (ChangeKind::Renamed, Some(from), Some(to)) => write!(f, " from {from} to {to}")?,
            (_, from, to) => {
                write!(f, " {}", self.at())?;
                if let Some(aspect) = self.aspect() {
                    write!(f, ": {aspect}")?;
                }
                match (from, to) {
                    (Some(from), Some(to)) => write!(f, ", from `{from}` to `{to}`")?,
                    (None, Some(to)) => write!(f, ", `{to}`")?,
                    _ => {}
                }
            }
        }
        match self.why() {
            Some(why) => write!(f, " ({why})"),
            None => Ok(()),
        }
    }
}
