//! The changes as a report for people.

use std::fmt;

use super::change::{Change, ChangeKind, Level};
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

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (old, new) = (self.old_version(), self.new_version());
        writeln!(f, "{}: from {old} to {new}", self.service())?;
        for level in Level::ALL {
            let changes = self.changes().iter().filter(|it| it.level() == level);
            // For documentation, the number of changes is as informative as a line for each.
            let (docs, others): (Vec<&Change>, Vec<&Change>) =
                changes.partition(|change| change.is_of_documentation());
            if !(docs.is_empty() && others.is_empty()) {
                writeln!(f, "\n{level} ({})", self.count(level))?;
            }
            for change in others {
                writeln!(f, "  {change}")?;
            }
            match docs.as_slice() {
                [] => {}
                [one] => writeln!(f, "  {one}")?,
                several => writeln!(f, "  changed documentation of {} items", several.len())?,
            }
        }
        let counts = Level::ALL.map(|level| format!("{} {level}", self.count(level)));
        writeln!(f, "\n{}", counts.join(", "))?;
        writeln!(f, "advice: {}", advice(self.level()))
    }
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
