//! The shared config and credentials files: `~/.aws/config` and `~/.aws/credentials`.
//!
//! [`ProfileSet::load`] and [`ProfileLoader`] read and merge them, [`SharedSettings`] reads a client's settings from
//! them and the environment, and [`ProfileChain`] resolves a profile to the steps that lead to
//! credentials.
//!
//! The grammar is that of the AWS SDKs:
//!
//! - A section begins with `[profile name]`, `[default]`, `[sso-session name]` or
//!   `[services name]` in the config file, and with `[name]` in the credentials file. Other
//!   sections, and names with characters other than letters, digits and `-_/.%@:+`, are ignored.
//! - A section contains lines of the form `key = value`. Keys are case-insensitive; spaces and tabs
//!   around keys and values are removed. Keys with characters that are invalid in names are
//!   ignored.
//! - A line that is indented more than the key above it continues that key's value. If that value is
//!   empty, these lines are nested properties of the form `key = value`. The keys of a section may
//!   be indented themselves.
//! - A line that begins with `#` or `;`, optionally after spaces, is a comment. In other lines, a
//!   comment starts with one of these after `]`, or after a space or tab in a value. A continuation
//!   line has no comments.
//! - Sections of the same name are merged. If a key occurs twice, the last one is used, and the
//!   credentials file takes precedence over the config file. If the config file contains `[profile
//!   default]`, its `[default]` is ignored.
//! - A line that does not follow these rules makes its section unusable. Other sections are not
//!   affected.
//!
//! ```
//! # mod querysmith {
//! #     pub use querysmith_credentials::*;
//! #     pub use querysmith_credentials::providers as credentials;
//! #     pub use querysmith_runtime::*;
//! # }
//! use querysmith::profile::ProfileSet;
//!
//! let config = "[profile dev]\nregion = eu-west-1\n\n[profile ops]\nregion = us-east-2";
//! let profiles = ProfileSet::parse(config, "")?;
//! let region = profiles.get("ops").and_then(|ops| ops.get("region"));
//! assert_eq!(region, Some("us-east-2"));
//! # Ok::<(), querysmith::profile::ProfileError>(())
//! ```

mod chain;
mod config;
mod error;
mod file;
mod load;
mod missing;
mod parse;
mod place;
mod section;
mod set;
mod settings;

pub use chain::{
    AssumeRoleStep, BaseStep, CredentialProcessStep, CredentialSource, LoginStep, ProfileChain,
    SsoStep, WebIdentityStep,
};
pub use error::{ProfileError, ProfileErrorKind};
pub use file::LoadedFile;
pub use load::ProfileLoader;
pub use place::Place;
pub use section::{Profile, Section};
pub use set::ProfileSet;
pub use settings::{Setting, SharedSettings};
