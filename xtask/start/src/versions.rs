//! The versions in the manifest of the workspace.

/// A manifest whose requirements match the version of the workspace.
#[derive(Debug, PartialEq)]
pub(crate) struct Aligned {
    /// The text of the manifest.
    pub(crate) text: String,
    /// The version of the workspace.
    pub(crate) version: String,
    /// The crates whose requirements were changed.
    pub(crate) changed: Vec<String>,
}

/// Sets the version of every dependency in `[workspace.dependencies]` that has a path and a version
/// to the version in `[workspace.package]`. Everything else is kept verbatim.
///
/// # Errors
///
/// If there is no version in `[workspace.package]`.
pub(crate) fn align(manifest: &str) -> Result<Aligned, String> {
    let version = workspace_version(manifest).ok_or(
        "Cargo.toml has no version in [workspace.package], expected `version = \"1.2.3\"`",
    )?;
    let mut text = String::with_capacity(manifest.len());
    let mut changed = Vec::new();
    let mut table = "";
    for line in manifest.split_inclusive('\n') {
        table = header(line).unwrap_or(table);
        match required_version(line).filter(|_| table == "workspace.dependencies") {
            Some(range) if line[range.clone()] != *version => {
                text.push_str(&line[..range.start]);
                text.push_str(version);
                text.push_str(&line[range.end..]);
                changed.push(key(line).to_owned());
            }
            _ => text.push_str(line),
        }
    }
    Ok(Aligned {
        text,
        version: version.to_owned(),
        changed,
    })
}

fn workspace_version(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines();
    lines.find(|line| header(line) == Some("workspace.package"))?;
    let mut lines = lines.take_while(|line| header(line).is_none());
    let line = lines.find(|line| key(line) == "version")?;
    line.split('"').nth(1).filter(|version| !version.is_empty())
}

/// The name of the table that begins in this line.
fn header(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']')
}

/// The key that this line sets.
fn key(line: &str) -> &str {
    line.split_once('=').map_or("", |(key, _)| key.trim())
}

/// The place of the version in `name = { version = "1.2.3", path = "name" }`.
fn required_version(line: &str) -> Option<std::ops::Range<usize>> {
    line.contains("path = \"").then_some(())?;
    let mark = "version = \"";
    let start = line.find(mark)? + mark.len();
    let length = line[start..].find('"')?;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"[workspace.package]
version = "0.2.0"
rust-version = "1.88"

[workspace.dependencies]
ours = { version = "0.1.0", path = "ours", default-features = false }
same = { version = "0.2.0", path = "same" }
unpublished = { path = "unpublished" }
theirs = { version = "0.1.0", features = ["a"] }

[dependencies]
elsewhere = { version = "0.1.0", path = "elsewhere" }
"#;

    #[test]
    fn requirements_of_our_crates_follow_the_version_of_the_workspace() {
        let aligned = align(MANIFEST).expect("there is a version");
        let line = r#"ours = { version = "0.1.0", path"#;
        let expected = MANIFEST.replace(line, r#"ours = { version = "0.2.0", path"#);
        assert_eq!(aligned.text, expected);
        assert_eq!(aligned.changed, ["ours"]);
        assert_eq!(align(&expected).map(|aligned| aligned.changed), Ok(vec![]));
    }

    #[test]
    fn a_workspace_without_a_version_is_an_error() {
        let manifest =
            "[workspace.package]\nedition = \"2024\"\n\n[package]\nversion = \"1.0.0\"\n";
        assert!(align(manifest).is_err_and(|error| error.contains("[workspace.package]")));
    }
}
