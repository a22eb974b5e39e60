//! The shared config and credentials files: `~/.aws/config` and `~/.aws/credentials`.
//!
//! [`ProfileSet::load`] reads and merges them, [`SharedSettings`] takes a client's settings from
//! them and the environment, and [`ProfileChain`] says in which steps a profile leads to
//! credentials.
//!
//! The grammar is that of AWS's SDKs:
//!
//! - A section begins with `[profile name]`, `[default]`, `[sso-session name]` or
//!   `[services name]` in the config file, and with `[name]` in the credentials file. Others, and
//!   names with characters other than letters, digits and `-_/.%@:+`, are passed over.
//! - `key = value` follows. Keys are read without regard to case; spaces and tabs around keys and
//!   values are dropped. Keys with other characters than those of names are passed over.
//! - A line that begins with a space or a tab continues the value above it. If that value is
//!   empty, the lines are `key = value` themselves, nested below it.
//! - A line that begins with `#` or `;`, after spaces or not, is a comment. So is what follows one
//!   of them at the end of a line, behind `]`, or behind a space or tab in a value, but not in a
//!   line that continues a value.
//! - Sections of the same name are one; of the same key in it the last counts, and one from the
//!   credentials file counts before one from the config file. `[profile default]` makes
//!   `[default]` in the config file count for nothing.

mod chain;
mod config;
mod error;
mod file;
mod load;
mod parse;
mod section;
mod settings;

pub use chain::{
    AssumeRoleStep, BaseStep, CredentialProcessStep, CredentialSource, ProfileChain, SsoStep,
    WebIdentityStep,
};
pub use error::{ProfileError, ProfileErrorKind};
pub use file::LoadedFile;
pub use load::ProfileSet;
pub use section::{Place, Profile, Section};
pub use settings::{Setting, SharedSettings};
