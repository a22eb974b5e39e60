//! The options of `generate` that are settings of the crate, and the file that keeps them.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use querysmith_codegen::{Inherited, OptionalPart, Runtime, Settings, tree};

use crate::usage::Usage;

/// The help of these options.
pub(crate) const HELP: &str = "\
Settings of the crate, which are kept in a file beside the model for the next run:
  --operations LIST        only these operations and what they need; names or patterns with `*`,
                           separated by commas
  --without LIST           leave out parts: blocking, endpoint-tests, examples, paginators, server,
                           testing, waiters; without server, there is no testing either
  --crate-name NAME        the name of the crate             [default: querysmith-<SDK id>]
  --crate-version VERSION  the version of the crate          [default: 0.1.0]
  --description TEXT       the description of the crate      [default: names the service]
  --author NAME            an author; can be repeated
  --license SPDX           the license of the crate
  --repository URL         the repository of the crate
  --keywords LIST          at most five keywords
  --categories LIST        the categories of the crate
  --publish BOOL           whether the crate may be published: true or false
  --workspace LIST         inherit from the workspace: authors, dependencies, edition, license,
                           repository, rust-version, version
  --runtime-version REQ    the version of querysmith-runtime [default: that of this command]
  --runtime-path DIR       use runtime/ and testing/ in a checkout of querysmith
  --runtime-git URL        use a Git repository of querysmith
  --runtime-rev REV        the revision in that repository
  --rename SHAPE=NAME      give the type of a shape another name; can be repeated
  --type-attribute TYPE=ATTRIBUTE
                           add an attribute to types, such as 'Tag=#[derive(Eq)]'; can be repeated
  --field-attribute TYPE.FIELD=ATTRIBUTE
                           the same for fields and variants; can be repeated
  --dependency NAME=REQ    add a dependency, for attributes that need one; can be repeated
";

/// The options, without dashes.
pub(crate) const OPTIONS: [&str; 20] = [
    "author",
    "categories",
    "crate-name",
    "crate-version",
    "dependency",
    "description",
    "field-attribute",
    "keywords",
    "license",
    "operations",
    "publish",
    "rename",
    "repository",
    "runtime-git",
    "runtime-path",
    "runtime-rev",
    "runtime-version",
    "type-attribute",
    "without",
    "workspace",
];

/// The options in the order of the command line, with their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags(Vec<(String, String)>);

impl Flags {
    /// Adds the option `name`.
    pub(crate) fn add(&mut self, name: &str, value: OsString) -> anyhow::Result<()> {
        let value = value.into_string();
        let value = value.map_err(|value| anyhow::anyhow!("--{name} {value:?} is not UTF-8"))?;
        self.0.push((name.to_owned(), value));
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The options as on a command line.
    pub(crate) fn command(&self) -> String {
        let option = |(name, value): &(String, String)| match value.chars().all(is_plain) {
            true => format!(" --{name} {value}"),
            false => format!(" --{name} '{}'", value.replace('\'', "'\\''")),
        };
        self.0.iter().map(option).collect()
    }

    /// Applies the options to `settings`. Paths are relative to `base`, and in the settings to the
    /// directory `out` of the crate.
    pub(crate) fn apply(
        &self,
        mut settings: Settings,
        base: &Path,
        out: &Path,
        at: &str,
    ) -> anyhow::Result<Settings> {
        // A list that is given replaces that of the file.
        let all = |option: &str| {
            let values = self.0.iter().filter(|(name, _)| name == option);
            let values = values.flat_map(|(_, value)| value.split(','));
            let values = values.map(str::trim).filter(|value| !value.is_empty());
            values.map(str::to_owned).collect::<Vec<_>>()
        };
        let rev = self.last("runtime-rev");
        if rev.is_some() && self.last("runtime-git").is_none() {
            let usage = Usage::new("a revision without a repository", at);
            return Err(usage
                .expected("--runtime-git with --runtime-rev")
                .into_error());
        }
        for (name, value) in &self.0 {
            let pair = || pair(name, value, at);
            settings = match name.as_str() {
                "author" => {
                    let authors = self.0.iter().filter(|(name, _)| name == "author");
                    settings.authors(authors.map(|(_, author)| author))
                }
                "categories" => settings.categories(all("categories")),
                "crate-name" => settings.crate_name(value),
                "crate-version" => settings.version(value),
                "dependency" => {
                    let (name, version) = pair()?;
                    settings.dependency(name, version)
                }
                "description" => settings.description(value),
                "field-attribute" => {
                    let (field, attribute) = pair()?;
                    settings.field_attribute(field, attribute)
                }
                "keywords" => settings.keywords(all("keywords")),
                "license" => settings.license(value),
                "operations" => settings.operations(all("operations")),
                "publish" => settings.publish(boolean(name, value, at)?),
                "rename" => {
                    let (shape, new) = pair()?;
                    settings.rename(shape, new)
                }
                "repository" => settings.repository(value),
                "runtime-git" => {
                    let (url, rev) = (value.clone(), rev.map(str::to_owned));
                    settings.runtime(Runtime::Git { url, rev })
                }
                "runtime-path" => {
                    settings.runtime(Runtime::Path(relative(out, &base.join(value))?))
                }
                "runtime-version" => settings.runtime(Runtime::Version(value.clone())),
                "type-attribute" => {
                    let (types, attribute) = pair()?;
                    settings.type_attribute(types, attribute)
                }
                "without" => {
                    let known = OptionalPart::ALL.map(|part| (part.name(), part));
                    let parts = names(&all("without"), &known, "without", at)?;
                    parts.into_iter().fold(settings, Settings::without)
                }
                "workspace" => {
                    let known = Inherited::ALL.map(|part| (part.name(), part));
                    let parts = names(&all("workspace"), &known, "workspace", at)?;
                    parts.into_iter().fold(settings, Settings::inherit)
                }
                _ => settings,
            };
        }
        Ok(settings)
    }

    fn last(&self, option: &str) -> Option<&str> {
        let mut options = self.0.iter().rev();
        let found = options.find(|(name, _)| name == option);
        found.map(|(_, value)| value.as_str())
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./,:=@".contains(c)
}

fn pair<'v>(name: &str, value: &'v str, at: &str) -> anyhow::Result<(&'v str, &'v str)> {
    value.split_once('=').ok_or_else(|| {
        let usage = Usage::new("a value without `=`", at);
        let usage = usage.found(&format!("--{name} {value}"));
        usage.expected("a name, `=` and a value").into_error()
    })
}

fn boolean(name: &str, value: &str, at: &str) -> anyhow::Result<bool> {
    value.parse().map_err(|_| {
        let usage = Usage::new("a value that is neither true nor false", at);
        let usage = usage.found(&format!("--{name} {value}"));
        usage.expected("true or false").into_error()
    })
}

fn names<T: Copy>(
    values: &[String],
    known: &[(&str, T)],
    option: &str,
    at: &str,
) -> anyhow::Result<Vec<T>> {
    let find = |value: &String| {
        let found = known.iter().find(|(name, _)| name == value);
        found.map(|(_, part)| *part).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            Usage::new(format!("unknown name in --{option}"), at)
                .found(value)
                .expected(&format!("one of: {}", names.join(", ")))
                .nearest(value, names)
                .into_error()
        })
    };
    values.iter().map(find).collect()
}

/// The file with the settings of the model at `model`, which need not exist.
pub(crate) fn settings_path(model: &Path) -> PathBuf {
    model.with_extension("crate.json")
}

/// Reads the settings in a file; the default ones if it does not exist.
pub(crate) fn read(path: &Path, shown: &str) -> anyhow::Result<Settings> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Settings::parse(shown, &text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Writes settings for the next run. Returns whether the file has changed.
pub(crate) fn keep(path: &Path, old: &Settings, new: &Settings) -> anyhow::Result<bool> {
    let text = new.to_json();
    if text == old.to_json() {
        return Ok(false);
    }
    tree::replace(path, &text)?;
    Ok(true)
}

/// The path `to`, relative to the directory `from` if they have a directory in common.
fn relative(from: &Path, to: &Path) -> anyhow::Result<String> {
    let (from, to) = (normal(from)?, normal(to)?);
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let path: PathBuf = match shared {
        // Only the root.
        0 | 1 => to.iter().collect(),
        _ => {
            let up = from
                .iter()
                .skip(shared)
                .map(|_| Component::ParentDir.as_os_str());
            let up: PathBuf = up.collect();
            up.join(to.iter().skip(shared).collect::<PathBuf>())
        }
    };
    Ok(path.to_string_lossy().replace('\\', "/"))
}

/// The parts of an absolute path, without `.` and `..`.
fn normal(path: &Path) -> anyhow::Result<Vec<OsString>> {
    let path = std::path::absolute(path).context("cannot determine the working directory")?;
    let mut parts: Vec<OsString> = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            other => parts.push(other.as_os_str().to_owned()),
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_crate() {
        let of = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).expect("absolute");
        assert_eq!(of("/a/sns", "/a/querysmith"), "../querysmith");
        assert_eq!(of("/a/b/sns", "/a/./b/../c"), "../../c");
        assert_eq!(of("/a/sns", "/b/querysmith"), "/b/querysmith");
        assert_eq!(of("/a/sns", "/a/sns/x"), "x");
    }

    #[test]
    fn the_command_line_is_quoted() {
        let flags = Flags(vec![
            ("operations".to_owned(), "Get*,Put".to_owned()),
            ("license".to_owned(), "MIT".to_owned()),
            ("author".to_owned(), "O'Neil".to_owned()),
        ]);
        assert_eq!(
            flags.command(),
            r" --operations 'Get*,Put' --license MIT --author 'O'\''Neil'"
        );
    }
}
