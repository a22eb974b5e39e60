//! Whatever comes in, the generator answers: it neither panics nor runs without end.

use querysmith_codegen::{Inputs, generate};
use serde_json::{Value, json};

use crate::support::{OPERATION, base};

/// The generator answers; which answer does not matter here.
fn is_answered(model: &str) {
    let _ = generate(&Inputs::new("model.json", model));
}

#[test]
fn every_part_of_a_model_from_its_start_is_answered() {
    let model = base().text();
    for end in (0..model.len())
        .step_by(7)
        .filter(|end| model.is_char_boundary(*end))
    {
        let part = &model[..end];
        let inputs = Inputs::new("model.json", part);
        assert!(
            generate(&inputs).is_err(),
            "a model of {end} bytes is not whole"
        );
    }
}

#[test]
fn every_part_of_an_overlay_from_its_start_is_answered() {
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
            "an overlay of {end} bytes is not whole"
        );
    }
}

#[test]
fn any_value_in_place_of_any_other_is_answered() {
    let whole = base().0;
    let strangers = [
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
        for stranger in &strangers {
            let mut model = whole.clone();
            *model.pointer_mut(&pointer).expect("a place in the model") = stranger.clone();
            is_answered(&model.to_string());
        }
    }
}

#[test]
fn any_key_in_place_of_any_other_is_answered() {
    // Without the examples, which refer to members by their names.
    let whole = base()
        .remove(&format!("{OPERATION}/traits/smithy.api#examples"))
        .0;
    let strangers = [
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
        for stranger in strangers {
            let mut model = whole.clone();
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                continue;
            };
            let parent = model.pointer_mut(parent).and_then(Value::as_object_mut);
            let Some(parent) = parent else { continue };
            if let Some(value) = parent.shift_remove(&unescape(key)) {
                parent.insert(stranger.to_owned(), value);
                is_answered(&model.to_string());
            }
        }
    }
}

#[test]
fn parts_of_a_model_swapped_at_random_are_answered() {
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
        is_answered(&model.to_string());
    }
}

#[test]
fn bytes_of_a_model_changed_at_random_are_answered() {
    let whole = base().text().into_bytes();
    let mut random = Random(0xbad);
    for _ in 0..1_000 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] = b"{}[]\",:#$ 0a"[random.below(12)];
        }
        is_answered(&String::from_utf8_lossy(&bytes));
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

/// Every place in a value, as JSON pointers.
fn pointers(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((pointer, value)) = waiting.pop() {
        match value {
            Value::Object(members) => {
                let below =
                    |(key, value): (&String, _)| (format!("{pointer}/{}", escape(key)), value);
                waiting.extend(members.iter().map(below));
            }
            Value::Array(items) => {
                let below = |(i, value)| (format!("{pointer}/{i}"), value);
                waiting.extend(items.iter().enumerate().map(below));
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
