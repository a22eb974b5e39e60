//! The settings of an emitted crate: its package, its dependency on the runtime, and which parts of
//! the model and of the code it has.

mod check;
mod json;
mod part;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Diagnostics;

pub(crate) use check::parse_attribute;
pub use part::{Inherited, OptionalPart, Runtime};

/// The settings of an emitted crate. By default, the crate has all parts of its model, and depends
/// on the published runtime of the generator's version.
///
/// The methods set one value each, and can be chained:
///
/// ```
/// use querysmith_codegen::{Inputs, OptionalPart, Runtime, Settings, generate};
///
/// let model = r#"{"smithy": "2.0", "shapes": {
///     "a#Cat": {"type": "service", "version": "1",
///         "operations": [{"target": "a#Purr"}, {"target": "a#Sleep"}], "traits": {
///         "aws.api#service": {"sdkId": "Cat"}, "aws.auth#sigv4": {"name": "cat"},
///         "aws.protocols#awsQuery": {}}},
///     "a#Purr": {"type": "operation"},
///     "a#Sleep": {"type": "operation"}}}"#;
/// let settings = Settings::new()
///     .crate_name("cats")
///     .version("1.2.0")
///     .license("MIT")
///     .publish(false)
///     .runtime(Runtime::Version("0.1".to_owned()))
///     .operations(["Pur*"])
///     .without(OptionalPart::Blocking);
/// let cats = generate(&Inputs::new("cats.json", model).settings(&settings))?;
/// let manifest = &cats.files["Cargo.toml"];
/// assert!(manifest.contains("name = \"cats\""));
/// assert!(manifest.contains("license = \"MIT\""));
/// assert_eq!(cats.operations, 1);
/// # Ok::<(), querysmith_codegen::Diagnostics>(())
/// ```
///
/// The same as JSON, which [`Settings::parse`] reads and [`Settings::to_json`] writes:
///
/// ```
/// # let text = r##"
/// {
///   "name": "cats",
///   "version": "1.2.0",
///   "license": "MIT",
///   "publish": false,
///   "runtime": { "version": "0.1" },
///   "operations": ["Pur*"],
///   "without": ["blocking"]
/// }
/// # "##;
/// # let settings = querysmith_codegen::Settings::parse("cats.crate.json", text)?;
/// # assert_eq!(settings.to_json().trim(), text.trim());
/// # Ok::<(), querysmith_codegen::Diagnostics>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The file of the settings, for messages.
    pub(crate) file: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) license: Option<String>,
    pub(crate) repository: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) publish: Option<bool>,
    pub(crate) inherited: BTreeSet<Inherited>,
    pub(crate) runtime: Option<Runtime>,
    pub(crate) dependencies: BTreeMap<String, Value>,
    pub(crate) operations: Vec<String>,
    pub(crate) without: BTreeSet<OptionalPart>,
    pub(crate) renames: BTreeMap<String, String>,
    pub(crate) type_attributes: BTreeMap<String, Vec<String>>,
    pub(crate) field_attributes: BTreeMap<String, Vec<String>>,
}

/// The path of settings that are not from a file, in messages.
const UNNAMED: &str = "the settings";

impl Settings {
    /// Creates settings without values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads settings from JSON. `path` is the path of the file, for messages.
    ///
    /// # Errors
    ///
    /// Returns every unknown key and every value that is not valid.
    pub fn parse(path: &str, text: &str) -> Result<Self, Diagnostics> {
        json::parse_settings(path, text)
    }

    /// Returns the settings as JSON, which [`Settings::parse`] reads. Values that are not set are
    /// left out.
    pub fn to_json(&self) -> String {
        json::settings_json(self)
    }

    /// Checks every value, as [`generate`](crate::generate) does.
    ///
    /// # Errors
    ///
    /// Returns every value that is not valid.
    pub fn check(&self) -> Result<(), Diagnostics> {
        let mut d = Diagnostics::default();
        check::check_settings(self, &mut d);
        d.or(())
    }

    /// The path of the file, for messages.
    pub(crate) fn file(&self) -> &str {
        self.file.as_deref().unwrap_or(UNNAMED)
    }

    /// Sets the name of the crate. The default is `querysmith-` followed by the service's SDK id.
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the version of the crate. The default is `0.1.0`.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Sets the description of the crate. The default names the service.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the authors of the crate. By default there are none.
    pub fn authors(mut self, authors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.authors = texts(authors);
        self
    }

    /// Sets the SPDX license expression of the crate. By default there is none.
    pub fn license(mut self, license: impl Into<String>) -> Self {
        self.license = Some(license.into());
        self
    }

    /// Sets the URL of the crate's repository. By default there is none.
    pub fn repository(mut self, repository: impl Into<String>) -> Self {
        self.repository = Some(repository.into());
        self
    }

    /// Sets the keywords of the crate, at most five. The default is `aws`, `sdk`, `smithy` and the
    /// name of the service.
    pub fn keywords(mut self, keywords: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.keywords = texts(keywords);
        self
    }

    /// Sets the categories of the crate, which the registry defines. The default is `api-bindings`
    /// and `web-programming::http-client`.
    pub fn categories(mut self, categories: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.categories = texts(categories);
        self
    }

    /// Sets whether the crate may be published. By default it may, as Cargo defines.
    pub fn publish(mut self, publish: bool) -> Self {
        self.publish = Some(publish);
        self
    }

    /// Makes the crate inherit a part of its manifest from its workspace.
    pub fn inherit(mut self, part: Inherited) -> Self {
        self.inherited.insert(part);
        self
    }

    /// Sets the source of the runtime. The default is the registry, with the version of the
    /// generator.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Adds a dependency, for attributes that need one. The requirement is a version, such as `1`.
    pub fn dependency(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.dependencies
            .insert(name.into(), Value::String(version.into()));
        self
    }

    /// Restricts the crate to some operations of the service, and to what they need: their types,
    /// errors, paginators, waiters, examples and tests. Each is a name or a pattern with `*` for any
    /// characters, such as `Describe*`. An empty list, which is the default, means all operations.
    pub fn operations(mut self, operations: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.operations = texts(operations);
        self
    }

    /// Leaves out an optional part.
    pub fn without(mut self, part: OptionalPart) -> Self {
        self.without.insert(part);
        self
    }

    /// Gives the type of a shape another name. `shape` is the name of a structure, union or enum in
    /// the model, with or without its namespace. Requests and responses do not change.
    pub fn rename(mut self, shape: impl Into<String>, name: impl Into<String>) -> Self {
        self.renames.insert(shape.into(), name.into());
        self
    }

    /// Adds an attribute to types. `types` is the name of an emitted structure or enum, or a pattern
    /// with `*` for any characters; inputs and outputs of operations are included, errors are not.
    pub fn type_attribute(
        mut self,
        types: impl Into<String>,
        attribute: impl Into<String>,
    ) -> Self {
        let attributes = self.type_attributes.entry(types.into()).or_default();
        attributes.push(attribute.into());
        self
    }

    /// Adds an attribute to fields of structures and variants of enums. `fields` is a type and a
    /// field, such as `Tag.key`, or a pattern with `*` for any characters.
    pub fn field_attribute(
        mut self,
        fields: impl Into<String>,
        attribute: impl Into<String>,
    ) -> Self {
        let attributes = self.field_attributes.entry(fields.into()).or_default();
        attributes.push(attribute.into());
        self
    }

    /// Whether the source of the runtime is set or inherited.
    pub fn has_runtime(&self) -> bool {
        self.runtime.is_some() || self.inherits(Inherited::Dependencies)
    }

    /// Whether the crate has a part.
    pub(crate) fn has(&self, part: OptionalPart) -> bool {
        // The stub of the feature `testing` reads requests as a server does.
        let needs = (part == OptionalPart::Testing).then_some(OptionalPart::Server);
        !self.without.contains(&part) && needs.is_none_or(|part| self.has(part))
    }

    /// The features of the crate that are left out.
    pub(crate) fn features_left_out(&self) -> Vec<&'static str> {
        let features = [
            OptionalPart::Blocking,
            OptionalPart::Server,
            OptionalPart::Testing,
        ];
        let features = features.into_iter().filter(|part| !self.has(*part));
        features.map(OptionalPart::name).collect()
    }

    /// Whether the crate inherits a part of its manifest.
    pub(crate) fn inherits(&self, part: Inherited) -> bool {
        self.inherited.contains(&part)
    }
}

fn texts(list: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    list.into_iter().map(Into::into).collect()
}
