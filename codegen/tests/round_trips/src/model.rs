//! A Smithy JSON model, as far as the Query protocols need it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A model of one service.
pub struct Model {
    protocol: Protocol,
    version: String,
    shapes: BTreeMap<String, Shape>,
    operations: BTreeMap<String, [String; 2]>,
}

/// The protocol of requests and responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// awsQuery.
    AwsQuery,
    /// ec2Query.
    Ec2Query,
}

/// A shape that values can have.
pub struct Shape {
    /// The type of its values.
    pub kind: Kind,
    /// Its traits.
    pub traits: Map<String, Value>,
}

/// The type of a shape's values.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// An integer within these bounds.
    Integer(i64, i64),
    /// An integer, usually one of these.
    IntEnum(Vec<i64>),
    /// A 32-bit floating-point number.
    Float,
    /// A 64-bit floating-point number.
    Double,
    /// A string.
    Text,
    /// A string, usually one of these.
    Enum(Vec<String>),
    /// Bytes.
    Blob,
    /// A point in time.
    Timestamp,
    /// A list with this item.
    List(Member),
    /// A map with this key and value.
    Map(Member, Member),
    /// A structure with these members, in order.
    Structure(Vec<Member>),
    /// A union of these members.
    Union(Vec<Member>),
}

/// A member of a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name in the model.
    pub name: String,
    /// The id of its shape.
    pub target: String,
    /// Its traits.
    pub traits: Map<String, Value>,
}

impl Model {
    /// Reads a model.
    pub fn parse(text: &str) -> Self {
        let model: Value = serde_json::from_str(text).expect("a model is JSON");
        let all = model["shapes"].as_object().expect("a model has shapes");
        let shapes = all.iter().filter_map(|(id, shape)| {
            let kind = kind(shape)?;
            let traits = object(&shape["traits"]);
            Some((id.clone(), Shape { kind, traits }))
        });
        let mut shapes: BTreeMap<String, Shape> = shapes.collect();
        add_prelude(&mut shapes);
        let service = all.values().find(|shape| shape["type"] == "service");
        let service = service.expect("a model has a service");
        let target = |operation: &Value, side: &str| {
            let target = operation[side]["target"].as_str();
            target.unwrap_or("smithy.api#Unit").to_owned()
        };
        let operations = all
            .iter()
            .filter(|(_, shape)| shape["type"] == "operation")
            .map(|(id, operation)| {
                let name = id.split('#').nth(1).unwrap_or(id);
                let sides = ["input", "output"].map(|side| target(operation, side));
                (name.to_owned(), sides)
            });
        Self {
            protocol: match service["traits"]["aws.protocols#ec2Query"].is_object() {
                true => Protocol::Ec2Query,
                false => Protocol::AwsQuery,
            },
            version: service["version"].as_str().unwrap_or_default().to_owned(),
            operations: operations.collect(),
            shapes,
        }
    }

    /// The protocol of the service.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The version of the service.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// The ids of the error shapes.
    pub fn errors(&self) -> impl Iterator<Item = &str> {
        let errors = self.shapes.iter();
        let errors = errors.filter(|(_, shape)| shape.traits.contains_key("smithy.api#error"));
        errors.map(|(id, _)| id.as_str())
    }

    /// The shape ids of an operation's input and output.
    pub fn sides(&self, operation: &str) -> (&str, &str) {
        let sides = self.operations.get(operation);
        let [input, output] = sides.expect("an operation of the model");
        (input, output)
    }

    /// The shape with this id.
    pub fn shape(&self, id: &str) -> &Shape {
        self.shapes
            .get(id)
            .unwrap_or_else(|| panic!("no shape has the id {id}"))
    }

    /// The shape of a member.
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target)
    }

    /// The members of a structure.
    pub fn members(&self, id: &str) -> &[Member] {
        match &self.shape(id).kind {
            Kind::Structure(members) | Kind::Union(members) => members,
            other => panic!("{id} is {other:?}, which has no members"),
        }
    }

    /// The string value of a trait of the member or else of its shape.
    pub fn text_trait<'m>(&'m self, member: &'m Member, id: &str) -> Option<&'m str> {
        let own = member.traits.get(id);
        let text = own.or_else(|| self.target(member).traits.get(id));
        text.and_then(Value::as_str)
    }

    /// Whether the items or values of a shape can be null.
    pub fn is_sparse(&self, shape: &Shape) -> bool {
        shape.traits.contains_key("smithy.api#sparse")
    }
}

impl Member {
    /// The string value of a trait.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.traits.get(id).and_then(Value::as_str)
    }

    /// Whether this is the message, which all errors have.
    pub fn is_message(&self) -> bool {
        self.name.eq_ignore_ascii_case("message")
    }

    /// Whether the member has a trait.
    pub fn has(&self, id: &str) -> bool {
        self.traits.contains_key(id)
    }

    /// Whether the list or map is flattened.
    pub fn is_flattened(&self) -> bool {
        self.has("smithy.api#xmlFlattened")
    }

    /// The XML name of the member.
    pub fn xml_name(&self) -> &str {
        self.text("smithy.api#xmlName").unwrap_or(&self.name)
    }
}

fn kind(shape: &Value) -> Option<Kind> {
    let one = |name: &str| member(name, &shape[name]);
    Some(match shape["type"].as_str()? {
        "boolean" => Kind::Boolean,
        "byte" => Kind::Integer(i8::MIN.into(), i8::MAX.into()),
        "short" => Kind::Integer(i16::MIN.into(), i16::MAX.into()),
        "integer" => Kind::Integer(i32::MIN.into(), i32::MAX.into()),
        "long" => Kind::Integer(i64::MIN, i64::MAX),
        "float" => Kind::Float,
        "double" => Kind::Double,
        "blob" => Kind::Blob,
        "timestamp" => Kind::Timestamp,
        "string" => match shape["traits"]["smithy.api#enum"].as_array() {
            None => Kind::Text,
            Some(values) => {
                let values = values.iter().filter_map(|value| value["value"].as_str());
                Kind::Enum(values.map(str::to_owned).collect())
            }
        },
        "enum" => {
            let value = |member: &Member| {
                let value = member.text("smithy.api#enumValue");
                value.unwrap_or(&member.name).to_owned()
            };
            Kind::Enum(members(shape).iter().map(value).collect())
        }
        "intEnum" => {
            let value = |member: &Member| member.traits["smithy.api#enumValue"].as_i64();
            Kind::IntEnum(members(shape).iter().filter_map(value).collect())
        }
        "list" | "set" => Kind::List(one("member")),
        "map" => Kind::Map(one("key"), one("value")),
        "structure" => Kind::Structure(members(shape)),
        "union" => Kind::Union(members(shape)),
        _ => return None,
    })
}

fn members(shape: &Value) -> Vec<Member> {
    let members = object(&shape["members"]);
    members
        .iter()
        .map(|(name, value)| member(name, value))
        .collect()
}

fn member(name: &str, value: &Value) -> Member {
    Member {
        name: name.to_owned(),
        target: value["target"].as_str().unwrap_or_default().to_owned(),
        traits: object(&value["traits"]),
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// Adds the shapes of Smithy's prelude.
fn add_prelude(shapes: &mut BTreeMap<String, Shape>) {
    let long = Kind::Integer(i64::MIN, i64::MAX);
    let prelude = [
        ("Blob", Kind::Blob),
        ("Boolean", Kind::Boolean),
        ("PrimitiveBoolean", Kind::Boolean),
        ("Byte", Kind::Integer(i8::MIN.into(), i8::MAX.into())),
        (
            "PrimitiveByte",
            Kind::Integer(i8::MIN.into(), i8::MAX.into()),
        ),
        ("Short", Kind::Integer(i16::MIN.into(), i16::MAX.into())),
        (
            "PrimitiveShort",
            Kind::Integer(i16::MIN.into(), i16::MAX.into()),
        ),
        ("Integer", Kind::Integer(i32::MIN.into(), i32::MAX.into())),
        (
            "PrimitiveInteger",
            Kind::Integer(i32::MIN.into(), i32::MAX.into()),
        ),
        ("PrimitiveLong", Kind::Integer(i64::MIN, i64::MAX)),
        ("Long", long),
        ("Float", Kind::Float),
        ("PrimitiveFloat", Kind::Float),
        ("Double", Kind::Double),
        ("PrimitiveDouble", Kind::Double),
        ("String", Kind::Text),
        ("Timestamp", Kind::Timestamp),
        ("Unit", Kind::Structure(Vec::new())),
    ];
    for (name, kind) in prelude {
        let traits = Map::new();
        shapes.insert(format!("smithy.api#{name}"), Shape { kind, traits });
    }
}
