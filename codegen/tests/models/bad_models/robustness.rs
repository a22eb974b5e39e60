//! The generator neither panics nor runs forever, whatever the input.

use querysmith_codegen::{Inputs, generate};
use serde_json::{Value, json};

use super::support::{OPERATION, base};

/// Checks that the generator returns; whether with an error does not matter.
fn generate_returns(model: &str) {
    let _ = generate(&Inputs::new("model.json", model));
}

#[test]
fn every_prefix_of_a_model_is_rejected() {
    let model = base().text();
    for end in (0..model.len())
        .step_by(7)
        .filter(|end| model.is_char_boundary(*end))
    {
        let part = &model[..end];
        let inputs = Inputs::new("model.json", part);
        assert!(
            generate(&inputs).is_err(),
            "a model truncated to {end} bytes is rejected"
        );
    }
}

#[test]
fn every_prefix_of_an_overlay_is_rejected() {
    let overlay = json!({"overlay": "1.0", "corrections": [{
        "shape": "example#Label",
        "reason": "Labels name people.",
        "add": {"smithy.api#sensitive": {}},
        "remove": ["smithy.api#pattern"]
    }]});
    let (model, overlay) = (base().text(), overlay.to_string());
    for end in 0..overlay.len() {
        let inputs = Inputs::new("model.json", &model).overlay("overlay.json", &overlay[..end]);
        assert!(
            generate(&inputs).is_err(),
            "an overlay truncated to {end} bytes is rejected"
        );
    }
}

#[test]
#[ignore = "takes seconds, because it reads thousands of models; .ci/run runs it"]
fn replacing_any_value_does_not_panic() {
    let whole = base().0;
    let replacements = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(""),
        json!("{"),
        json!("example#Parcel"),
        json!("smithy.api#Unit"),
        json!("\u{0}\"\\\n\u{202e}é"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"": {}}),
        json!({"target": "example#Parcel"}),
    ];
    for pointer in pointers(&whole) {
        for replacement in &replacements {
            let mut model = whole.clone();
            *model.pointer_mut(&pointer).expect("a place in the model") = replacement.clone();
            generate_returns(&model.to_string());
        }
    }
}

#[test]
fn replacing_any_key_does_not_panic() {
    // The examples are removed because they refer to members by their names.
    let whole = base()
        .remove(&format!("{OPERATION}/traits/smithy.api#examples"))
        .0;
    let replacements = [
        "",
        "_",
        "1",
        "self",
        "two words",
        "a$b",
        "é",
        "example#Parcel",
        "target",
    ];
    for pointer in pointers(&whole) {
        for replacement in replacements {
            let mut model = whole.clone();
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                continue;
            };
            let parent = model.pointer_mut(parent).and_then(Value::as_object_mut);
            let Some(parent) = parent else { continue };
            if let Some(value) = parent.shift_remove(&unescape(key)) {
                parent.insert(replacement.to_owned(), value);
                generate_returns(&model.to_string());
            }
        }
    }
}

#[test]
fn swapping_random_parts_does_not_panic() {
    let whole = base().0;
    let pointers = pointers(&whole);
    let mut random = Random(0x5eed);
    for _ in 0..1_000 {
        let mut model = whole.clone();
        for _ in 0..=random.below(3) {
            let from = &pointers[random.below(pointers.len())];
            let to = &pointers[random.below(pointers.len())];
            let value = whole.pointer(from).expect("a place in the model").clone();
            if let Some(place) = model.pointer_mut(to) {
                *place = value;
            }
        }
        generate_returns(&model.to_string());
    }
}

#[test]
fn changing_random_bytes_does_not_panic() {
    let whole = base().text().into_bytes();
    let mut random = Random(0xbad);
    for _ in 0..1_000 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] = b"{}[]\",:#$ 0a"[random.below(12)];
        }
        generate_returns(&String::from_utf8_lossy(&bytes));
    }
}

/// A linear congruential generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// JSON pointers to every value in `value`.
fn pointers(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut pending = vec![(String::new(), value)];
    while let Some((pointer, value)) = pending.pop() {
        match value {
            Value::Object(members) => {
                let below =
                    |(key, value): (&String, _)| (format!("{pointer}/{}", escape(key)), value);
                pending.extend(members.iter().map(below));
            }
            Value::Array(items) => {
                let below = |(i, value)| (format!("{pointer}/{i}"), value);
                pending.extend(items.iter().enumerate().map(below));
            }
            _ => {}
        }
        pointers.push(pointer);
    }
    pointers
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}
