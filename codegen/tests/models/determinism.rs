//! The same input gives the same bytes, regardless of the order of shapes and traits in the file.
//!
//! The models that AWS publishes are read from `$QUERYSMITH_SHARED/models`. If that variable is not
//! set, the test that needs them prints a note and passes, or fails if `CI` is set.

use std::fs;
use std::path::Path;

use querysmith_codegen::{FileTree, Inputs, fingerprint, generate, sha256_hex};
use serde_json::{Map, Value};

use crate::support::{root, shared};

/// The number of shuffles of each model, each with a different seed.
const SHUFFLES: u64 = 2;

#[test]
fn our_model_gives_the_same_bytes_every_time() {
    let model = read(&root().join("model/sts.json"));
    assert_eq!(emit(&model), emit(&model));
}

#[test]
fn the_output_does_not_depend_on_the_order_of_shapes_and_traits_in_our_model() {
    is_independent_of_order("model/sts.json", &read(&root().join("model/sts.json")));
}

#[test]
fn the_output_does_not_depend_on_the_order_of_shapes_and_traits_in_published_models() {
    let Some(shared) = shared() else { return };
    let models = shared.join("models");
    let mut files = vec![models.join("aws/sts.json")];
    let history =
        fs::read_dir(models.join("history")).expect("the directory of older models can be read");
    files.extend(history.map(|entry| entry.expect("an entry can be read").path()));
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    assert_eq!(
        files.len(),
        3,
        "the current model and two older ones: {files:?}"
    );
    for file in files {
        is_independent_of_order(&file.to_string_lossy(), &read(&file));
    }
}

#[test]
fn members_have_the_order_of_the_model() {
    let mut model = parse(&read(&root().join("model/sts.json")));
    let members = model
        .pointer_mut("/shapes/com.amazonaws.sts#Tag/members")
        .and_then(Value::as_object_mut)
        .expect("tags have members");
    let reversed: Map<String, Value> = std::mem::take(members).into_iter().rev().collect();
    *members = reversed;
    let file = "src/types/tag.rs";
    let (before, after) = (
        emit(&read(&root().join("model/sts.json"))),
        emit(&model.to_string()),
    );
    assert_ne!(
        before.get(file),
        after.get(file),
        "the structure has the order of the members"
    );
}

/// Checks that the output is the same for the model and for shuffled versions of it.
fn is_independent_of_order(name: &str, model: &str) {
    let expected = emit(model);
    for seed in 1..=SHUFFLES {
        let mut shuffled = parse(model);
        shuffle(&mut shuffled, &mut Random(seed));
        let shuffled = shuffled.to_string();
        assert_ne!(
            shuffled,
            parse(model).to_string(),
            "the model has been shuffled"
        );
        let found = emit(&shuffled);
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            expected.keys().collect::<Vec<_>>(),
            "{name}, seed {seed}"
        );
        for (path, expected) in &expected {
            let found = &found[path];
            let difference = found
                .lines()
                .zip(expected.lines())
                .find(|(found, expected)| found != expected);
            assert!(
                found == expected,
                "{name}, seed {seed}: {path} differs at {difference:?}"
            );
        }
    }
}

/// The files generated from a model with our overlay, without the hashes of the model's text.
fn emit(model: &str) -> FileTree {
    let overlay = read(&root().join("model/sts.overlay.json"));
    let inputs = Inputs::new("model.json", model).overlay("overlay.json", &overlay);
    let generated = match generate(&inputs) {
        Ok(generated) => generated,
        Err(diagnostics) => panic!("the model is not accepted:\n{diagnostics}"),
    };
    let sha256 = sha256_hex(model.as_bytes());
    let fingerprint = fingerprint([model.as_bytes(), overlay.as_bytes()]);
    let without_hashes = |text: String| {
        text.replace(&sha256, "SHA256")
            .replace(&fingerprint, "FINGERPRINT")
    };
    generated
        .files
        .into_iter()
        .map(|(path, text)| (path, without_hashes(text)))
        .collect()
}

/// Shuffles the shapes and every map of traits. The order of everything else is significant.
fn shuffle(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                shuffle(value, random);
                if (key == "shapes" || key == "traits")
                    && let Value::Object(members) = value
                {
                    random.shuffle(members);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, random)),
        _ => {}
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

    fn shuffle(&mut self, members: &mut Map<String, Value>) {
        let mut entries: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
        for i in (1..entries.len()).rev() {
            let other = self.below(i + 1);
            entries.swap(i, other);
        }
        members.extend(entries);
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(model: &str) -> Value {
    serde_json::from_str(model).expect("a model is JSON")
}
