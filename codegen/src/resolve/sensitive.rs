//! Sensitive members that `Debug` must redact because their types do not.

use crate::ast::{Kind, Member, Simple};

use super::Resolver;

const SENSITIVE: &str = "smithy.api#sensitive";

impl<'m, 'a> Resolver<'m, 'a> {
    /// Whether a member or its target is marked as sensitive.
    pub(super) fn is_sensitive(&self, member: &Member<'a>) -> bool {
        let target = self.model.shapes.get(member.target);
        member.traits.has(SENSITIVE) || target.is_some_and(|shape| shape.traits.has(SENSITIVE))
    }

    /// Whether a structure has to redact a member itself. Sensitive strings and blobs redact
    /// themselves, as do structures, unions and enums whose shape is marked.
    pub(super) fn is_redacted(&self, member: &Member<'a>) -> bool {
        let mut waiting = vec![member];
        // Lists that nest too deeply are already refused, but are still walked.
        for _ in 0..64 {
            let Some(member) = waiting.pop() else {
                return false;
            };
            let Some(shape) = self.model.shapes.get(member.target) else {
                continue;
            };
            let sensitive = self.is_sensitive(member);
            let redacted = match &shape.kind {
                Kind::Simple(
                    Simple::Blob | Simple::String | Simple::BigDecimal | Simple::BigInteger,
                ) => false,
                Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_) => {
                    sensitive && !shape.traits.has(SENSITIVE)
                }
                Kind::List(item) => {
                    waiting.push(item);
                    sensitive
                }
                // Keys are plain strings: there is no sensitive type for them.
                Kind::Map { key, value } => {
                    waiting.push(value);
                    sensitive || self.is_sensitive(key)
                }
                _ => sensitive,
            };
            if redacted {
                return true;
            }
        }
        false
    }
}
