//! The fuzz targets of querysmith. Each target is a function that panics if an invariant is
//! violated.
//!
//! cargo-fuzz calls them through `fuzz/fuzz_targets/`. The tests of this crate call them with the
//! seeds and with mutations of the seeds, on any compiler.

mod c2j;
mod docs;
mod expression;
mod form;
mod local_sts;
mod model;
mod profile;
mod query;
mod response;
mod uri;
mod xml;
mod xml_oracle;

pub use c2j::c2j;
pub use docs::docs;
pub use expression::{jmespath, pattern};
pub use form::form;
pub use local_sts::local_sts;
pub use model::model;
pub use profile::profile;
pub use query::query;
pub use response::response;
pub use uri::uri;
pub use xml::xml;
pub use xml_oracle::agrees_with_quick_xml;

/// The type of a target.
pub type Target = fn(&[u8]);

/// The targets by name. Their fuzzers and the directories of their seeds have the same names.
pub const TARGETS: [(&str, Target); 12] = [
    ("c2j", c2j),
    ("response", response),
    ("docs", docs),
    ("form", form),
    ("jmespath", jmespath),
    ("local_sts", local_sts),
    ("model", model),
    ("pattern", pattern),
    ("profile", profile),
    ("query", query),
    ("uri", uri),
    ("xml", xml),
];

/// The bytes as text. These parsers only read UTF-8.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
