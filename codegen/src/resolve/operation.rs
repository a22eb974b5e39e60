//! Operations: their names, inputs, outputs, errors, and whether they are signed.

use std::collections::BTreeMap;

use crate::ast::{Kind, Operation as AstOperation, Shape, UNIT};
use crate::diagnostic::Diagnostics;
use crate::docs::Docs;
use crate::ir::{Operation, Protocol, Role, StructId, Structure};
use crate::naming;

use super::structure::{Use, deprecated};
use super::{Resolver, docs, pagination, waiters};

/// The operations of the service, sorted by name, without their examples, pages and waiters.
pub(super) fn resolve_operations<'m, 'a>(
    resolver: &mut Resolver<'m, 'a>,
    d: &mut Diagnostics,
) -> Vec<(&'m Shape<'a>, Operation)> {
    let mut operations = Vec::new();
    for id in resolver.closure.operations.clone() {
        if let Some(shape) = resolver.model.shapes.get(id)
            && let Kind::Operation(operation) = &shape.kind
        {
            operations.push((shape, resolver.operation(shape, operation, d)));
        }
    }
    operations.sort_by(|(_, a), (_, b)| a.wire.cmp(&b.wire));
    operations
}

/// The names of the types of an operation.
struct TypeNames {
    prefix: String,
    input: String,
    output: String,
    error: String,
    fluent_builder: String,
}

impl TypeNames {
    /// The names for an operation, of which `is_fixed` is true for none.
    fn of(wire: &str, is_fixed: &dyn Fn(&String) -> bool) -> Self {
        let names = Self::with(naming::type_prefix(wire));
        match names.all().iter().any(is_fixed) {
            true => Self::with(format!("{}{}", names.prefix, naming::OPERATION_SUFFIX)),
            false => names,
        }
    }

    fn with(prefix: String) -> Self {
        Self {
            input: format!("{prefix}Input"),
            output: format!("{prefix}Output"),
            error: format!("{prefix}Error"),
            fluent_builder: format!("{prefix}FluentBuilder"),
            prefix,
        }
    }

    fn all(&self) -> Vec<String> {
        vec![
            self.input.clone(),
            self.output.clone(),
            self.error.clone(),
            naming::builder(&self.input),
            naming::builder(&self.output),
            self.fluent_builder.clone(),
        ]
    }
}

impl<'m, 'a> Resolver<'m, 'a> {
    /// Allocates the names of the operations' types, which take precedence over shared types.
    pub(super) fn name_operations(&mut self, d: &mut Diagnostics) {
        for id in self.closure.operations.clone() {
            if let Some(shape) = self.model.shapes.get(id) {
                let names = self.type_names(shape.name());
                let mut all = names.all();
                if shape.traits.has("smithy.api#paginated") {
                    all.extend(pagination::type_names(&names.prefix));
                }
                self.take_type_names(&all, id, d);
                // These types are in modules of their own, so only shapes need other names.
                for name in waiters::type_names(shape) {
                    if self.names.types.owner(&name).is_none() {
                        self.names.types.take(&name, id);
                    }
                }
            }
        }
    }

    fn type_names(&self, wire: &str) -> TypeNames {
        TypeNames::of(wire, &|name| self.names.types.is_fixed(name))
    }

    fn operation(
        &mut self,
        shape: &'m Shape<'a>,
        operation: &'m AstOperation<'a>,
        d: &mut Diagnostics,
    ) -> Operation {
        let wire = shape.name();
        let names = self.type_names(wire);
        let (method, module) = self.names.operation(wire);
        let variant = self.names.request_variant(wire);
        let input = operation.input.as_ref().map(|input| input.target);
        let output = operation.output.as_ref().map(|output| output.target);
        let output = self.own_structure(output, names.output, String::new(), Role::Output, d);
        let has_result = self
            .structures
            .get(output.0)
            .is_some_and(|output| !output.fields.is_empty());
        let result = match self.protocol {
            Protocol::AwsQuery => format!("{wire}Result"),
            Protocol::Ec2Query => format!("{wire}Response"),
        };
        let reader = format!("read_{}", naming::bare(&method));
        let input = self.own_structure(input, names.input, reader, Role::Input, d);
        Operation {
            wire: wire.to_owned(),
            method,
            module,
            variant,
            request: self.request_traits(shape, input, d),
            input,
            output,
            error: names.error,
            fluent_builder: names.fluent_builder,
            result: has_result.then_some(result),
            errors: self.errors(shape, operation, d),
            signed: self.is_signed(shape, d),
            docs: docs(&shape.traits, d),
            deprecated: deprecated(&shape.traits, d),
            examples: Vec::new(),
            pagination: None,
            waiters: Vec::new(),
            type_prefix: names.prefix,
        }
    }

    /// The operation's own copy of its input or output, named after the operation.
    fn own_structure(
        &mut self,
        target: Option<&'a str>,
        ident: String,
        reader: String,
        role: Role,
        d: &mut Diagnostics,
    ) -> StructId {
        let shape = target
            .filter(|id| *id != UNIT)
            .and_then(|id| self.model.shapes.get(id));
        let input = matches!(role, Role::Input);
        let usage = Use {
            optional: input,
            checked: input,
            token: input,
            error: false,
        };
        let structure = Structure {
            shape: shape
                .map_or(ident.as_str(), |shape| shape.name())
                .to_owned(),
            builder: naming::builder(&ident),
            module: String::new(),
            writer: String::new(),
            reader,
            docs: match shape {
                Some(shape) => docs(&shape.traits, d),
                None => Docs::new(None),
            },
            fields: shape
                .map(|shape| self.fields(shape, usage, d))
                .unwrap_or_default(),
            deprecated: shape.and_then(|shape| deprecated(&shape.traits, d)),
            sensitive: shape.is_some_and(|shape| shape.traits.has("smithy.api#sensitive")),
            is_written: input,
            is_read: !input,
            role,
            ident,
        };
        let id = StructId(self.structures.len());
        self.structures.push(structure);
        id
    }

    fn errors(
        &self,
        shape: &Shape<'a>,
        operation: &AstOperation<'a>,
        d: &mut Diagnostics,
    ) -> Vec<StructId> {
        let own = operation.errors.iter().map(|error| error.target);
        let all = own.chain(self.closure.service_errors.iter().copied());
        let mut errors: Vec<StructId> = all.filter_map(|id| self.shared.get(id).copied()).collect();
        errors.sort();
        errors.dedup();
        self.refuse_equal_codes(shape, &errors, d);
        errors
    }

    /// Refuses errors of one operation that have the same code.
    fn refuse_equal_codes(&self, shape: &Shape<'a>, errors: &[StructId], d: &mut Diagnostics) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for error in errors.iter().filter_map(|id| self.structures.get(id.0)) {
            let Role::Error(spec) = &error.role else {
                continue;
            };
            if let Some(other) = seen.insert(&spec.code, &error.shape) {
                d.push(
                    shape
                        .at
                        .diagnostic("two errors of an operation have the same code")
                        .found(format!("{}, of {other} and of {}", spec.code, error.shape))
                        .expected("codes that distinguish the errors"),
                );
            }
        }
    }

    /// An operation is unsigned if it has `optionalAuth`, or if its own `auth` or else that of the
    /// service is empty.
    fn is_signed(&self, shape: &Shape<'a>, d: &mut Diagnostics) -> bool {
        let signed = has_sigv4(shape, d).unwrap_or(self.is_signed);
        signed && !shape.traits.has("smithy.api#optionalAuth")
    }
}

/// Whether the `auth` of an operation or of the service has schemes, of which SigV4 must be one.
/// `None` without the trait.
pub(super) fn has_sigv4(shape: &Shape<'_>, d: &mut Diagnostics) -> Option<bool> {
    let auth = shape.traits.get("smithy.api#auth")?;
    let mut schemes = Vec::new();
    for item in auth.items(d) {
        schemes.extend(item.string(d).map(|scheme| (scheme, item)));
    }
    if let Some((other, item)) = schemes.first()
        && !schemes
            .iter()
            .any(|(scheme, _)| *scheme == "aws.auth#sigv4")
    {
        d.push(
            item.diagnostic("unsupported authentication scheme")
                .found(other)
                .expected("aws.auth#sigv4, or an empty list for an unsigned operation"),
        );
    }
    Some(!schemes.is_empty())
}
