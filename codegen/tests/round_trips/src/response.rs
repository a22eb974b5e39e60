//! A writer of responses that varies everything that XML leaves open: order, white space, prefixes,
//! comments, CDATA sections, character references, and unknown elements.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;

use crate::model::{Kind, Member, Model, Protocol, Shape};
use crate::time;
use crate::tree::{Members, Tree};

/// Writes a response of `operation` whose output is `tree`.
pub(crate) fn write(model: &Model, operation: &str, tree: &Tree, rng: &mut Rng) -> String {
    let mut writer = Writer { model, rng };
    let (_, output) = model.sides(operation);
    let mut members = writer.structure(output, tree.as_members());
    let root = format!("{operation}Response");
    let root = match model.protocol() {
        Protocol::Ec2Query => {
            let id = writer.element("requestId", "", "r-1");
            members.chunks.push(id);
            let content = writer.join(members.chunks, true);
            writer.element(&root, &members.attributes, &content)
        }
        Protocol::AwsQuery => {
            let content = writer.join(members.chunks, true);
            let result = format!("{operation}Result");
            let result = writer.element(&result, &members.attributes, &content);
            let id = writer.element("RequestId", "", "r-1");
            let metadata = writer.element("ResponseMetadata", "", &id);
            let content = writer.join(vec![result, metadata], true);
            writer.element(&root, "", &content)
        }
    };
    let declaration = match writer.rng.bool() {
        true => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        false => "",
    };
    let (before, after) = (writer.space(), writer.space());
    format!("{declaration}{before}{root}{after}")
}

struct Writer<'m, 'r> {
    model: &'m Model,
    rng: &'r mut Rng,
}

/// The content of a structure's element: its attributes, and one chunk of elements per member. The
/// order of the chunks is arbitrary.
struct Written {
    attributes: String,
    chunks: Vec<String>,
}

impl Writer<'_, '_> {
    fn structure(&mut self, id: &str, members: &Members) -> Written {
        let mut written = Written {
            attributes: String::new(),
            chunks: Vec::new(),
        };
        let model = self.model;
        for member in model.members(id) {
            let Some(tree) = members.get(&member.name) else {
                continue;
            };
            if member.has("smithy.api#xmlAttribute") {
                let text = self.scalar(member, tree).expect("an attribute is a scalar");
                let text = self.escape(&text, true);
                written.attributes += &format!(" {}=\"{text}\"", member.xml_name());
                continue;
            }
            let chunk = self.member(member, tree);
            written.chunks.push(chunk);
        }
        written
    }

    /// The element of a member, or the elements of a flattened one.
    fn member(&mut self, member: &Member, tree: &Tree) -> String {
        let model = self.model;
        let target = model.target(member);
        let name = member.xml_name();
        match (&target.kind, tree) {
            (Kind::List(item), Tree::List(items)) if member.is_flattened() => {
                let items: Vec<String> = items
                    .iter()
                    .map(|tree| self.item(name, target, item, tree))
                    .collect();
                self.join_in_order(items)
            }
            (Kind::Map(key, value), Tree::Map(entries)) if member.is_flattened() => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|entry| self.entry(name, target, [key, value], entry))
                    .collect();
                self.join(entries, false)
            }
            _ => {
                let (attributes, content) = self.content(member, tree);
                self.element(name, &attributes, &content)
            }
        }
    }

    /// The attributes and the content of the element of a value.
    fn content(&mut self, member: &Member, tree: &Tree) -> (String, String) {
        let model = self.model;
        let target = model.target(member);
        if let Some(text) = self.scalar(member, tree) {
            let is_text = matches!(target.kind, Kind::Text | Kind::Enum(_));
            return (String::new(), self.scalar_content(&text, is_text, target));
        }
        let content = match (&target.kind, tree) {
            (Kind::List(item), Tree::List(items)) => {
                let name = item.text("smithy.api#xmlName").unwrap_or("member");
                let items: Vec<String> = items
                    .iter()
                    .map(|tree| self.item(name, target, item, tree))
                    .collect();
                self.join_in_order(items)
            }
            (Kind::Map(key, value), Tree::Map(entries)) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|entry| self.entry("entry", target, [key, value], entry))
                    .collect();
                self.join(entries, true)
            }
            (Kind::Structure(_), Tree::Structure(members)) => {
                let written = self.structure(&member.target, members);
                let content = self.join(written.chunks, true);
                return (written.attributes, content);
            }
            (Kind::Union(members), Tree::Union(name, tree)) => {
                let member = members.iter().find(|member| member.name == *name);
                let member = self.member(member.expect("a member of the union"), tree);
                // An unknown element would be a second member of the union.
                self.join(vec![member], false)
            }
            (kind, tree) => panic!("{tree:?} is not a value of {kind:?}"),
        };
        (String::new(), content)
    }

    fn item(&mut self, name: &str, target: &Shape, item: &Member, tree: &Tree) -> String {
        match tree {
            Tree::Null if self.model.is_sparse(target) => {
                let nil = [" xsi:nil=\"true\"", " nil='1'", " x:nil = \"true\""];
                let nil = nil[self.rng.usize(..nil.len())];
                self.element(name, nil, "")
            }
            tree => {
                let (attributes, content) = self.content(item, tree);
                self.element(name, &attributes, &content)
            }
        }
    }

    fn entry(
        &mut self,
        name: &str,
        target: &Shape,
        [key, value]: [&Member; 2],
        (text, tree): (&String, &Tree),
    ) -> String {
        let (attributes, content) = self.content(key, &Tree::text(text));
        let parts = vec![
            self.element(key.xml_name(), &attributes, &content),
            self.item(value.xml_name(), target, value, tree),
        ];
        let content = self.join(parts, true);
        self.element(name, "", &content)
    }

    /// The text of a scalar.
    fn scalar(&mut self, member: &Member, tree: &Tree) -> Option<String> {
        Some(match tree {
            Tree::Boolean(boolean) => boolean.to_string(),
            Tree::Integer(number) => number.to_string(),
            Tree::Float(bits) => float(f32::from_bits(*bits).into(), f32::from_bits(*bits)),
            Tree::Double(bits) => float(f64::from_bits(*bits), f64::from_bits(*bits)),
            Tree::Text(text) => text.clone(),
            Tree::Bytes(bytes) => STANDARD.encode(bytes),
            Tree::Time(seconds, nanoseconds) => {
                let format = self.model.text_trait(member, "smithy.api#timestampFormat");
                let places = self.rng.usize(..10);
                time::write(
                    format.unwrap_or("date-time"),
                    *seconds,
                    *nanoseconds,
                    places,
                )
            }
            _ => return None,
        })
    }

    /// The content of a scalar's element. Text is split into CDATA sections, comments and escaped
    /// pieces; other values are surrounded by white space, which is ignored.
    fn scalar_content(&mut self, text: &str, is_text: bool, target: &Shape) -> String {
        if !is_text {
            let (before, after) = (self.space(), self.space());
            let middle = match text.len() / 2 {
                half if target.kind == Kind::Blob && text.is_char_boundary(half) => half,
                _ => 0,
            };
            let between = match middle {
                0 => String::new(),
                _ => self.space(),
            };
            let (start, end) = text.split_at(middle);
            return format!("{before}{start}{between}{end}{after}");
        }
        let mut content = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let most = rest.chars().count();
            let count = self.rng.usize(1..=most);
            let end = rest
                .char_indices()
                .nth(count)
                .map_or(rest.len(), |(at, _)| at);
            let (piece, after) = rest.split_at(end);
            rest = after;
            match self.rng.u8(..4) {
                // XML parsers normalize a carriage return to a line feed, and `]]>` would end the
                // section.
                0 if !piece.contains(['\r', ']', '>']) => {
                    content += &format!("<![CDATA[{piece}]]>");
                }
                1 => {
                    content += &self.escape(piece, false);
                    content += "<!-- ignored -->";
                }
                2 => {
                    content += &self.escape(piece, false);
                    content += "<?ignored?>";
                }
                _ => content += &self.escape(piece, false),
            }
        }
        content
    }

    fn escape(&mut self, text: &str, in_attribute: bool) -> String {
        let mut escaped = String::new();
        for character in text.chars() {
            let code = u32::from(character);
            let must = matches!(character, '<' | '&' | '>' | '\r')
                || in_attribute && matches!(character, '"' | '\t' | '\n');
            let named = match character {
                '<' => Some("&lt;"),
                '>' => Some("&gt;"),
                '&' => Some("&amp;"),
                '"' => Some("&quot;"),
                '\'' => Some("&apos;"),
                _ => None,
            };
            match (self.rng.u8(..16), named) {
                (0, _) => escaped += &format!("&#{code};"),
                (1, _) => escaped += &format!("&#x{code:x};"),
                (2, Some(named)) => escaped += named,
                _ if must => match named {
                    Some(named) => escaped += named,
                    None => escaped += &format!("&#{code};"),
                },
                _ => escaped.push(character),
            }
        }
        escaped
    }

    fn element(&mut self, name: &str, attributes: &str, content: &str) -> String {
        let name = match self.rng.u8(..8) {
            0 => format!("x:{name}"),
            _ => name.to_owned(),
        };
        let more = match self.rng.u8(..12) {
            0 => " xmlns=\"https://example.com/doc/\"",
            1 => " xmlns:x='urn:x'",
            2 => " other=\"&lt;1>\"",
            3 => "\n  x:other = 'an \"attribute\"'",
            _ => "",
        };
        let space = if self.rng.u8(..8) == 0 { " " } else { "" };
        match content.is_empty() && self.rng.bool() {
            true => format!("<{name}{attributes}{more}{space}/>"),
            false => format!("<{name}{attributes}{more}{space}>{content}</{name}{space}>"),
        }
    }

    /// Joins elements in random order.
    fn join(&mut self, mut elements: Vec<String>, with_unknown: bool) -> String {
        self.rng.shuffle(&mut elements);
        if with_unknown && self.rng.u8(..4) == 0 {
            let unknown = self.unknown(0);
            let at = self.rng.usize(..=elements.len());
            elements.insert(at, unknown);
        }
        self.join_in_order(elements)
    }

    fn join_in_order(&mut self, elements: Vec<String>) -> String {
        let mut content = self.space();
        for element in elements {
            content += &element;
            content += &self.space();
            if self.rng.u8(..16) == 0 {
                content += "<!-- <Ignored>element</Ignored> -->";
            }
        }
        content
    }

    /// An element whose name is in no model.
    fn unknown(&mut self, depth: usize) -> String {
        let name = format!("Unknown.{}", self.rng.alphanumeric());
        let content = match self.rng.u8(..3) {
            0 if depth < 3 => self.unknown(depth + 1) + &self.unknown(depth + 1),
            1 => self.escape("an unknown <element>", false),
            _ => String::new(),
        };
        self.element(&name, "", &content)
    }

    fn space(&mut self) -> String {
        let length = match self.rng.bool() {
            true => self.rng.usize(..4),
            false => 0,
        };
        let mut one = || [' ', '\n', '\t', '\r'][self.rng.usize(..4)];
        (0..length).map(|_| one()).collect()
    }
}

fn float(value: f64, text: impl std::fmt::Display) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => text.to_string(),
    }
}
