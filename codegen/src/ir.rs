//! The intermediate representation: the contents of the emitted crate, with every decision made,
//! and queries over it.

mod check;
mod constraint;
mod credentials;
pub(crate) mod endpoint;
mod example;
mod nesting;
mod operation;
pub(crate) mod pagination;
pub(crate) mod protocol_test;
mod rust_type;
mod sdk;
mod shape;
mod types;
pub(crate) mod waiter;

use std::collections::BTreeSet;

use crate::docs::Docs;

pub(crate) use check::{Check, Length, Pattern, Range, Rule};
pub(crate) use example::{ErrorMessage, Example, Literal, Outcome, Timestamp};
pub(crate) use operation::{Operation, RequestTraits};
pub(crate) use shape::{
    Deprecated, Enum, EnumValues, EnumVariant, ErrorSpec, Field, Presence, Retry, Role, Structure,
    Union, UnionVariant,
};
pub(crate) use types::{List, ListForm, Map, MapKey, Namespace, TimestampFormat, Type};

/// The whole generated crate.
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
    /// Whether every client has to set an endpoint, because the model has no endpoint rules.
    pub(crate) needs_endpoint_url: bool,
    pub(crate) endpoint_rules: Option<endpoint::EndpointRules>,
    pub(crate) endpoint_tests: Vec<endpoint::EndpointTest>,
    pub(crate) protocol_tests: Vec<protocol_test::ProtocolTest>,
    /// The number of operations of the whole service, if only some of them were selected.
    pub(crate) selected_of: Option<usize>,
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
    /// The method that changes the frame of a test response to the protocol's, if it is not the
    /// default.
    pub(crate) frame_method: Option<&'static str>,
    pub(crate) sdk_id: String,
    pub(crate) title: String,
    pub(crate) api_version: String,
    /// The XML namespace of responses.
    pub(crate) xml_namespace: Option<String>,
    pub(crate) signing_name: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<Deprecated>,
}
