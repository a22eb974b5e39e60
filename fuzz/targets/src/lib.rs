//! What querysmith's fuzzers do with the bytes that they are given: a function a target, which
//! panics when something does not hold that should.
//!
//! cargo-fuzz calls them through `fuzz/fuzz_targets/`; the tests of this crate call them with the
//! seeds and with changes to them, on any compiler.

mod answer;
mod docs;
mod expression;
mod model;
mod profile;
mod query;
mod uri;
mod xml;

pub use answer::answer;
pub use docs::docs;
pub use expression::{jmespath, pattern};
pub use model::model;
pub use profile::profile;
pub use query::query;
pub use uri::uri;
pub use xml::xml;

/// What a fuzzer calls.
pub type Target = fn(&[u8]);

/// The targets by their names, which are those of their fuzzers and of the folders of their seeds.
pub const TARGETS: [(&str, Target); 9] = [
    ("answer", answer),
    ("docs", docs),
    ("jmespath", jmespath),
    ("model", model),
    ("pattern", pattern),
    ("profile", profile),
    ("query", query),
    ("uri", uri),
    ("xml", xml),
];

/// The bytes as text; what is no UTF-8 does not get as far as these parsers.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
