//! What the commands print. A reader that leaves early, as `head` does, has seen what it wanted:
//! that neither stops a command half-way nor makes it fail.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use anyhow::Context;

/// Prints what was asked for to stdout, as it is.
///
/// # Errors
///
/// When it cannot be written, such as to a full disk.
pub(crate) fn out(text: impl Display) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match write!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("cannot write to stdout"),
    }
}

/// Prints a line about what goes on, or went wrong, to stderr.
pub(crate) fn err(line: impl Display) {
    // There is nowhere to tell that it failed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
