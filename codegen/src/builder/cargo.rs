//! What a build script prints for Cargo.

use std::io::Write;
use std::path::PathBuf;

use crate::Generated;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The emitted code has `cfg` attributes for these features. The crate that includes it need not
/// declare them, so a directive declares them to rustc.
pub(super) const CHECK_FEATURES: &str =
    r#"cargo::rustc-check-cfg=cfg(feature, values("blocking", "server", "testing"))"#;

/// Prints when Cargo has to rerun the build script, and which features the emitted code tests.
pub(super) fn print_directives(
    cargo: &mut dyn Write,
    paths: [Option<&PathBuf>; 2],
) -> Result<(), Diagnostics> {
    let paths = paths.into_iter().flatten();
    let lines = paths.map(|path| format!("cargo::rerun-if-changed={}", path.display()));
    for line in lines.chain([CHECK_FEATURES.to_owned()]) {
        print_line(cargo, &line)?;
    }
    Ok(())
}

/// Prints warnings for Cargo to show, each on one line.
pub(super) fn print_warnings(
    cargo: &mut dyn Write,
    generated: &Generated,
) -> Result<(), Diagnostics> {
    for warning in &generated.warnings {
        let (summary, at) = (warning.summary(), warning.at());
        print_line(cargo, &format!("cargo::warning={summary}, at {at}"))?;
    }
    Ok(())
}

fn print_line(cargo: &mut dyn Write, line: &str) -> Result<(), Diagnostics> {
    writeln!(cargo, "{line}").map_err(|error| {
        let summary = "cannot write directives for Cargo";
        let diagnostic = Diagnostic::new("build.rs", "stdout", summary);
        let diagnostic = diagnostic.found(error);
        diagnostic.expected("an open standard output").into()
    })
}
