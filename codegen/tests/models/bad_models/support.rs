//! A small valid model, edits of it, and assertions about the diagnostics.

use querysmith_codegen::{Inputs, generate};
use serde_json::Value;

const BASE: &str = include_str!("base.json");

/// JSON pointers to the parts of the model.
pub(crate) const SERVICE: &str = "/shapes/example#Parcels";
pub(crate) const RULES: &str = "/shapes/example#Parcels/traits/smithy.rules#endpointRuleSet";
pub(crate) const OPERATION: &str = "/shapes/example#SendParcel";
pub(crate) const INPUT: &str = "/shapes/example#SendParcelRequest";
pub(crate) const PARCEL: &str = "/shapes/example#Parcel";

/// A model that tests edit. Locations are JSON pointers (RFC 6901).
pub(crate) struct Model(pub(crate) Value);

/// The valid model.
pub(crate) fn base() -> Model {
    Model(serde_json::from_str(BASE).expect("the base model is JSON"))
}

impl Model {
    /// Sets the value at `pointer`, and creates the objects around it if necessary.
    pub(crate) fn set(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let mut place = &mut self.0;
        for key in pointer.split('/').skip(1) {
            let key = key.replace("~1", "/").replace("~0", "~");
            place = match place {
                Value::Array(items) => {
                    let index: usize = key.parse().expect("an index into an array");
                    items.get_mut(index).expect("an item of the array")
                }
                place => {
                    if !place.is_object() {
                        *place = Value::Object(serde_json::Map::new());
                    }
                    place
                        .as_object_mut()
                        .expect("an object")
                        .entry(key)
                        .or_insert(Value::Null)
                }
            };
        }
        *place = value.into();
        self
    }

    /// Removes the object member at `pointer`.
    pub(crate) fn remove(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a member");
        let parent = self.0.pointer_mut(parent).and_then(Value::as_object_mut);
        let removed = parent.and_then(|parent| parent.shift_remove(key));
        removed.unwrap_or_else(|| panic!("there is nothing at {pointer}"));
        self
    }

    /// The model's text.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("a value is JSON")
    }

    #[track_caller]
    pub(crate) fn is_accepted(&self) {
        assert_same(&outcome(&Inputs::new("model.json", &self.text())), ACCEPTED);
    }

    #[track_caller]
    pub(crate) fn is_refused_with(&self, expected: &str) {
        text_is_refused_with(&self.text(), expected);
    }

    /// Checks the warnings of a model that is accepted, and that denied ones are errors.
    #[track_caller]
    pub(crate) fn is_accepted_with_warnings(&self, expected: &str) {
        let text = self.text();
        let inputs = Inputs::new("model.json", &text);
        let found: Vec<String> = match generate(&inputs) {
            Ok(generated) => generated.warnings.iter().map(ToString::to_string).collect(),
            Err(diagnostics) => panic!("{diagnostics}"),
        };
        assert_same(&found.join("\n"), expected);
        assert_same(&outcome(&inputs.deny_warnings()), expected);
    }

    /// Checks an overlay of the base model.
    #[track_caller]
    pub(crate) fn with_overlay_is(&self, overlay: &str, expected: &str) {
        let text = self.text();
        let inputs = Inputs::new("model.json", &text).overlay("overlay.json", overlay);
        assert_same(&outcome(&inputs), expected);
    }
}

/// The outcome of a valid model.
pub(crate) const ACCEPTED: &str = "no defects\n";

#[track_caller]
pub(crate) fn text_is_refused_with(model: &str, expected: &str) {
    assert_same(&outcome(&Inputs::new("model.json", model)), expected);
}

fn outcome(inputs: &Inputs<'_>) -> String {
    match generate(inputs) {
        Ok(_) => ACCEPTED.to_owned(),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

#[track_caller]
fn assert_same(found: &str, expected: &str) {
    assert!(
        found == expected,
        "\n--- expected\n{expected}--- found\n{found}---"
    );
}
