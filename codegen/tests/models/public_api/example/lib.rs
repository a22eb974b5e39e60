//! Items of which a test knows the list.

mod private;
pub mod op;

pub use private::{Client, Fault};
pub use querysmith_runtime::Config;
