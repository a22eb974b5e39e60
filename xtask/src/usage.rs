//! Errors in the arguments of a command.

use lexopt::Arg;
use querysmith_codegen::nearest;

/// An error in the arguments: where, what was found, what was expected, and what to do.
pub(crate) struct Usage {
    summary: String,
    at: String,
    found: String,
    expected: String,
    help: String,
}

impl Usage {
    /// An error in the arguments of the command `at`, such as `querysmith generate`.
    pub(crate) fn new(summary: impl Into<String>, at: &str) -> Self {
        Self {
            summary: summary.into(),
            at: at.to_owned(),
            found: String::new(),
            expected: String::new(),
            help: format!("`{at} --help` describes the arguments"),
        }
    }

    pub(crate) fn found(mut self, found: &str) -> Self {
        self.found = found.to_owned();
        self
    }

    pub(crate) fn expected(mut self, expected: &str) -> Self {
        self.expected = expected.to_owned();
        self
    }

    pub(crate) fn help(mut self, help: &str) -> Self {
        self.help = help.to_owned();
        self
    }

    /// Suggests the name that was probably meant.
    pub(crate) fn nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(&format!("did you mean {near}?")),
            None => self,
        }
    }

    pub(crate) fn into_error(self) -> anyhow::Error {
        let lines = [
            ("at:      ", self.at),
            ("found:   ", self.found),
            ("expected:", self.expected),
            ("help:    ", self.help),
        ];
        let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
        let lines: Vec<String> = lines
            .map(|(name, text)| format!("\n  {name} {text}"))
            .collect();
        anyhow::anyhow!("{}{}", self.summary, lines.concat())
    }
}

/// The error of an argument that the command does not have. `options` are those it has, without
/// dashes.
pub(crate) fn unexpected(argument: Arg<'_>, at: &str, options: &[&str]) -> anyhow::Error {
    let (summary, found) = match &argument {
        Arg::Long(name) => ("unknown option", format!("--{name}")),
        Arg::Short(letter) => ("unknown option", format!("-{letter}")),
        Arg::Value(value) => {
            let value = value.to_string_lossy().into_owned();
            ("unexpected argument", value)
        }
    };
    let known: Vec<String> = options.iter().map(|name| format!("--{name}")).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Usage::new(summary, at)
        .found(&found)
        .expected(&known.join(", "))
        .nearest(&found, known)
        .into_error()
}
