//! The claims of a token.

use querysmith_runtime::testing_v1::json::{Object, Value};

/// The claims of a token.
#[derive(Clone, Default)]
pub(crate) struct Claims(Object);

impl Claims {
    /// Sets a claim.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.0.set(name, value);
    }

    /// A claim that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_text()
    }

    /// The strings of a claim that is a string or a list of strings.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.0.get(name).map(texts).unwrap_or_default()
    }

    /// A time in seconds since the Unix epoch, rounded down.
    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        let Some(Value::Number(number)) = self.0.get(name) else {
            return None;
        };
        let seconds: f64 = number.parse().ok()?;
        seconds.is_finite().then_some(seconds.floor() as i64)
    }

    /// A claim that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        self.0.get(name)?.as_object()
    }

    /// The claims whose values are strings, booleans or numbers, or lists of them.
    pub(crate) fn scalars(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        let members = self.0.members().iter();
        members.map(|(name, value)| (name.as_str(), texts(value)))
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

impl From<Object> for Claims {
    fn from(object: Object) -> Self {
        Self(object)
    }
}

/// The texts of a value: one for a scalar, several for a list.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.as_str().to_owned()],
        Value::Boolean(value) => vec![value.to_string()],
        Value::Number(number) => vec![number.clone()],
        Value::Array(values) => values
            .iter()
            .filter_map(Value::as_text)
            .map(str::to_owned)
            .collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}
