//! For `build.rs`: a model in, a module in the folder that Cargo keeps for it out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tree::{self, TreeError};
use crate::{FileTree, Generated, Inputs, generate, module};

/// Generates the SDK of a service while a crate is built: from `build.rs`, as a module of it.
///
/// The crate has `querysmith-codegen` among its build-dependencies and `querysmith-runtime` among
/// its dependencies, with the features that [`Built::runtime_features`] names. Its `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), querysmith_codegen::Diagnostics> {
///     querysmith_codegen::Builder::new().model("model/sns.json").generate()?;
///     Ok(())
/// }
/// ```
///
/// And where the module is to stand, in any file of the crate:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/sns.rs")); // pub mod sns
/// ```
///
/// The features `blocking` and `testing` of the crate, where it has them, are those of the module,
/// and need the features of these names of `querysmith-runtime`.
///
/// The module is what the crate of the service would be: `sns::Client`, `sns::types` and so on. It
/// has no tests; `cargo xtask corpus` runs those that a model has.
#[derive(Clone, Debug)]
#[must_use = "nothing is written before `generate`"]
pub struct Builder {
    model: Option<PathBuf>,
    overlay: Option<PathBuf>,
    out_dir: Option<PathBuf>,
    module: Option<String>,
    runtime: String,
}

/// What was built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// The name of the module.
    pub module: String,
    /// The file that declares it, which is to be included: `<out_dir>/<module>.rs`.
    pub include: PathBuf,
    /// How many operations the service has.
    pub operations: usize,
    /// The features of `querysmith-runtime` without which the module does not compile.
    pub runtime_features: Vec<&'static str>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder that knows no model yet.
    pub fn new() -> Self {
        Self {
            model: None,
            overlay: None,
            out_dir: None,
            module: None,
            runtime: "querysmith_runtime".to_owned(),
        }
    }

    /// The Smithy JSON model. A relative path is meant from the crate's folder, where Cargo runs
    /// build scripts.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.model = Some(path.into());
        self
    }

    /// Corrections of the model, as data in a file: none by default.
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlay = Some(path.into());
        self
    }

    /// The folder to write to: by default the one that `OUT_DIR` names, as Cargo sets it.
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// The name of the module: by default the service's SDK id in snake case, as `auto_scaling`.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// The path at which the module finds the runtime: by default `querysmith_runtime`.
    pub fn runtime_path(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Writes the module, and tells Cargo on the standard output to run the build script again
    /// when the model or the overlay changes. Files that are as they should be are left alone, so
    /// nothing is compiled anew for them.
    ///
    /// # Errors
    ///
    /// Every defect of the model and its overlay; no file was touched then. A file that cannot be
    /// read or written, or that stands in the way of a generated one. A name or a path that Rust
    /// does not take.
    pub fn generate(&self) -> Result<Built, Diagnostics> {
        self.generate_telling(&mut io::stdout().lock())
    }

    fn generate_telling(&self, cargo: &mut dyn Write) -> Result<Built, Diagnostics> {
        let Some(model) = &self.model else {
            return Err(setting("model", "none", "the path of a Smithy JSON model").into());
        };
        self.check_names()?;
        let out_dir = self.target()?;
        tell_cargo(cargo, [Some(model), self.overlay.as_ref()])?;
        let (model_path, model) = read(model)?;
        let overlay = self.overlay.as_deref().map(read).transpose()?;
        let mut inputs = Inputs::new(&model_path, &model);
        if let Some((path, text)) = &overlay {
            inputs = inputs.overlay(path, text);
        }
        let generated = generate(&inputs.module(self.module.as_deref(), &self.runtime))?;
        write(&out_dir, &generated)?;
        Ok(Built {
            include: out_dir.join(format!("{}.rs", generated.name)),
            module: generated.name,
            operations: generated.operations,
            runtime_features: generated.runtime_features,
        })
    }

    fn check_names(&self) -> Result<(), Diagnostics> {
        if let Some(name) = self.module.as_deref()
            && !module::is_module_name(name)
        {
            return Err(setting("module", name, "a name that a module can have").into());
        }
        if !module::is_path(&self.runtime) {
            let expected = "a path of Rust, such as querysmith_runtime";
            return Err(setting("runtime_path", &self.runtime, expected).into());
        }
        Ok(())
    }

    fn target(&self) -> Result<PathBuf, Diagnostics> {
        if let Some(out_dir) = &self.out_dir {
            return Ok(out_dir.clone());
        }
        std::env::var_os("OUT_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| {
                let diagnostic = setting("out_dir", "none, and no OUT_DIR", "a folder to write to");
                let help = "Cargo sets OUT_DIR for build scripts; elsewhere, call `out_dir`";
                diagnostic.help(help).into()
            })
    }
}

/// A setting that is not what it has to be.
fn setting(name: &str, found: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new("build.rs", name, "a setting of the builder");
    diagnostic.found(found).expected(expected)
}

/// Parts of the emitted code are there with these features of the crate that it is put in, which
/// need not have them.
const CHECK_FEATURES: &str =
    r#"cargo::rustc-check-cfg=cfg(feature, values("blocking", "testing"))"#;

/// When to run the build script again, and which features the emitted code asks for.
fn tell_cargo(cargo: &mut dyn Write, paths: [Option<&PathBuf>; 2]) -> Result<(), Diagnostics> {
    let paths = paths.into_iter().flatten();
    let lines = paths.map(|path| format!("cargo::rerun-if-changed={}", path.display()));
    for line in lines.chain([CHECK_FEATURES.to_owned()]) {
        writeln!(cargo, "{line}").map_err(|error| {
            let diagnostic = Diagnostic::new("build.rs", "stdout", "Cargo cannot be told");
            diagnostic.found(error).expected("an open standard output")
        })?;
    }
    Ok(())
}

/// A file's text, and its path as messages and headers have it.
fn read(path: impl AsRef<Path>) -> Result<(String, String), Diagnostics> {
    let path = path.as_ref();
    // What is named from the root is named without this machine's folders.
    let shown = match path.file_name() {
        Some(name) if path.is_absolute() => Path::new(name),
        _ => path,
    };
    let shown = shown.to_string_lossy().replace('\\', "/");
    match fs::read_to_string(path) {
        Ok(text) => Ok((shown, text)),
        Err(error) => {
            let path = path.display().to_string();
            let diagnostic = Diagnostic::new(&path, "the file", "a file that cannot be read");
            Err(diagnostic.found(error).expected("a file with JSON").into())
        }
    }
}

/// Writes the module's folder and, beside it, the file that declares the module.
fn write(out_dir: &Path, generated: &Generated) -> Result<(), Diagnostics> {
    let name = &generated.name;
    set_right(&out_dir.join(name), &generated.files)?;
    let path = out_dir.join(format!("{name}.rs"));
    tree::replace(&path, &module::declaration(name)).map_err(|error| fault(&error))
}

fn set_right(out: &Path, files: &FileTree) -> Result<(), Diagnostics> {
    let changes = tree::compare(out, files).map_err(|error| fault(&error))?;
    tree::apply(out, files, &changes).map_err(|error| fault(&error))
}

fn fault(error: &TreeError) -> Diagnostics {
    let path = error.path().display().to_string();
    let diagnostic = Diagnostic::new(&path, "the file", error.summary());
    let diagnostic = match std::error::Error::source(error) {
        Some(source) => diagnostic
            .found(source)
            .expected("a folder of the module's own"),
        None => diagnostic.help("move it, or choose another folder"),
    };
    diagnostic.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_of_model_and_overlay_before_they_are_read() {
        let mut out = Vec::new();
        let builder = Builder::new()
            .model("m.json")
            .overlay("o.json")
            .out_dir("never");
        assert!(
            builder.generate_telling(&mut out).is_err(),
            "there is no such model"
        );
        let expected = format!(
            "cargo::rerun-if-changed=m.json\ncargo::rerun-if-changed=o.json\n{CHECK_FEATURES}\n"
        );
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
