//! Structures, unions and enums, and their members.

use super::CheckId;
use crate::naming;

use super::example::Literal;
use super::types::Type;

pub(crate) struct Structure {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of its builder.
    pub(crate) builder: String,
    /// The name of the type's file.
    pub(crate) module: String,
    /// The functions that write and read it, where it is shared.
    pub(crate) writer: String,
    pub(crate) reader: String,
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

pub(crate) enum Role {
    Input,
    Output,
    Shared,
    Error(ErrorSpec),
}

/// What the model says of an error beside its members.
pub(crate) struct ErrorSpec {
    pub(crate) code: String,
    /// The method of an operation's error that tells whether it is this one: `is_not_found`.
    pub(crate) predicate: String,
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
    /// The name in snake case, before it was made an identifier.
    pub(crate) snake: String,
    /// The setter that takes an `Option`: `set_role_arn`.
    pub(crate) setter: String,
    /// Whether Clippy takes the getter for a method of a trait of the standard library.
    pub(crate) has_std_getter: bool,
    /// Whether Clippy takes the setter for a method of a trait of the standard library.
    pub(crate) has_std_setter: bool,
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
    /// The first sentence of the docs, or one that names the member.
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

pub(crate) struct Union {
    /// The name of the shape.
    pub(crate) shape: String,
    /// The name of the type.
    pub(crate) ident: String,
    /// The name of the type's file.
    pub(crate) module: String,
    /// The functions that write and read it.
    pub(crate) writer: String,
    pub(crate) reader: String,
    pub(crate) docs: Vec<String>,
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

#[derive(Clone)]
pub(crate) struct Deprecated {
    pub(crate) since: Option<String>,
    pub(crate) note: Option<String>,
}

impl Structure {
    /// Whether a required member can be missing when it is built.
    pub(crate) fn can_fail(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.presence == Presence::Required)
    }

    /// Whether `Debug` keeps a value out that its type would show.
    pub(crate) fn is_redacted(&self) -> bool {
        self.sensitive || self.fields.iter().any(|field| field.redacted)
    }
}

impl Union {
    /// Whether `Debug` keeps a value out that its type would show.
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
}
