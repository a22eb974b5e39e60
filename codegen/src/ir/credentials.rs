//! Structures that hold temporary credentials.

use super::types::Type;
use super::{Field, Operation, Presence, Sdk, Structure};

/// The members of such a structure.
pub(crate) struct CredentialsFields<'a> {
    pub(crate) access_key_id: &'a Field,
    pub(crate) secret_access_key: &'a Field,
    pub(crate) session_token: &'a Field,
    pub(crate) expiration: &'a Field,
}

impl Structure {
    /// The members of temporary credentials, if responses contain the structure and it has all of
    /// them, each required.
    pub(crate) fn credentials(&self) -> Option<CredentialsFields<'_>> {
        let field = |member: &str, is_type: fn(&Type) -> bool| {
            self.fields.iter().find(|field| {
                field.member == member
                    && field.presence == Presence::Required
                    && !field.boxed
                    && is_type(&field.ty)
            })
        };
        let is_text = |ty: &Type| matches!(ty, Type::String | Type::SensitiveString);
        let is_time = |ty: &Type| matches!(ty, Type::Timestamp(_));
        let fields = CredentialsFields {
            access_key_id: field("AccessKeyId", |ty| matches!(ty, Type::String))?,
            secret_access_key: field("SecretAccessKey", is_text)?,
            session_token: field("SessionToken", is_text)?,
            expiration: field("Expiration", is_time)?,
        };
        self.is_read.then_some(fields)
    }
}

impl Sdk {
    /// The member of the operation's output that holds temporary credentials.
    pub(crate) fn credentials_of(&self, operation: &Operation) -> Option<&Field> {
        let mut fields = self.output(operation).fields.iter();
        fields.find(|field| match field.ty {
            Type::Structure(id) => self.structure(id).credentials().is_some(),
            _ => false,
        })
    }
}
