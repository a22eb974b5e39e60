//! The fuzz targets of querysmith. Each target is a function that panics if an invariant is
//! violated.
//!
//! cargo-fuzz calls them through `fuzz/fuzz_targets/`. The tests of this crate call them with the
//! seeds and with mutations of the seeds, on any compiler.

mod c2j;
mod clock;
mod credentials;
mod docs;
mod endpoint;
mod expression;
mod form;
mod json;
mod local_sts;
mod model;
mod profile;
mod proxy;
mod query;
mod response;
mod timestamp;
mod uri;
mod xml;
mod xml_oracle;

pub use c2j::c2j;
pub use credentials::credentials;
pub use docs::docs;
pub use endpoint::endpoint;
pub use expression::{jmespath, pattern};
pub use form::form;
pub use json::json;
pub use local_sts::local_sts;
pub use model::model;
pub use profile::profile;
pub use proxy::proxy;
pub use query::query;
pub use response::response;
pub use timestamp::timestamp;
pub use uri::uri;
pub use xml::xml;
pub use xml_oracle::agrees_with_quick_xml;

/// The type of a target.
pub type Target = fn(&[u8]);

/// The targets by name. Their fuzzers and the directories of their seeds have the same names.
pub const TARGETS: [(&str, Target); 17] = [
    ("c2j", c2j),
    ("credentials", credentials),
    ("docs", docs),
    ("endpoint", endpoint),
    ("form", form),
    ("jmespath", jmespath),
    ("json", json),
    ("local_sts", local_sts),
    ("model", model),
    ("pattern", pattern),
    ("profile", profile),
    ("proxy", proxy),
    ("query", query),
    ("response", response),
    ("timestamp", timestamp),
    ("uri", uri),
    ("xml", xml),
];

/// The bytes as text. These parsers only read UTF-8.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
