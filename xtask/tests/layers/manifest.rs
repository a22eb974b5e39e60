//! Reads the dependencies in a Cargo.toml.

/// A normal dependency.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) package: String,
    pub(crate) optional: bool,
}

/// The normal dependencies of a manifest, for all targets.
pub(crate) fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut dependencies: Vec<Dependency> = Vec::new();
    let mut table = Table::Other;
    let lines = manifest.lines().map(str::trim);
    for line in lines.filter(|line| !line.starts_with('#')) {
        if let Some(header) = line.strip_prefix('[').and_then(|l| l.split(']').next()) {
            // A `cfg` in a header contains no `]`.
            table = Table::new(header);
            if let Table::Dependency(name) = &table {
                dependencies.push(Dependency {
                    package: name.clone(),
                    optional: false,
                });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        match table {
            Table::Dependencies => {
                let name = key.split('.').next().unwrap_or(key);
                let inline = |key| value_of(value, key);
                dependencies.push(Dependency {
                    package: inline("package").unwrap_or(name).trim().to_owned(),
                    optional: inline("optional") == Some("true"),
                });
            }
            Table::Dependency(_) => {
                if let Some(dependency) = dependencies.last_mut() {
                    match key.trim() {
                        "package" => dependency.package = unquoted(value).to_owned(),
                        "optional" => dependency.optional = unquoted(value) == "true",
                        _ => {}
                    }
                }
            }
            Table::Other => {}
        }
    }
    dependencies
}

enum Table {
    /// `[dependencies]`
    Dependencies,
    /// `[dependencies.name]`
    Dependency(String),
    Other,
}

impl Table {
    fn new(header: &str) -> Self {
        let header = match header.strip_prefix("target.") {
            Some(target) => target.find("dependencies").map_or("", |at| {
                // Excludes `dev-dependencies`.
                let (before, table) = target.split_at(at);
                if before.ends_with('.') { table } else { "" }
            }),
            None => header,
        };
        match header.strip_prefix("dependencies") {
            Some("") => Self::Dependencies,
            Some(name) => Self::Dependency(unquoted(name.trim_start_matches('.')).to_owned()),
            None => Self::Other,
        }
    }
}

/// The value of a key in an inline table.
fn value_of<'a>(table: &'a str, key: &str) -> Option<&'a str> {
    let table = table.trim().strip_prefix('{')?.split('}').next()?;
    table.split(',').find_map(|entry| {
        let (name, value) = entry.split_once('=')?;
        (name.trim() == key).then(|| unquoted(value))
    })
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches('"')
}
