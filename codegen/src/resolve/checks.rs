//! Constraints: which shapes need a check before a call, and the rule of each check.

mod constraint;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::ast::{Kind, Member, Model, Shape, Simple, Traits, a_kind};
use crate::diagnostic::Diagnostics;
use crate::ir::{Check, CheckId, Rule, Type};
use crate::naming;
use crate::scope::Scope;

use super::Resolver;
use constraint::{is_constraint, resolve_length, resolve_pattern, resolve_range};

/// The checks so far. An id is allocated before its check is built, so cycles need no special case.
#[derive(Default)]
pub(super) struct Checks {
    by_shape: BTreeMap<String, CheckId>,
    checks: Vec<Option<Check>>,
    /// The functions of the module.
    functions: Scope,
}

impl Checks {
    pub(super) fn into_vec(self) -> Vec<Check> {
        self.checks.into_iter().flatten().collect()
    }
}

impl<'m, 'a> Resolver<'m, 'a> {
    /// The check of a member's value, if the value or anything in it is constrained.
    ///
    /// A member with its own constraints has its own check.
    pub(super) fn member_check(
        &mut self,
        member: &'m Member<'a>,
        d: &mut Diagnostics,
    ) -> Option<CheckId> {
        let shape = self.model.shapes.get(member.target)?;
        let own = is_constraint(&member.traits, d);
        if !own && !self.constrained.contains(shape.id) {
            return None;
        }
        // The service checks the bounds of numbers that are kept as text.
        if let Kind::Simple(Simple::BigDecimal | Simple::BigInteger) = shape.kind {
            return None;
        }
        let (key, name) = match own {
            true => (member.id.as_str(), member.id.split_once('#')?.1.to_owned()),
            false => (shape.id, shape.name().to_owned()),
        };
        if let Some(id) = self.checks.by_shape.get(key) {
            return Some(*id);
        }
        let id = CheckId(self.checks.checks.len());
        self.checks.by_shape.insert(key.to_owned(), id);
        self.checks.checks.push(None);
        // Without a rule, the shape has a defect, which is already reported.
        let rule = self.rule(shape, member, own, d)?;
        let ident = self
            .checks
            .functions
            .take_free(&naming::snake(&name), "_", &name);
        let ident = naming::identifier(&ident);
        let char_test = format!("is_{}_char", naming::bare(&ident));
        let check = Check {
            char_test: self.checks.functions.take_free(&char_test, "_", &name),
            ident,
            shape: name,
            sensitive: self.is_sensitive(member),
            rule,
        };
        if let Some(slot) = self.checks.checks.get_mut(id.0) {
            *slot = Some(check);
        }
        Some(id)
    }

    fn rule(
        &mut self,
        shape: &'m Shape<'a>,
        member: &'m Member<'a>,
        own: bool,
        d: &mut Diagnostics,
    ) -> Option<Rule> {
        // A member's constraint overrides the same constraint of its target, and no other.
        let traits = |id: &str| match own && member.traits.has(id) {
            true => &member.traits,
            false => &shape.traits,
        };
        let length = resolve_length(traits("smithy.api#length"), d);
        Some(match &shape.kind {
            Kind::Simple(Simple::String) => Rule::Text {
                length,
                pattern: resolve_pattern(traits("smithy.api#pattern"), d),
            },
            Kind::Simple(Simple::Blob) => Rule::Blob(length?),
            Kind::Simple(Simple::Double | Simple::Float) => {
                Rule::Double(resolve_range(traits("smithy.api#range"), d)?)
            }
            Kind::Simple(_) => Rule::Integer(resolve_range(traits("smithy.api#range"), d)?),
            Kind::Enum(_) | Kind::IntEnum(_) => Rule::Enum(*self.enum_ids.get(shape.id)?),
            Kind::Union(_) => Rule::Union(*self.union_ids.get(shape.id)?),
            Kind::Map { key, value } => Rule::Map {
                map: match self.member_type(member, d)? {
                    Type::Map(map) => *map,
                    _ => return None,
                },
                length,
                secret_keys: self.is_sensitive(key),
                key_check: self.member_check(key, d),
                value_check: self.member_check(value, d),
            },
            Kind::List(item) => Rule::List {
                list: match self.member_type(member, d)? {
                    Type::List(list) => *list,
                    _ => return None,
                },
                length,
                unique: traits("smithy.api#uniqueItems").has("smithy.api#uniqueItems"),
                item_check: self.member_check(item, d),
            },
            Kind::Structure(_) => match self.member_type(member, d)? {
                Type::Structure(id) => Rule::Structure(id),
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// The ids of the shapes that are constrained, or contain anything that is.
pub(super) fn constrained<'a>(model: &Model<'a>) -> HashSet<&'a str> {
    // Defects of constraints are reported by `check_constraints`.
    let mut ignored = Diagnostics::default();
    let mut containers: HashMap<&str, Vec<&'a str>> = HashMap::new();
    let mut waiting = Vec::new();
    for shape in model.shapes.values() {
        // The value of an enum must be one of the model's, and a union must have a member.
        let mut is_own = matches!(
            shape.kind,
            Kind::Enum(_) | Kind::IntEnum(_) | Kind::Union(_)
        ) || is_constraint(&shape.traits, &mut ignored);
        for member in shape.members() {
            is_own |= is_constraint(&member.traits, &mut ignored);
            containers.entry(member.target).or_default().push(shape.id);
        }
        if is_own {
            waiting.push(shape.id);
        }
    }
    let mut found: HashSet<&'a str> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        for container in containers.remove(id).unwrap_or_default() {
            if found.insert(container) {
                waiting.push(container);
            }
        }
    }
    found
}

/// Traits that apply only to some types: the types as text and as a predicate.
type Fit = (&'static str, &'static str, fn(&Kind<'_>) -> bool);

const FITS: [Fit; 7] = [
    ("smithy.api#idempotencyToken", "a string", |kind| {
        matches!(kind, Kind::Simple(Simple::String))
    }),
    ("smithy.api#length", "a string, blob, list or map", |kind| {
        use Simple::{Blob, String};
        matches!(
            kind,
            Kind::Simple(Blob | String) | Kind::Enum(_) | Kind::List(_) | Kind::Map { .. }
        )
    }),
    ("smithy.api#pattern", "a string", |kind| {
        matches!(kind, Kind::Simple(Simple::String) | Kind::Enum(_))
    }),
    ("smithy.api#range", "a number", |kind| {
        is_whole(kind)
            || matches!(
                kind,
                Kind::Simple(Simple::BigDecimal | Simple::Double | Simple::Float)
            )
    }),
    ("smithy.api#timestampFormat", "a timestamp", |kind| {
        matches!(kind, Kind::Simple(Simple::Timestamp))
    }),
    ("smithy.api#uniqueItems", "a list", |kind| {
        matches!(kind, Kind::List(_))
    }),
    (FLATTENED, "a member that targets a list or a map", |kind| {
        matches!(kind, Kind::List(_) | Kind::Map { .. })
    }),
];

const FLATTENED: &str = "smithy.api#xmlFlattened";

fn is_whole(kind: &Kind<'_>) -> bool {
    use Simple::{BigInteger, Byte, Integer, Long, Short};
    matches!(
        kind,
        Kind::Simple(BigInteger | Byte | Integer | Long | Short) | Kind::IntEnum(_)
    )
}

/// Checks every constraint of the model, whether calls are validated against it or not.
pub(super) fn check_constraints(model: &Model<'_>, d: &mut Diagnostics) {
    for shape in model.shapes.values() {
        check_fit(&shape.traits, &shape.kind, d);
        refuse_flattened(shape, d);
        for member in shape.members() {
            if let Some(target) = model.shapes.get(member.target) {
                check_fit(&member.traits, &target.kind, d);
            }
        }
    }
}

/// Refuses lists and maps that are marked as flattened, which only members can be.
fn refuse_flattened(shape: &Shape<'_>, d: &mut Diagnostics) {
    if let Kind::List(_) | Kind::Map { .. } = shape.kind
        && let Some(at) = shape.traits.get(FLATTENED)
    {
        d.push(
            at.diagnostic("a trait on a type that does not support it")
                .found(format!("{FLATTENED} on {}", a_kind(&shape.kind)))
                .expected(format!("{FLATTENED} on a member that targets it")),
        );
    }
}

fn check_fit(traits: &Traits<'_>, kind: &Kind<'_>, d: &mut Diagnostics) {
    for (id, expected, fits) in FITS {
        let Some(at) = traits.get(id) else { continue };
        if !fits(kind) {
            d.push(
                at.diagnostic("a trait on a type that does not support it")
                    .found(format!("{id} on {}", a_kind(kind)))
                    .expected(format!("{id} on {expected}")),
            );
        }
    }
    is_constraint(traits, d);
    if let Some(range) = traits.get("smithy.api#range").filter(|_| is_whole(kind)) {
        for bound in ["min", "max"].into_iter().filter_map(|key| range.get(key)) {
            if bound
                .value()
                .as_f64()
                .is_some_and(|number| number.fract() != 0.0)
            {
                d.push(
                    bound
                        .diagnostic("a bound that is not a value of its type")
                        .found(bound.value())
                        .expected("a whole number"),
                );
            }
        }
    }
}
