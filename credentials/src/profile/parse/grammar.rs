//! The parts of the grammar that headers and properties share.

/// The maximum number of characters of a header that an error shows.
pub(super) const SHOWN: usize = 80;

pub(super) const BLANKS: [char; 2] = [' ', '\t'];
pub(super) const COMMENTS: [char; 2] = ['#', ';'];

/// The kind of file. Headers differ between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::profile) enum FileKind {
    Config,
    Credentials,
}

/// The kind of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::profile) enum SectionKind {
    /// `prefixed`: its header has the word `profile`.
    Profile {
        prefixed: bool,
    },
    SsoSession,
    Services,
}

/// Whether `name` is valid as the name of a section or a key.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_/.%@:+".contains(&byte))
}
