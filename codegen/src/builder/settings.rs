//! The settings of the crate or module that a builder passes on.

use crate::{OptionalPart, Settings};

use super::Builder;

impl Builder {
    /// Sets all settings at once, in place of those that are set so far: for example those of a
    /// file, or of a crate for [`Builder::generate_crate`].
    ///
    /// ```no_run
    /// use querysmith_codegen::{Builder, Settings};
    ///
    /// # fn read() -> Result<(), Box<dyn std::error::Error>> {
    /// let path = "model/sns.crate.json";
    /// let settings = Settings::parse(path, &std::fs::read_to_string(path)?)?;
    /// Builder::new().model("model/sns.json").settings(settings).generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Restricts the module to some operations of the service, and to what they need: their types,
    /// errors, paginators and waiters. Each is a name or a pattern with `*` for any characters. By
    /// default, the module has all operations.
    ///
    /// A name or pattern that matches no operation is an error.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// let built = querysmith_codegen::Builder::new()
    ///     .model("model/rds.json")
    ///     .operations(["DescribeDBInstances", "StartDBInstance", "StopDBInstance"])
    ///     .generate()?;
    /// assert_eq!(built.operations, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn operations(mut self, operations: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings = self.settings.operations(operations);
        self
    }

    /// Leaves out an optional part of the module.
    ///
    /// ```no_run
    /// use querysmith_codegen::{Builder, OptionalPart};
    ///
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// Builder::new()
    ///     .model("model/rds.json")
    ///     .without(OptionalPart::Waiters)
    ///     .without(OptionalPart::Paginators)
    ///     .generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn without(mut self, part: OptionalPart) -> Self {
        self.settings = self.settings.without(part);
        self
    }

    /// Gives the type of a shape another name. `shape` is the name of a structure, union or enum in
    /// the model. Requests and responses do not change.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// querysmith_codegen::Builder::new()
    ///     .model("model/rds.json")
    ///     .rename("DBInstance", "Database")
    ///     .generate()?; // rds::types::Database
    /// # Ok(())
    /// # }
    /// ```
    pub fn rename(mut self, shape: impl Into<String>, name: impl Into<String>) -> Self {
        self.settings = self.settings.rename(shape, name);
        self
    }

    /// Adds an attribute to types. `types` is the name of an emitted structure or enum, or a pattern
    /// with `*` for any characters; inputs and outputs of operations are included, errors are not.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// querysmith_codegen::Builder::new()
    ///     .model("model/sns.json")
    ///     .type_attribute("Tag", "#[derive(Eq, Hash)]")
    ///     .generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn type_attribute(
        mut self,
        types: impl Into<String>,
        attribute: impl Into<String>,
    ) -> Self {
        self.settings = self.settings.type_attribute(types, attribute);
        self
    }

    /// Adds an attribute to fields of structures and variants of enums. `fields` is a type and a
    /// field, such as `Tag.key`, or a pattern with `*` for any characters.
    ///
    /// ```no_run
    /// # fn build() -> Result<(), querysmith_codegen::Diagnostics> {
    /// querysmith_codegen::Builder::new()
    ///     .model("model/sns.json")
    ///     .field_attribute("Tag.*", "#[doc(alias = \"label\")]")
    ///     .generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn field_attribute(
        mut self,
        fields: impl Into<String>,
        attribute: impl Into<String>,
    ) -> Self {
        self.settings = self.settings.field_attribute(fields, attribute);
        self
    }
}
