//! The origin of the parts of a translated model, so that diagnostics name a place in a file that
//! was read.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Part;

use super::files::Files;
use super::names::Names;
use super::paginator;
use super::traits::key_of;

/// The files of a model, and the ids that their shapes got.
pub(crate) struct Origin {
    /// The path of the model, which diagnostics of later stages have.
    path: String,
    files: Files,
    names: Names,
}

impl Origin {
    pub(super) fn new(path: &str, files: Files, names: Names) -> Self {
        let path = path.to_owned();
        Self { path, files, names }
    }

    /// Moves diagnostics of the translated model to their places in the files.
    pub(crate) fn relocate(&self, diagnostics: Diagnostics, d: &mut Diagnostics) {
        d.append(diagnostics, |diagnostic| {
            match diagnostic.file() == self.path {
                true => self.relocated(diagnostic),
                false => diagnostic,
            }
        });
    }

    fn relocated(&self, diagnostic: Diagnostic) -> Diagnostic {
        let (id, rest) = split_id(diagnostic.at());
        let place = id.contains('#').then(|| self.place(id, rest));
        let diagnostic = diagnostic.reworded(|text| self.names.without_namespace(text));
        match place {
            Some((part, path)) => {
                let (file, path) = self.existing(part, &path);
                diagnostic.moved_to(file, &path)
            }
            None => diagnostic,
        }
    }

    /// The part of the model, and the path into it, of `id/rest`.
    fn place(&self, id: &str, rest: &str) -> (Part, String) {
        let (shape, member) = match id.split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (id, None),
        };
        let name = shape.split_once('#').map_or(shape, |(_, name)| name);
        let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
        if shape == self.names.service() {
            return match first {
                "smithy.rules#endpointRuleSet" => (Part::EndpointRules, below.to_owned()),
                "smithy.rules#endpointTests" => (Part::EndpointTests, below.to_owned()),
                "smithy.api#documentation" => (Part::Service, "documentation".to_owned()),
                "smithy.rules#clientContextParams" => {
                    (Part::Service, "clientContextParams".to_owned())
                }
                other => (
                    Part::Service,
                    join("metadata", key_of(other).unwrap_or_default()),
                ),
            };
        }
        if self.names.is_operation(shape) {
            return match first {
                "smithy.api#paginated" => {
                    let key = paginator::KEYS.iter().find(|(_, to)| *to == below);
                    let key = key.map_or("", |(key, _)| *key);
                    (Part::Paginators, join(&format!("pagination/{name}"), key))
                }
                "smithy.waiters#waitable" => (Part::Waiters, self.waiter(below)),
                "smithy.api#examples" => (Part::Examples, join(&format!("examples/{name}"), below)),
                _ => (
                    Part::Service,
                    below_shape(&format!("operations/{name}"), rest),
                ),
            };
        }
        let shape = format!("shapes/{name}");
        let place = match member {
            Some(member) => self.member(&shape, name, member),
            None => shape,
        };
        (Part::Service, below_shape(&place, rest))
    }

    /// The place of a member: of a structure, list or map, or a value of an enum.
    fn member(&self, place: &str, shape: &str, member: &str) -> String {
        let service = self.files.service();
        let at = service.get("shapes").and_then(|shapes| shapes.get(shape));
        let has = |key: &str| at.as_ref().is_some_and(|at| at.get(key).is_some());
        if has("members") {
            format!("{place}/members/{member}")
        } else if has("enum") {
            format!("{place}/enum")
        } else {
            format!("{place}/{member}")
        }
    }

    /// The place of `waiter/rest`, which the operation's trait has.
    fn waiter(&self, path: &str) -> String {
        let (waiter, rest) = path.split_once('/').unwrap_or((path, ""));
        let key = match rest.split('/').next() {
            Some("minDelay" | "maxDelay") => "delay",
            Some("documentation") => "description",
            // One acceptor for a status can become several.
            Some("acceptors") => "acceptors",
            _ => "",
        };
        join(&format!("waiters/{waiter}"), key)
    }

    /// The file and the path in it that are closest to `path`, because diagnostics may also name
    /// missing parts.
    fn existing(&self, part: Part, path: &str) -> (&str, String) {
        let Some(file) = self.files.file(part) else {
            return (&self.path, path.to_owned());
        };
        let (below, value) = known_part(&file.merged, path);
        match &file.extras {
            // A value that the additions only extend still belongs to the file itself.
            Some(extras) if known_part(&extras.merge, &below) == (below.clone(), value) => {
                (&extras.path, join("merge", &below))
            }
            _ => (&file.path, below),
        }
    }
}

/// A location as the id of a shape or member, and the path below it. Ids of traits have a `#` too.
fn split_id(at: &str) -> (&str, &str) {
    at.split_once('/').unwrap_or((at, ""))
}

/// A path below a shape, member or operation: a trait is a key, and its parts are keys beside it.
fn below_shape(place: &str, rest: &str) -> String {
    let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
    match first {
        "smithy.api#length" | "smithy.api#range" => join(place, below),
        "smithy.api#required" => place.to_owned(),
        "smithy.api#enum" => join(place, "enum"),
        first if first.contains('#') => match key_of(first) {
            Some(key) => join(&join(place, key), below),
            None => place.to_owned(),
        },
        _ => join(place, rest),
    }
}

fn join(place: &str, below: &str) -> String {
    match (place, below) {
        (place, "") => place.to_owned(),
        ("", below) => below.to_owned(),
        (place, below) => format!("{place}/{below}"),
    }
}

/// The longest prefix of `path` that exists in `value`, and the value there.
fn known_part<'v>(value: &'v Value, path: &str) -> (String, &'v Value) {
    let mut at = value;
    let mut known = Vec::new();
    for key in path.split('/').filter(|key| !key.is_empty()) {
        let below = match at {
            Value::Object(object) => object.get(key),
            Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        let Some(below) = below else { break };
        known.push(key);
        at = below;
    }
    (known.join("/"), at)
}
