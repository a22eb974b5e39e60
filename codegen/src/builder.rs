//! The builder for `build.rs`, which generates a module from a model into `OUT_DIR`.

mod cargo;
mod files;
mod nest;
mod settings;

use std::io::{self, Write};
use std::path::PathBuf;

use proc_macro2::TokenStream;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{BUILT_MARK, Generated, Inputs, Settings, generate, module, read_model, render};
use cargo::{print_directives, print_warnings};
use files::{cannot_read, read, shown, update, write};
use nest::{not_rust, one_module};

/// A builder that generates the SDK of a service from a crate's `build.rs`, as a module of the
/// crate.
///
/// The crate needs `querysmith-codegen` as a build-dependency, and `querysmith-runtime` as a
/// dependency with the features listed in [`Built::runtime_features`]. In `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), querysmith_codegen::Diagnostics> {
///     querysmith_codegen::Builder::new().model("model/sns.json").generate()?;
///     Ok(())
/// }
/// ```
///
/// In any source file of the crate, where the module is to be declared:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/sns.rs")); // pub mod sns
/// ```
///
/// If the crate has features named `blocking`, `server` and `testing`, they enable the corresponding
/// parts of the module. `blocking` and `server` need the feature of the same name of
/// `querysmith-runtime`; `testing` needs the package `querysmith-testing` and the crate's own feature
/// `server`.
///
/// The module has the same contents as a generated crate: `sns::Client`, `sns::types` and so on. It
/// has no tests; `querysmith corpus` runs the tests that a model contains.
///
/// A service with hundreds of operations takes minutes to compile. Most programs call a few:
///
/// ```no_run
/// fn main() -> Result<(), querysmith_codegen::Diagnostics> {
///     querysmith_codegen::Builder::new()
///         .model("model/rds.json")
///         .operations(["DescribeDBInstances", "*DBSnapshot"])
///         .generate()?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is written until `generate` is called"]
pub struct Builder {
    model: Option<PathBuf>,
    overlay: Option<PathBuf>,
    out_dir: Option<PathBuf>,
    module: Option<String>,
    runtime: String,
    settings: Settings,
}

/// The result of [`Builder::generate`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// The name of the module.
    pub module: String,
    /// The file to include, which declares the module: `<out_dir>/<module>.rs`.
    pub include: PathBuf,
    /// The number of operations of the service.
    pub operations: usize,
    /// The features of `querysmith-runtime` that the module needs to compile.
    pub runtime_features: Vec<&'static str>,
    /// The limit of recursion that types which nest deeply need: the root of the crate then needs
    /// `#![recursion_limit = "..."]`. `None` if that of the compiler suffices, which is the case for
    /// all models of AWS.
    pub recursion_limit: Option<usize>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Creates a builder without a model.
    pub fn new() -> Self {
        Self {
            model: None,
            overlay: None,
            out_dir: None,
            module: None,
            runtime: "querysmith_runtime".to_owned(),
            settings: Settings::new(),
        }
    }

    /// Sets the path of the model: a file with Smithy JSON or a `service-2.json` of botocore, or a
    /// directory with a `service-2.json` and the files beside it. A relative path is resolved
    /// against the package root, which is the working directory of build scripts.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.model = Some(path.into());
        self
    }

    /// Sets the path of an overlay, a file with corrections to the model. By default, the known
    /// corrections for the model's service apply.
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlay = Some(path.into());
        self
    }

    /// Sets the output directory. The default is the environment variable `OUT_DIR`, which Cargo
    /// sets.
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Sets the name of the module. The default is the service's SDK id in snake case, such as
    /// `auto_scaling`.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// Sets the Rust path of the runtime. The default is `querysmith_runtime`.
    pub fn runtime_path(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Writes the module, and prints directives that make Cargo rerun the build script when the
    /// model or the overlay changes. Files whose content is already correct are not rewritten, so
    /// they cause no recompilation.
    ///
    /// # Errors
    ///
    /// Returns every defect of the model and its overlay, in which case no file was changed; a file
    /// that cannot be read or written; a file that would be overwritten but was not generated; a
    /// module name or a path that is not valid Rust.
    pub fn generate(&self) -> Result<Built, Diagnostics> {
        self.generate_to(&mut io::stdout().lock())
    }

    /// Returns the module as one file, for callers that write files themselves. Nothing is written or
    /// printed: in a build script, print `cargo::rerun-if-changed` for the model.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), Box<dyn std::error::Error>> {
    /// let code = querysmith_codegen::Builder::new()
    ///     .model("model/sns.json")
    ///     .generate_to_string()?;
    /// std::fs::write("src/sns.rs", code)?; // include!("sns.rs") declares `pub mod sns`
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`Builder::generate`].
    pub fn generate_to_string(&self) -> Result<String, Diagnostics> {
        let generated = self.read_and_generate(&mut io::sink(), true)?;
        let tokens = one_module(&generated)?;
        let header = format!(
            "// {BUILT_MARK}the model of {}. Do not edit.\n\n",
            generated.service
        );
        render::render_file(&header, tokens, &render::Blocks::default())
            .map_err(|error| not_rust(&error.to_string()))
    }

    /// Returns the module as tokens, which declare it: for macros, and for callers that add to it.
    /// Nothing is written or printed.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// let tokens = querysmith_codegen::Builder::new()
    ///     .model("model/sns.json")
    ///     .generate_to_tokens()?;
    /// assert!(!tokens.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`Builder::generate`].
    pub fn generate_to_tokens(&self) -> Result<TokenStream, Diagnostics> {
        one_module(&self.read_and_generate(&mut io::sink(), true)?)
    }

    /// Writes a whole crate instead of a module to the output directory, with a manifest and tests,
    /// as `querysmith generate` does. Files that were not generated are neither replaced nor removed.
    ///
    /// ```no_run
    /// use querysmith_codegen::{Builder, Settings};
    ///
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// let settings = Settings::new()
    ///     .crate_name("our-sns")
    ///     .version("1.0.0")
    ///     .license("MIT")
    ///     .publish(false);
    /// Builder::new()
    ///     .model("model/sns.json")
    ///     .settings(settings)
    ///     .out_dir("crates/our-sns")
    ///     .generate_crate()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`Builder::generate`].
    pub fn generate_crate(&self) -> Result<Generated, Diagnostics> {
        self.check()?;
        let out_dir = self.target()?;
        let generated = self.read_and_generate(&mut io::sink(), false)?;
        update(&out_dir, &generated.files)?;
        Ok(generated)
    }

    fn generate_to(&self, cargo: &mut dyn Write) -> Result<Built, Diagnostics> {
        self.check()?;
        let out_dir = self.target()?;
        let generated = self.read_and_generate(cargo, true)?;
        write(&out_dir, &generated)?;
        Ok(Built {
            include: out_dir.join(format!("{}.rs", generated.name)),
            module: generated.name,
            operations: generated.operations,
            runtime_features: generated.runtime_features,
            recursion_limit: generated.recursion_limit,
        })
    }

    /// Reads the inputs, and generates a module or a crate in memory.
    fn read_and_generate(
        &self,
        cargo: &mut dyn Write,
        is_module: bool,
    ) -> Result<Generated, Diagnostics> {
        let model = self.check()?;
        print_directives(cargo, [Some(model), self.overlay.as_ref()])?;
        let files = read_model(model, shown).map_err(|(path, error)| cannot_read(&path, error))?;
        let overlay = self.overlay.as_deref().map(read).transpose()?;
        let mut inputs = Inputs::of(&files).settings(&self.settings);
        if let Some((path, text)) = &overlay {
            inputs = inputs.overlay(path, text);
        }
        if is_module {
            inputs = inputs.module(self.module.as_deref(), &self.runtime);
        }
        let generated = generate(&inputs)?;
        print_warnings(cargo, &generated)?;
        Ok(generated)
    }

    /// Checks the settings of the builder, and returns the path of the model.
    fn check(&self) -> Result<&PathBuf, Diagnostics> {
        let Some(model) = &self.model else {
            return Err(invalid_setting("model", "none", "the path of a Smithy JSON model").into());
        };
        if let Some(name) = self.module.as_deref()
            && !module::is_module_name(name)
        {
            return Err(invalid_setting("module", name, "a valid module name").into());
        }
        if !module::is_path(&self.runtime) {
            let expected = "a Rust path, such as querysmith_runtime";
            return Err(invalid_setting("runtime_path", &self.runtime, expected).into());
        }
        Ok(model)
    }

    fn target(&self) -> Result<PathBuf, Diagnostics> {
        if let Some(out_dir) = &self.out_dir {
            return Ok(out_dir.clone());
        }
        std::env::var_os("OUT_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| {
                let found = "none, and OUT_DIR is not set";
                let help = "Cargo sets OUT_DIR for build scripts; elsewhere, call `out_dir`";
                let diagnostic = invalid_setting("out_dir", found, "an output directory");
                diagnostic.help(help).into()
            })
    }
}

/// The diagnostic of a missing or invalid setting.
fn invalid_setting(name: &str, found: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new("build.rs", name, "invalid setting of the builder");
    diagnostic.found(found).expected(expected)
}

#[cfg(test)]
mod tests {
    use super::cargo::CHECK_FEATURES;
    use super::*;

    #[test]
    fn cargo_directives_are_printed_before_the_inputs_are_read() {
        let mut out = Vec::new();
        let builder = Builder::new()
            .model("m.json")
            .overlay("o.json")
            .out_dir("never");
        assert!(
            builder.generate_to(&mut out).is_err(),
            "the model does not exist"
        );
        let expected = format!(
            "cargo::rerun-if-changed=m.json\ncargo::rerun-if-changed=o.json\n{CHECK_FEATURES}\n"
        );
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
