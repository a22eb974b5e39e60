//! The changes as JSON.

use serde_json::{Map, Value, json};

use super::change::{Change, Effect, Level};
use super::{Diff, Version};

impl Diff {
    /// The changes as JSON: an object with `service`, `old` and `new` (`model`, `api_version`),
    /// `level` (`null` if nothing changed), `counts` by level, `effects` (counts by effect), and
    /// `changes`, in the order of [`changes`](Self::changes).
    ///
    /// Each change has `effect`, `level`, `kind`, `subject` and `at`, and optionally `aspect`, `from`, `to`
    /// and `why`: the values of the methods of [`Change`] of these names.
    pub fn to_json(&self) -> String {
        let counts = Level::ALL.map(|level| (level.to_string(), Value::from(self.count(level))));
        let effects = Effect::ALL.map(|effect| {
            let count = self.changes_with(effect).count();
            (effect.to_string(), Value::from(count))
        });
        let document = json!({
            "service": self.service(),
            "old": version(self.old_version()),
            "new": version(self.new_version()),
            "level": self.level().map(Level::as_str),
            "counts": Map::from_iter(counts),
            "effects": Map::from_iter(effects),
            "changes": self.changes().iter().map(change).collect::<Vec<_>>(),
        });
        format!("{document:#}\n")
    }
}

fn version(version: &Version) -> Value {
    json!({"model": version.model, "api_version": version.api_version})
}

fn change(change: &Change) -> Value {
    let mut object = Map::new();
    let always = [
        ("effect", change.effect().as_str()),
        ("level", change.level().as_str()),
        ("kind", change.kind().as_str()),
        ("subject", change.subject().as_str()),
        ("at", change.at()),
    ];
    let some = [
        ("aspect", change.aspect()),
        ("from", change.from()),
        ("to", change.to()),
        ("why", change.why()),
    ];
    let some = some
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    for (key, text) in always.into_iter().chain(some) {
        object.insert(key.to_owned(), text.into());
    }
    Value::Object(object)
}
