//! Structures, unions and enums, and their members.

use std::borrow::Cow;

use super::CheckId;
use crate::docs::Docs;
use crate::naming;

use super::example::Literal;
use super::types::{Namespace, Type};

pub(crate) struct Structure {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of its builder.
    pub(crate) builder: String,
    /// The name of the type's module, raw if it is a keyword.
    pub(crate) module: String,
    /// The functions that write and read it, if it is shared; the function that reads an input.
    pub(crate) writer: String,
    pub(crate) reader: String,
    pub(crate) role: Role,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<Field>,
    pub(crate) deprecated: Option<Deprecated>,
    /// Whether all of it is sensitive.
    pub(crate) sensitive: bool,
    /// Whether requests contain it.
    pub(crate) is_written: bool,
    /// Whether responses contain it.
    pub(crate) is_read: bool,
}

pub(crate) enum Role {
    Input,
    Output,
    Shared,
    Error(ErrorSpec),
}

/// The traits of an error.
pub(crate) struct ErrorSpec {
    pub(crate) code: String,
    /// The predicate of an operation's error for this variant: `is_not_found`.
    pub(crate) predicate: String,
    /// That variant: `NotFound`.
    pub(crate) variant: String,
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
    /// The name in responses, which differs from that in requests only in ec2Query.
    pub(crate) xml: String,
    /// Whether it is an attribute in responses.
    pub(crate) attribute: bool,
    /// The XML namespace that its element declares in responses.
    pub(crate) namespace: Option<Namespace>,
    /// The name of the field, raw if it is a keyword: `role_arn`.
    pub(crate) ident: String,
    /// The name in snake case, which may be a keyword.
    pub(crate) snake: String,
    /// A variable for the value where emitted code has another of the field's name.
    pub(crate) variable: String,
    /// The setter that takes an `Option`: `set_role_arn`.
    pub(crate) setter: String,
    /// Whether the getter has the name of a method of a standard trait, about which Clippy warns.
    pub(crate) has_std_getter: bool,
    /// The same for the setter.
    pub(crate) has_std_setter: bool,
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// Whether the field is boxed, because its type is recursive.
    pub(crate) boxed: bool,
    /// Whether a call without this member fails validation.
    pub(crate) required: bool,
    /// Whether a call without it generates an idempotency token.
    pub(crate) idempotency_token: bool,
    /// Whether `Debug` redacts the value although its type does not.
    pub(crate) redacted: bool,
    pub(crate) check: Option<CheckId>,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<Deprecated>,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Presence {
    /// An `Option`.
    Optional,
    /// A plain value; building a structure fails without it, and reading one corrects it to the
    /// default for its type.
    Required,
    /// A plain value; the default of its Rust type if absent.
    Defaulted,
    /// A plain value; this default if absent.
    DefaultedTo(Literal),
}

pub(crate) struct Union {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's module, raw if it is a keyword.
    pub(crate) module: String,
    /// The functions that write and read it.
    pub(crate) writer: String,
    pub(crate) reader: String,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<UnionVariant>,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) sensitive: bool,
    pub(crate) is_written: bool,
    pub(crate) is_read: bool,
}

pub(crate) struct UnionVariant {
    pub(crate) ident: String,
    /// The methods `as_label` and `is_label`.
    pub(crate) as_method: String,
    pub(crate) is_method: String,
    /// Its presence is [`Presence::Required`].
    pub(crate) field: Field,
}

pub(crate) struct Enum {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's module, raw if it is a keyword.
    pub(crate) module: String,
    pub(crate) docs: Docs,
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
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<Deprecated>,
}

#[derive(Clone)]
pub(crate) struct Deprecated {
    pub(crate) since: Option<String>,
    pub(crate) note: Option<String>,
}

impl Structure {
    /// Whether `build` fails if a member is missing.
    pub(crate) fn can_fail(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.presence == Presence::Required)
    }

    /// Whether `Debug` redacts a value whose type does not.
    pub(crate) fn is_redacted(&self) -> bool {
        self.sensitive || self.fields.iter().any(|field| field.redacted)
    }
}

impl Union {
    /// Whether `Debug` redacts a value whose type does not.
    pub(crate) fn is_redacted(&self) -> bool {
        self.sensitive || self.fields().any(|field| field.redacted)
    }

    /// The members, in the order of the variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.variants.iter().map(|variant| &variant.field)
    }
}

impl Field {
    /// The name of the field and of its setter in text, without `r#`.
    pub(crate) fn bare_ident(&self) -> &str {
        naming::bare(&self.ident)
    }

    /// The first sentence of the documentation, or one that names the member.
    pub(crate) fn summary(&self) -> Cow<'_, [String]> {
        match self.docs.summary() {
            [] => vec![format!("The member `{}`.", self.member)].into(),
            lines => lines.into(),
        }
    }
}
