//! What is emitted, with every decision made: plain types, no logic.

mod check;
pub(crate) mod endpoint;
mod example;
pub(crate) mod pagination;
pub(crate) mod protocol_test;
pub(crate) mod waiter;

use std::collections::BTreeSet;

pub(crate) use check::{Check, Length, Pattern, Range, Rule};
pub(crate) use example::{Example, Literal, Outcome};

/// The whole crate to be.
pub(crate) struct Sdk {
    pub(crate) crate_name: String,
    /// The crate's name as an identifier.
    pub(crate) crate_ident: String,
    pub(crate) service: Service,
    /// Sorted by name.
    pub(crate) operations: Vec<Operation>,
    /// By [`StructId`]: inputs, outputs, shared structures and errors.
    pub(crate) structures: Vec<Structure>,
    /// By [`UnionId`].
    pub(crate) unions: Vec<Union>,
    /// By [`EnumId`].
    pub(crate) enums: Vec<Enum>,
    /// The names of the shared structures, unions and enums.
    pub(crate) type_names: BTreeSet<String>,
    /// By [`CheckId`].
    pub(crate) checks: Vec<Check>,
    pub(crate) endpoint_rules: Option<endpoint::EndpointRules>,
    pub(crate) endpoint_tests: Vec<endpoint::EndpointTest>,
    pub(crate) protocol_tests: Vec<protocol_test::ProtocolTest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StructId(pub(crate) usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnionId(pub(crate) usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EnumId(pub(crate) usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CheckId(pub(crate) usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    AwsQuery,
    Ec2Query,
}

pub(crate) struct Service {
    pub(crate) protocol: Protocol,
    pub(crate) sdk_id: String,
    pub(crate) title: String,
    pub(crate) api_version: String,
    pub(crate) signing_name: String,
    pub(crate) docs: Vec<String>,
}

pub(crate) struct Operation {
    /// The name on the wire: `AssumeRoleWithSAML`.
    pub(crate) wire: String,
    /// The method and the module: `assume_role_with_saml`.
    pub(crate) method: String,
    /// What the operation's types begin with: `AssumeRoleWithSaml`.
    pub(crate) type_prefix: String,
    pub(crate) input: StructId,
    pub(crate) output: StructId,
    /// The element of the answer that is read, if there is anything in it.
    pub(crate) result: Option<String>,
    pub(crate) request: RequestTraits,
    /// Sorted by name.
    pub(crate) errors: Vec<StructId>,
    pub(crate) signed: bool,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) examples: Vec<Example>,
    pub(crate) pagination: Option<pagination::Pagination>,
    pub(crate) waiters: Vec<waiter::Waiter>,
}

/// What the model asks of an operation's requests beside their members.
#[derive(Default)]
pub(crate) struct RequestTraits {
    /// What stands before the host, with `{label}`s.
    pub(crate) host_prefix: Option<String>,
    /// The labels of the prefix by their places among the input's fields.
    pub(crate) host_labels: Vec<usize>,
    pub(crate) gzip: bool,
    pub(crate) content_md5: bool,
}

pub(crate) struct Structure {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's file.
    pub(crate) module: String,
    pub(crate) role: Role,
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) deprecated: Option<Deprecated>,
    /// Whether all of it is a secret.
    pub(crate) sensitive: bool,
    /// Whether it goes out in a request.
    pub(crate) is_written: bool,
    /// Whether it comes back in an answer.
    pub(crate) is_read: bool,
}

pub(crate) struct Union {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's file.
    pub(crate) module: String,
    pub(crate) docs: Vec<String>,
    pub(crate) variants: Vec<UnionVariant>,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) sensitive: bool,
    pub(crate) is_written: bool,
    pub(crate) is_read: bool,
}

pub(crate) struct UnionVariant {
    pub(crate) ident: String,
    /// Of [`Presence::Required`].
    pub(crate) field: Field,
}

pub(crate) struct Enum {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's file.
    pub(crate) module: String,
    pub(crate) docs: Vec<String>,
    pub(crate) values: EnumValues,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) sensitive: bool,
}

pub(crate) enum EnumValues {
    Text(Vec<EnumVariant<String>>),
    Integer(Vec<EnumVariant<i32>>),
}

pub(crate) struct EnumVariant<T> {
    pub(crate) ident: String,
    pub(crate) value: T,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: Option<Deprecated>,
}

pub(crate) enum Role {
    Input,
    Output,
    Shared,
    Error(ErrorSpec),
}

/// What the model says of an error beside its members.
pub(crate) struct ErrorSpec {
    pub(crate) code: String,
    pub(crate) status: u16,
    pub(crate) retry: Retry,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    No,
    Yes,
    Throttling,
}

pub(crate) struct Field {
    /// The member's name in the model.
    pub(crate) member: String,
    /// The name in requests: `RoleArn`.
    pub(crate) wire: String,
    /// The name in answers, which only ec2Query has of its own.
    pub(crate) xml: String,
    /// Whether an answer has it as an attribute.
    pub(crate) attribute: bool,
    /// The field, with `r#` where it has to be: `role_arn`.
    pub(crate) ident: String,
    /// The name without `r#`, for names made from it: `set_role_arn`.
    pub(crate) snake: String,
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// Whether the type needs a box to have a size.
    pub(crate) boxed: bool,
    /// Whether a call without this member is refused before it is sent.
    pub(crate) required: bool,
    /// Whether a call without it gets a new token.
    pub(crate) idempotency_token: bool,
    /// Whether its value is kept out of `Debug` although its type would show it.
    pub(crate) redacted: bool,
    pub(crate) check: Option<CheckId>,
    pub(crate) docs: Vec<String>,
    /// The first sentence of the docs.
    pub(crate) summary: Vec<String>,
    pub(crate) deprecated: Option<Deprecated>,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Presence {
    /// An `Option`.
    Optional,
    /// A plain value; a structure cannot be built, or read, without it.
    Required,
    /// A plain value; absent, it is the default of Rust's type.
    Defaulted,
    /// A plain value; absent, it is this.
    DefaultedTo(Literal),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Blob,
    Boolean,
    Byte,
    Double,
    Float,
    Integer,
    Long,
    SensitiveBlob,
    SensitiveString,
    Short,
    String,
    Timestamp(TimestampFormat),
    Enum(EnumId),
    IntEnum(EnumId),
    List(Box<List>),
    Map(Box<Map>),
    Structure(StructId),
    Union(UnionId),
    /// A member of a union that holds nothing.
    Unit,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) item: Type,
    /// Whether items may be absent.
    pub(crate) sparse: bool,
    pub(crate) form: ListForm,
    /// The element of an item; `None` for a flattened list, whose items repeat the list's name.
    pub(crate) item_xml: Option<String>,
}

/// How a request has a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ListForm {
    /// `List.member.N`, with this name for `member`.
    Wrapped(String),
    /// `List.N`.
    Flat,
    /// `List.N`, and nothing for an empty list.
    Ec2,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Map {
    pub(crate) key: MapKey,
    pub(crate) value: Type,
    /// Whether values may be absent.
    pub(crate) sparse: bool,
    /// Whether entries repeat the map's name, in requests and in answers.
    pub(crate) flattened: bool,
    /// The names of key and value in an entry.
    pub(crate) key_wire: String,
    pub(crate) value_wire: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MapKey {
    Text,
    Enum(EnumId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimestampFormat {
    DateTime,
    EpochSeconds,
    HttpDate,
}

#[derive(Clone)]
pub(crate) struct Deprecated {
    pub(crate) since: Option<String>,
    pub(crate) note: Option<String>,
}
