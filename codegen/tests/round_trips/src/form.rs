//! A decoder for the bodies of Query requests.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::model::{Kind, Member, Model, Protocol, Shape};
use crate::random::is_visible;
use crate::time;
use crate::tree::{Members, Tree};

/// The maximum number of parts of a name.
const MAX_DEPTH: usize = 256;

/// The values of a form whose names have a common prefix.
#[derive(Default)]
struct Node {
    value: Option<String>,
    below: BTreeMap<String, Node>,
}

/// The names and values of a form, in order.
///
/// # Errors
///
/// Returns an error if a character should have been percent-encoded but was not, or the reverse.
pub fn pairs(body: &str) -> Result<Vec<(String, String)>, String> {
    body.split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').ok_or(format!("{pair} has no ="))?;
            Ok((unescape(name)?, unescape(value)?))
        })
        .collect()
}

/// Decodes the input of a call of `operation`.
///
/// # Errors
///
/// Returns an error if the body does not conform to the protocol.
pub fn decode(model: &Model, operation: &str, body: &str) -> Result<Tree, String> {
    let mut pairs = pairs(body)?.into_iter();
    for (name, value) in [("Action", operation), ("Version", model.version())] {
        let expected = Some((name.to_owned(), value.to_owned()));
        let found = pairs.next();
        if found != expected {
            return Err(format!("found {found:?}, expected {expected:?}"));
        }
    }
    let mut root = Node::default();
    for (name, value) in pairs {
        let mut node = &mut root;
        if name.split('.').count() > MAX_DEPTH {
            return Err(format!("{name} is nested too deeply"));
        }
        for part in name.split('.') {
            node = node.below.entry(part.to_owned()).or_default();
        }
        if node.value.replace(value).is_some() {
            return Err(format!("{name} occurs twice"));
        }
    }
    let (input, _) = model.sides(operation);
    let decoder = Decoder { model };
    decoder.structure(input, root).map(Tree::Structure)
}

/// The part of a value that a form can represent. It cannot represent empty structures and maps,
/// and does not distinguish empty and absent values of sparse collections.
pub(crate) fn visible(model: &Model, id: &str, tree: &Tree) -> Tree {
    let members = model.members(id).iter().filter_map(|member| {
        let value = tree.as_members().get(&member.name)?;
        let value =
            is_visible(value, model.protocol()).then(|| visible_value(model, member, value))?;
        Some((member.name.clone(), value))
    });
    Tree::Structure(Members(members.collect()))
}

/// Whether a form does not show a required member of a structure in a value.
pub(crate) fn hides_required(model: &Model, id: &str, tree: &Tree) -> bool {
    let mut members = model.members(id).iter();
    members.any(|member| {
        let value = tree.as_members().get(&member.name);
        value.is_some_and(|value| {
            let is_hidden = !is_visible(value, model.protocol());
            is_hidden && member.has("smithy.api#required")
                || value_hides_required(model, member, value)
        })
    })
}

fn value_hides_required(model: &Model, member: &Member, tree: &Tree) -> bool {
    let hides = |member: &Member, tree: &Tree| value_hides_required(model, member, tree);
    match (&model.target(member).kind, tree) {
        (_, Tree::Null) => false,
        (Kind::List(item), Tree::List(items)) => items.iter().any(|tree| hides(item, tree)),
        (Kind::Map(_, value), Tree::Map(entries)) => {
            entries.values().any(|tree| hides(value, tree))
        }
        (Kind::Structure(_), tree) => hides_required(model, &member.target, tree),
        (Kind::Union(members), Tree::Union(name, tree)) => {
            let mut members = members.iter();
            members.any(|member| member.name == *name && hides(member, tree))
        }
        _ => false,
    }
}

fn visible_value(model: &Model, member: &Member, tree: &Tree) -> Tree {
    let target = model.target(member);
    let maybe = |member: &Member, tree: &Tree| {
        let nothing = [Tree::text(""), Tree::bytes(b""), Tree::List(Vec::new())];
        match tree {
            Tree::Null => Tree::Null,
            tree if model.is_sparse(target) && nothing.contains(tree) => Tree::Null,
            tree => visible_value(model, member, tree),
        }
    };
    match (&target.kind, tree) {
        (Kind::List(item), Tree::List(items)) => {
            Tree::List(items.iter().map(|tree| maybe(item, tree)).collect())
        }
        (Kind::Map(_, value), Tree::Map(entries)) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, tree)| (key.clone(), maybe(value, tree)));
            Tree::Map(entries.collect())
        }
        (Kind::Structure(_), tree) => visible(model, &member.target, tree),
        (Kind::Union(members), Tree::Union(name, tree)) => {
            let member = members.iter().find(|member| member.name == *name);
            let member = member.expect("a member of the union");
            Tree::union(name, visible_value(model, member, tree))
        }
        (_, tree) => tree.clone(),
    }
}

struct Decoder<'m> {
    model: &'m Model,
}

impl Decoder<'_> {
    fn structure(&self, id: &str, node: Node) -> Result<Members, String> {
        let mut node = node.without_value()?;
        let mut members = Members::default();
        for member in self.model.members(id) {
            if let Some(below) = node.below.remove(&self.wire_name(member)) {
                members = members.with(&member.name, Some(self.value(member, below)?));
            }
        }
        node.done().map(|()| members)
    }

    fn value(&self, member: &Member, node: Node) -> Result<Tree, String> {
        let target = self.model.target(member);
        let number = |text: &str| format!("{text:?} is not a value of {}", member.target);
        Ok(match &target.kind {
            Kind::Boolean => match node.text()?.as_str() {
                "true" => Tree::Boolean(true),
                "false" => Tree::Boolean(false),
                other => return Err(number(other)),
            },
            Kind::Integer(from, to) => {
                let text = node.text()?;
                let value = text
                    .parse()
                    .ok()
                    .filter(|value| (from..=to).contains(&value));
                Tree::Integer(value.ok_or(number(&text))?)
            }
            Kind::IntEnum(_) => {
                let text = node.text()?;
                Tree::integer(text.parse::<i32>().map_err(|_| number(&text))?)
            }
            Kind::Float => {
                let text = node.text()?;
                Tree::float(float(&text).ok_or(number(&text))?)
            }
            Kind::Double => {
                let text = node.text()?;
                Tree::double(float(&text).ok_or(number(&text))?)
            }
            Kind::Text | Kind::Enum(_) => Tree::Text(node.text()?),
            Kind::Blob => {
                let text = node.text()?;
                Tree::Bytes(STANDARD.decode(&text).map_err(|_| number(&text))?)
            }
            Kind::Timestamp => {
                let text = node.text()?;
                let format = self.model.text_trait(member, "smithy.api#timestampFormat");
                let time = time::read(format.unwrap_or("date-time"), &text);
                let (seconds, nanoseconds) = time.ok_or(number(&text))?;
                Tree::Time(seconds, nanoseconds)
            }
            Kind::List(item) => self.list(member, target, item, node)?,
            Kind::Map(key, value) => self.map(member, target, [key, value], node)?,
            Kind::Structure(_) => Tree::Structure(self.structure(&member.target, node)?),
            Kind::Union(members) => {
                let mut node = node.without_value()?;
                let (name, below) = node.below.pop_first().ok_or("a union without a member")?;
                let member = members.iter().find(|member| self.wire_name(member) == name);
                let member = member.ok_or(format!("{name} is not a member of the union"))?;
                node.done()?;
                if member.target == "smithy.api#Unit" {
                    let text = below.text()?;
                    return match text.as_str() {
                        "" => Ok(Tree::union(&member.name, Tree::unit())),
                        _ => Err(format!("found {text:?}, expected an empty value")),
                    };
                }
                Tree::union(&member.name, self.value(member, below)?)
            }
        })
    }

    fn list(
        &self,
        member: &Member,
        target: &Shape,
        item: &Member,
        node: Node,
    ) -> Result<Tree, String> {
        let is_ec2 = self.model.protocol() == Protocol::Ec2Query;
        if !is_ec2 && node.value.as_deref() == Some("") {
            return node.text().map(|_| Tree::List(Vec::new()));
        }
        let node = match is_ec2 || member.is_flattened() {
            true => node,
            false => node.only(item.text("smithy.api#xmlName").unwrap_or("member"))?,
        };
        let items = node.numbered()?.into_iter();
        let items = items.map(|node| self.maybe(target, item, node));
        Ok(Tree::List(items.collect::<Result<_, _>>()?))
    }

    fn map(
        &self,
        member: &Member,
        target: &Shape,
        [key, value]: [&Member; 2],
        node: Node,
    ) -> Result<Tree, String> {
        let node = match member.is_flattened() {
            true => node,
            false => node.only("entry")?,
        };
        let mut entries = BTreeMap::new();
        for entry in node.numbered()? {
            let mut entry = entry.without_value()?;
            let mut take = |member: &Member| {
                let below = entry.below.remove(member.xml_name());
                below.ok_or(format!("an entry without {}", member.xml_name()))
            };
            let (key_node, value_node) = (take(key)?, take(value)?);
            entry.done()?;
            let key = self.value(key, key_node)?.as_text().to_owned();
            let value = self.maybe(target, value, value_node)?;
            if entries.insert(key, value).is_some() {
                return Err("a key occurs twice".to_owned());
            }
        }
        Ok(Tree::Map(entries))
    }

    /// Decodes an item of a list or the value of a map entry.
    fn maybe(&self, target: &Shape, member: &Member, node: Node) -> Result<Tree, String> {
        let is_empty = node.value.as_deref() == Some("");
        match is_empty && self.model.is_sparse(target) {
            true => node.text().map(|_| Tree::Null),
            false => self.value(member, node),
        }
    }

    fn wire_name(&self, member: &Member) -> String {
        match self.model.protocol() {
            Protocol::AwsQuery => member.xml_name().to_owned(),
            Protocol::Ec2Query => match member.text("aws.protocols#ec2QueryName") {
                Some(name) => name.to_owned(),
                None => {
                    let mut chars = member.xml_name().chars();
                    let first = chars.next().map(|first| first.to_ascii_uppercase());
                    first.into_iter().chain(chars).collect()
                }
            },
        }
    }
}

impl Node {
    fn text(self) -> Result<String, String> {
        match (self.value, self.below.is_empty()) {
            (Some(value), true) => Ok(value),
            (None, _) => Err("found names, expected a value".to_owned()),
            (Some(_), false) => Err("found a value and names, expected a value".to_owned()),
        }
    }

    fn without_value(self) -> Result<Self, String> {
        match &self.value {
            None => Ok(self),
            Some(value) => Err(format!("found {value:?}, expected names")),
        }
    }

    fn done(&self) -> Result<(), String> {
        match self.below.is_empty() {
            true => Ok(()),
            false => Err(format!("unexpected names {:?}", self.below.keys())),
        }
    }

    /// The node at `name`, which must be the only name.
    fn only(self, name: &str) -> Result<Self, String> {
        let mut node = self.without_value()?;
        let below = node.below.remove(name).ok_or(format!("expected {name}"))?;
        node.done().map(|()| below)
    }

    /// The nodes at the names `1`, `2` and so on.
    fn numbered(self) -> Result<Vec<Self>, String> {
        let mut node = self.without_value()?;
        let numbers = 1..=node.below.len();
        let nodes = numbers.map(|number| {
            let below = node.below.remove(&number.to_string());
            below.ok_or(format!("the number {number} is missing"))
        });
        nodes.collect()
    }
}

fn float<F: std::str::FromStr + From<f32>>(text: &str) -> Option<F> {
    match text {
        "NaN" => Some(f32::NAN.into()),
        "Infinity" => Some(f32::INFINITY.into()),
        "-Infinity" => Some(f32::NEG_INFINITY.into()),
        _ if text.contains(|c: char| !c.is_ascii_digit() && !"-.e".contains(c)) => None,
        _ => text.parse().ok(),
    }
}

fn unescape(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            byte if is_plain(byte) => byte,
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (high, low) = (digit(), digit());
                let byte = high
                    .zip(low)
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                let byte = byte.filter(|byte| !is_plain(*byte));
                byte.ok_or(format!("{text:?} has an invalid percent-encoding"))?
            }
            _ => return Err(format!("{text:?} is not percent-encoded")),
        });
    }
    match text.contains(|c: char| matches!(c, 'a'..='f')) && has_lower_case_digits(text) {
        true => Err(format!("{text:?} is percent-encoded in lower case")),
        false => String::from_utf8(bytes).map_err(|error| error.to_string()),
    }
}

fn has_lower_case_digits(text: &str) -> bool {
    let digits = text.split('%').skip(1).filter_map(|rest| rest.get(..2));
    let mut digits = digits.flat_map(str::chars);
    digits.any(|digit| digit.is_ascii_lowercase())
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
