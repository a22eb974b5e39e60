//! Structures: their names and fields.

use std::collections::BTreeSet;

use crate::ast::{Kind, Member, Shape, Traits};
use crate::diagnostic::Diagnostics;
use crate::ir::{Deprecated, Field, Namespace, Protocol, Role, StructId, Structure, Type};
use crate::json::Cursor;
use crate::naming;
use crate::scope::Scope;

use super::collision::refuse_collisions;
use super::error::resolve_error;
use super::{Resolver, docs, member_docs};

/// How the fields of a structure are used.
#[derive(Clone, Copy)]
pub(super) struct Use {
    /// Whether every member may be absent: an input is complete only when it is called, and an
    /// error is better read in part than not at all.
    pub(super) optional: bool,
    /// Whether requests contain it, so that its constraints are checked.
    pub(super) checked: bool,
    /// Whether absent idempotency tokens are generated.
    pub(super) token: bool,
    /// Whether it is an error, whose message is not a field.
    pub(super) error: bool,
}

/// The names of the types that are emitted for a shape.
fn names_of(shape: &Shape<'_>, ident: &str) -> Vec<String> {
    let builder = matches!(shape.kind, Kind::Structure(_)).then(|| naming::builder(ident));
    [ident.to_owned()].into_iter().chain(builder).collect()
}

impl<'m, 'a> Resolver<'m, 'a> {
    /// Allocates ids for the shared types and errors, so that cycles need no special case.
    pub(super) fn declare_shared(&mut self, d: &mut Diagnostics) {
        let closure = &self.closure;
        let reached = closure.written.iter().chain(&closure.read);
        let ids: BTreeSet<&'a str> = reached.chain(&closure.errors).copied().collect();
        for id in ids {
            let Some(shape) = self.model.shapes.get(id) else {
                continue;
            };
            let ident = self.type_name(shape, &|ident| names_of(shape, ident));
            self.take_type_names(&names_of(shape, &ident), id, d);
            match &shape.kind {
                Kind::Structure(_) => self.declare_structure(shape, ident, d),
                Kind::Union(_) => self.declare_union(shape, ident, d),
                _ => self.declare_enum(shape, ident, d),
            }
        }
    }

    fn declare_structure(&mut self, shape: &'m Shape<'a>, ident: String, d: &mut Diagnostics) {
        let is_error = self.closure.errors.contains(shape.id);
        let module = self.names.type_module(&ident, is_error);
        let (writer, reader) = self.names.codec(&ident);
        let role = match is_error {
            true => Role::Error(resolve_error(shape, self.names.error_variant(&ident), d)),
            false => Role::Shared,
        };
        self.shared
            .insert(shape.id, StructId(self.structures.len()));
        self.structures.push(Structure {
            shape: shape.name().to_owned(),
            builder: naming::builder(&ident),
            writer,
            reader,
            module,
            ident,
            role,
            docs: docs(&shape.traits, d),
            fields: Vec::new(),
            deprecated: deprecated(&shape.traits, d),
            sensitive: shape.traits.has("smithy.api#sensitive"),
            is_written: self.closure.written.contains(shape.id),
            is_read: self.closure.read.contains(shape.id),
        });
    }

    /// Fills in the fields of what [`Self::declare_shared`] declared.
    pub(super) fn define_shared(&mut self, d: &mut Diagnostics) {
        for (id, StructId(index)) in self.shared.clone() {
            let Some(shape) = self.model.shapes.get(id) else {
                continue;
            };
            self.refuse_endless(shape, d);
            let error = self.closure.errors.contains(id);
            let usage = Use {
                optional: error,
                checked: self.closure.written.contains(id),
                token: false,
                error,
            };
            if error {
                self.check_messages(shape, d);
            }
            let fields = self.fields(shape, usage, d);
            if let Some(structure) = self.structures.get_mut(index) {
                structure.fields = fields;
            }
        }
        self.define_unions(d);
    }

    /// The fields of a structure, in the order of the model.
    pub(super) fn fields(
        &mut self,
        shape: &'m Shape<'a>,
        usage: Use,
        d: &mut Diagnostics,
    ) -> Vec<Field> {
        let members = shape.members().into_iter();
        let members = members.filter(|member| !(usage.error && self.is_message(member)));
        let members: Vec<&'m Member<'a>> = members.collect();
        let mut fields: Vec<Field> = Vec::with_capacity(members.len());
        let mut places = Vec::with_capacity(members.len());
        for member in members {
            if let Some(field) = self.field(shape, member, usage, d) {
                fields.push(field);
                places.push(&member.at);
            }
        }
        refuse_collisions(&places, &fields, d);
        name_variables(&mut fields);
        fields
    }

    fn field(
        &mut self,
        shape: &Shape<'a>,
        member: &'m Member<'a>,
        usage: Use,
        d: &mut Diagnostics,
    ) -> Option<Field> {
        let ty = match Self::unit_type(shape, member.target) {
            Some(unit) => unit,
            None => self.member_type(member, d)?,
        };
        if usage.checked && self.protocol == Protocol::Ec2Query && matches!(ty, Type::Map(_)) {
            d.push(
                member
                    .at
                    .diagnostic("a map in a request of ec2Query")
                    .found(member.target)
                    .expected("no maps: the protocol does not define how they are sent"),
            );
        }
        let required = member.traits.has("smithy.api#required");
        let token = usage.token && member.traits.has("smithy.api#idempotencyToken");
        let snake = self.names.member(member.name, usage.error);
        let can_box = matches!(ty, Type::Structure(_) | Type::Union(_));
        Some(Field {
            member: member.name.to_owned(),
            wire: self.request_name(member, d)?,
            xml: response_name(member, d)?,
            attribute: is_attribute(member, &ty, d),
            namespace: xml_namespace(member, d),
            ident: naming::identifier(&snake),
            variable: String::new(),
            setter: format!("set_{snake}"),
            has_std_getter: naming::is_lender(&snake),
            has_std_setter: naming::is_operator(&snake),
            snake,
            boxed: can_box && self.recursion.leads_back(member, shape.id),
            presence: self.presence(member, &ty, usage, d),
            ty,
            required: required && !token && !member.traits.has("smithy.api#clientOptional"),
            idempotency_token: token,
            redacted: self.is_redacted(member),
            check: if usage.checked {
                self.member_check(member, d)
            } else {
                None
            },
            docs: member_docs(self.model, member, d),
            deprecated: self.member_deprecation(member, d),
        })
    }

    /// The deprecation of a member, or else of its target, unless that is a type of its own, which is
    /// deprecated itself.
    fn member_deprecation(&self, member: &Member<'a>, d: &mut Diagnostics) -> Option<Deprecated> {
        let own = deprecated(&member.traits, d);
        let target = self.model.shapes.get(member.target);
        let target = target.filter(|target| {
            matches!(
                target.kind,
                Kind::Simple(_) | Kind::List(_) | Kind::Map { .. }
            )
        });
        own.or_else(|| deprecated(&target?.traits, d))
    }

    /// The member's name in requests: in ec2Query its `ec2QueryName`, or else the capitalized name
    /// in responses.
    fn request_name(&self, member: &Member<'a>, d: &mut Diagnostics) -> Option<String> {
        let name = response_name(member, d)?;
        if self.protocol == Protocol::AwsQuery {
            return Some(name);
        }
        if let Some(name) = member.traits.get("aws.protocols#ec2QueryName") {
            return Some(xml_name(name, d)?.to_owned());
        }
        let mut chars = name.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        Some(first.into_iter().chain(chars).collect())
    }
}

/// Names the variables of fields whose own names emitted functions use for others.
fn name_variables(fields: &mut [Field]) {
    let mut scope = Scope::default();
    for field in fields.iter() {
        scope.take(&field.ident, &field.member);
    }
    for field in fields {
        let wanted = format!("{}_member", field.bare_ident());
        field.variable = scope.take_free(&wanted, "_", &field.member);
    }
}

/// The member's name in responses: its `xmlName`, or else its own.
fn response_name(member: &Member<'_>, d: &mut Diagnostics) -> Option<String> {
    let name = member.traits.get("smithy.api#xmlName");
    // Prefixes are ignored in responses: `xsi:type` is the attribute `type`.
    if let Some(name) = name
        && member.traits.has("smithy.api#xmlAttribute")
        && let Some((prefix, local)) = name.string(d)?.split_once(':')
    {
        if is_xml_name(prefix) && is_xml_name(local) {
            return Some(local.to_owned());
        }
        d.push(
            name.diagnostic("malformed name on the wire")
                .found(name.value())
                .expected("the name of an XML attribute, with one prefix or none"),
        );
        return None;
    }
    Some(
        name.map_or(Some(member.name), |name| xml_name(name, d))?
            .to_owned(),
    )
}

/// Whether the member is an attribute in responses, which only text can be.
fn is_attribute(member: &Member<'_>, ty: &Type, d: &mut Diagnostics) -> bool {
    let Some(at) = member.traits.get("smithy.api#xmlAttribute") else {
        return false;
    };
    if !matches!(ty, Type::String | Type::SensitiveString | Type::Enum(_)) {
        d.push(
            at.diagnostic("an XML attribute that is not text")
                .found(member.target)
                .expected("a string or an enum"),
        );
    }
    true
}

/// The namespace that the member's element declares in responses.
pub(super) fn xml_namespace(member: &Member<'_>, d: &mut Diagnostics) -> Option<Namespace> {
    let at = member.traits.get("smithy.api#xmlNamespace")?;
    let uri = at.required("uri", d)?.string(d)?.to_owned();
    let attribute = match at.get("prefix") {
        Some(prefix) => format!("xmlns:{}", xml_name(&prefix, d)?),
        None => "xmlns".to_owned(),
    };
    Some(Namespace { attribute, uri })
}

/// The value of an `xmlName`.
pub(super) fn xml_name<'a>(at: &Cursor<'a>, d: &mut Diagnostics) -> Option<&'a str> {
    let name = at.string(d)?;
    if is_xml_name(name) {
        return Some(name);
    }
    d.push(
        at.diagnostic("malformed name on the wire")
            .found(format!("\"{name}\""))
            .expected("the name of an XML element without a prefix"),
    );
    None
}

/// Whether `name` is the name of an element or attribute without a prefix. Such names consist of
/// unreserved characters, as Smithy's identifiers do: emitted services state that requests need not
/// encode them.
fn is_xml_name(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    name.starts_with(starts) && name.chars().all(rest)
}

pub(super) fn deprecated(traits: &Traits<'_>, d: &mut Diagnostics) -> Option<Deprecated> {
    let at = traits.get("smithy.api#deprecated")?;
    let mut text = |key: &str| Some(at.get(key)?.string(d)?.to_owned());
    Some(Deprecated {
        since: text("since"),
        note: text("message"),
    })
}
