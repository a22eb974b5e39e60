//! Queries over the whole SDK.

use std::collections::BTreeSet;

use super::check::Check;
use super::operation::Operation;
use super::shape::{Enum, Field, Role, Structure, Union};
use super::types::Type;
use super::waiter::Waiter;
use super::{CheckId, EnumId, Sdk, StructId, UnionId};

/// The minimum size in bytes of a variant that Clippy warns about.
const MAX_VARIANT: usize = 128;

/// How deep nested structures are followed for their size.
const MAX_DEPTH: usize = 16;

impl Sdk {
    pub(crate) fn structure(&self, id: StructId) -> &Structure {
        &self.structures[id.0]
    }

    pub(crate) fn union(&self, id: UnionId) -> &Union {
        &self.unions[id.0]
    }

    pub(crate) fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    pub(crate) fn check(&self, id: CheckId) -> &Check {
        &self.checks[id.0]
    }

    pub(crate) fn field(&self, id: StructId, index: usize) -> &Field {
        &self.structure(id).fields[index]
    }

    pub(crate) fn input(&self, operation: &Operation) -> &Structure {
        self.structure(operation.input)
    }

    pub(crate) fn output(&self, operation: &Operation) -> &Structure {
        self.structure(operation.output)
    }

    /// The errors of an operation, in its order.
    pub(crate) fn errors_of(&self, operation: &Operation) -> impl Iterator<Item = &Structure> {
        operation.errors.iter().map(|id| self.structure(*id))
    }

    /// The shared structures, sorted by name.
    pub(crate) fn shared(&self) -> Vec<&Structure> {
        self.of_role(|role| matches!(role, Role::Shared))
    }

    /// The error shapes, sorted by name.
    pub(crate) fn errors(&self) -> Vec<&Structure> {
        self.of_role(|role| matches!(role, Role::Error(_)))
    }

    fn of_role(&self, is: fn(&Role) -> bool) -> Vec<&Structure> {
        let mut structures: Vec<&Structure> = self.structures.iter().collect();
        structures.retain(|structure| is(&structure.role));
        structures.sort_by(|a, b| a.ident.cmp(&b.ident));
        structures
    }

    /// The waiters with their operations, sorted by name.
    pub(crate) fn waiters(&self) -> Vec<(&Operation, &Waiter)> {
        let mut waiters = Vec::new();
        for operation in &self.operations {
            waiters.extend(operation.waiters.iter().map(|waiter| (operation, waiter)));
        }
        waiters.sort_by(|(_, a), (_, b)| a.module.cmp(&b.module));
        waiters
    }

    /// The first operation without required members in its input and in its output.
    pub(crate) fn simplest_operation(&self) -> Option<&Operation> {
        self.operations.iter().find(|operation| {
            let mut input = self.input(operation).fields.iter();
            !input.any(|field| field.required) && !self.output(operation).can_fail()
        })
    }

    /// Whether any operation has examples.
    pub(crate) fn has_examples(&self) -> bool {
        let mut operations = self.operations.iter();
        operations.any(|operation| !operation.examples.is_empty())
    }

    /// Whether there is a module of shared types and errors.
    pub(crate) fn has_types(&self) -> bool {
        !self.type_names.is_empty() || !self.errors().is_empty()
    }

    /// Whether anything but operations is written to requests or read from responses.
    pub(crate) fn has_protocol(&self) -> bool {
        let has_functions = |structure: &Structure| match structure.role {
            Role::Shared => structure.is_read || structure.is_written,
            Role::Error(_) => !structure.fields.is_empty(),
            Role::Input | Role::Output => false,
        };
        self.structures.iter().any(has_functions) || !self.unions.is_empty()
    }

    /// Whether inputs hold shared structures or unions.
    pub(crate) fn has_request_types(&self) -> bool {
        self.shared().iter().any(|structure| structure.is_written)
            || self.unions.iter().any(|union| union.is_written)
    }

    /// Whether outputs or errors hold shared structures or unions.
    pub(crate) fn has_response_types(&self) -> bool {
        self.shared().iter().any(|structure| structure.is_read)
            || self.unions.iter().any(|union| union.is_read)
    }

    /// Whether the client or a type is deprecated.
    pub(crate) fn has_deprecated_items(&self) -> bool {
        let structures = self.structures.iter().map(|it| &it.deprecated);
        let unions = self.unions.iter().map(|it| &it.deprecated);
        let enums = self.enums.iter().map(|it| &it.deprecated);
        let types = structures.chain(unions).chain(enums);
        let mut all = types.chain([&self.service.deprecated]);
        all.any(|deprecated| deprecated.is_some())
    }

    /// Whether an error or a union has a variant of a size that Clippy warns about.
    pub(crate) fn has_large_variants(&self) -> bool {
        let is_large = |structure: &Structure| {
            // The message and the error of the call.
            let own = 32;
            own + self.size_of_fields(&structure.fields, MAX_DEPTH) >= MAX_VARIANT
        };
        let mut variants = self.unions.iter().flat_map(Union::fields);
        self.errors().into_iter().any(is_large)
            || variants.any(|field| self.size_of_field(field, MAX_DEPTH) >= MAX_VARIANT)
    }

    /// The size of a structure in bytes. The sum stops at the first large number.
    fn size_of_fields(&self, fields: &[Field], depth: usize) -> usize {
        let mut size = 0;
        for field in fields {
            if size >= MAX_VARIANT {
                break;
            }
            size += self.size_of_field(field, depth);
        }
        size
    }

    fn size_of_field(&self, field: &Field, depth: usize) -> usize {
        match &field.ty {
            _ if field.boxed => 8,
            Type::Structure(_) | Type::Union(_) if depth == 0 => MAX_VARIANT,
            Type::Structure(id) => self.size_of_fields(&self.structure(*id).fields, depth - 1),
            // As if it held all of its variants at once.
            Type::Union(id) => {
                8 + self
                    .union(*id)
                    .fields()
                    .fold(0, |size, field| match size < MAX_VARIANT {
                        true => size + self.size_of_field(field, depth - 1),
                        false => size,
                    })
            }
            _ => 24,
        }
    }

    /// The members of all structures and unions.
    pub(crate) fn all_fields(&self) -> impl Iterator<Item = &Field> {
        let structures = self.structures.iter();
        let fields = structures.flat_map(|structure| &structure.fields);
        fields.chain(self.unions.iter().flat_map(Union::fields))
    }

    /// The wire names of sensitive members of requests, sorted.
    pub(crate) fn sensitive_members(&self) -> Vec<&str> {
        let structures = self.structures.iter().filter(|it| it.is_written);
        let structures = structures.map(|it| (it.sensitive, &it.fields));
        let fields =
            structures.flat_map(|(all, fields)| fields.iter().map(move |field| (all, field)));
        let unions = self.unions.iter().filter(|it| it.is_written);
        let variants = unions.flat_map(|it| it.fields().map(|field| (it.sensitive, field)));
        let is_sensitive =
            |(all, field): &(bool, &Field)| *all || field.redacted || self.is_sensitive(&field.ty);
        let sensitive = fields.chain(variants).filter(is_sensitive);
        let names: BTreeSet<&str> = sensitive.map(|(_, field)| field.wire.as_str()).collect();
        names.into_iter().collect()
    }

    /// Whether values of a type are sensitive.
    fn is_sensitive(&self, ty: &Type) -> bool {
        match ty {
            Type::SensitiveBlob | Type::SensitiveString => true,
            Type::Enum(id) | Type::IntEnum(id) => self.enumeration(*id).sensitive,
            Type::Structure(id) => self.structure(*id).sensitive,
            Type::Union(id) => self.union(*id).sensitive,
            Type::List(list) => self.is_sensitive(&list.item),
            Type::Map(map) => self.is_sensitive(&map.value),
            _ => false,
        }
    }

    /// The features of the runtime that operations need beside those that all need.
    pub(crate) fn runtime_features(&self) -> Vec<&'static str> {
        let requests = || self.operations.iter().map(|operation| &operation.request);
        let gzip = requests().any(|request| request.gzip).then_some("gzip");
        let md5 = requests()
            .any(|request| request.content_md5)
            .then_some("md5");
        gzip.into_iter().chain(md5).collect()
    }
}
