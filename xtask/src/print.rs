//! Output of the commands. If the reader closes the pipe early, as `head` does, the command neither
//! stops nor fails.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use anyhow::Context;

/// Prints text to stdout, without a line break.
///
/// # Errors
///
/// Returns an error if the text cannot be written, for example to a full disk.
pub(crate) fn out(text: impl Display) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match write!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("cannot write to stdout"),
    }
}

/// Prints a line about progress or errors to stderr.
pub(crate) fn err(line: impl Display) {
    // A failure to write to stderr cannot be reported.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
