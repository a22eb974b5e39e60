//! Plain values, which use nothing else of this crate.

pub mod date_time;
pub(crate) mod find;
pub(crate) mod hash;
pub(crate) mod host_label;
pub(crate) mod inline_vec;
pub mod json;
pub(crate) mod latest;
pub(crate) mod list;
pub(crate) mod metadata;
pub mod percent;
pub(crate) mod port;
pub mod sensitive;
pub(crate) mod table;
pub(crate) mod text;
mod unknown_value;
pub(crate) mod uuid;
pub(crate) mod wiped;

pub use unknown_value::UnknownValue;
