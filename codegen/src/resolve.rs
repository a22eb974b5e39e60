//! Resolves the model to the IR: makes every decision, and finds every defect that parsing cannot
//! find.

mod checks;
mod closure;
mod collision;
mod default;
pub(crate) mod endpoint;
mod enumeration;
mod error;
mod examples;
mod literal;
mod names;
mod operation;
mod pagination;
mod protocol_tests;
mod recursion;
mod request;
mod select;
mod sensitive;
mod service;
mod structure;
mod ty;
mod union;
mod waiters;
mod warn;
mod wire;

use std::collections::{BTreeMap, HashSet};

use crate::ast::{Member, Model};
use crate::diagnostic::Diagnostics;
use crate::docs::Docs;
use crate::ir::{Enum, EnumId, Protocol, Role, Sdk, StructId, Structure, Union, UnionId};
use crate::naming;
use crate::scope::Fixed;
use crate::skip::{Skip, Skips};
use crate::traits::check_traits;

use closure::Closure;
use names::Names;
use recursion::Recursion;

pub(crate) use select::{matches, rename_shapes, select_operations};

/// The state that the steps of resolving share: the model, and the parts that are resolved so far.
struct Resolver<'m, 'a> {
    model: &'m Model<'a>,
    protocol: Protocol,
    closure: Closure<'a>,
    /// From the id of a shape to its structure. Inputs and outputs of operations are not shared:
    /// each operation has its own.
    shared: BTreeMap<&'a str, StructId>,
    structures: Vec<Structure>,
    union_ids: BTreeMap<&'a str, UnionId>,
    unions: Vec<Union>,
    enum_ids: BTreeMap<&'a str, EnumId>,
    enums: Vec<Enum>,
    checks: checks::Checks,
    /// The ids of the shapes that are constrained, or contain anything that is.
    constrained: HashSet<&'a str>,
    recursion: Recursion<'a>,
    /// Whether the service signs operations that have no `auth` of their own.
    is_signed: bool,
    names: Names,
}

/// Resolves the one service of `model`. `None` after a defect that prevents resolving the rest.
pub(crate) fn resolve(
    model: &Model<'_>,
    crate_name: Option<&str>,
    skips: Vec<Skip<'_>>,
    fixed: &Fixed,
    d: &mut Diagnostics,
) -> Option<Sdk> {
    check_traits(model, d);
    let shape = service::find_service(model, d)?;
    let service = service::resolve_service(shape, d)?;
    let closure = Closure::of(model, shape);
    if closure.operations.is_empty() && d.is_empty() {
        d.push(
            shape
                .at
                .diagnostic("the service has no operations")
                .found("no `operations`, and no `resources` with operations")
                .expected("at least one operation"),
        );
    }
    checks::check_constraints(model, d);
    let mut resolver = Resolver {
        model,
        protocol: service.protocol,
        closure,
        shared: BTreeMap::new(),
        structures: Vec::new(),
        union_ids: BTreeMap::new(),
        unions: Vec::new(),
        enum_ids: BTreeMap::new(),
        enums: Vec::new(),
        checks: checks::Checks::default(),
        constrained: checks::constrained(model),
        recursion: Recursion::of(model),
        is_signed: operation::has_sigv4(shape, d).unwrap_or(true),
        names: Names::new(fixed),
    };
    warn::warn_of_unlisted(model, &resolver.closure, d);
    warn::warn_of_undocumented(model, shape, &resolver.closure, d);
    warn::warn_of_empty(model, shape, d);
    resolver.name_operations(d);
    resolver.declare_shared(d);
    let mut operations = operation::resolve_operations(&mut resolver, d);
    resolver.define_shared(d);
    resolver.refuse_errors_as_values(d);
    let mut skips = Skips::new(skips);
    // Examples and tests are checked against valid shapes only, so that each defect is reported
    // once.
    let is_sound = d.is_empty();
    let protocol_tests = match is_sound {
        true => resolver.protocol_tests(&operations, &mut skips, d),
        false => Vec::new(),
    };
    // So are paths into shapes.
    if is_sound {
        for (shape, operation) in &mut operations {
            operation.pagination = pagination::resolve_pagination(&resolver, shape, operation, d);
        }
        waiters::resolve_waiters(&mut resolver, &mut operations, d);
    }
    let operations = match is_sound && d.is_empty() {
        true => examples::resolve_examples(&resolver, operations, d),
        false => operations
            .into_iter()
            .map(|(_, operation)| operation)
            .collect(),
    };
    let tests = shape.traits.get("smithy.rules#endpointTests");
    let (endpoint_rules, tests) = match shape.traits.get("smithy.rules#endpointRuleSet") {
        Some(rules) => (endpoint::resolve_endpoint_rules(rules, d), tests),
        None => {
            if let Some(tests) = tests {
                d.push(endpoint::tests_without_rules(tests));
            }
            (Some(endpoint::custom_endpoint_rules()), None)
        }
    };
    let endpoint_tests = match (tests, &endpoint_rules) {
        (Some(tests), Some(rules)) => endpoint::resolve_endpoint_tests(tests, rules, &mut skips, d),
        _ => Vec::new(),
    };
    if is_sound {
        skips.refuse_unused(d);
    }
    let crate_name = match crate_name {
        Some(name) => name.to_owned(),
        None => naming::crate_name(&service.sdk_id),
    };
    let shared = |structure: &&Structure| matches!(structure.role, Role::Shared);
    let structures = resolver.structures.iter().filter(shared);
    let structures = structures.map(|structure| &structure.ident);
    let unions = resolver.unions.iter().map(|union| &union.ident);
    let enums = resolver.enums.iter().map(|enumeration| &enumeration.ident);
    Some(Sdk {
        type_names: structures.chain(unions).chain(enums).cloned().collect(),
        crate_ident: crate_name.replace('-', "_"),
        crate_name,
        service,
        operations,
        structures: resolver.structures,
        unions: resolver.unions,
        enums: resolver.enums,
        checks: resolver.checks.into_vec(),
        needs_endpoint_url: !shape.traits.has("smithy.rules#endpointRuleSet"),
        endpoint_rules,
        endpoint_tests,
        protocol_tests,
        selected_of: None,
    })
}

/// The documentation of a shape or member.
fn docs(traits: &crate::ast::Traits<'_>, d: &mut Diagnostics) -> Docs {
    Docs::new(documentation(traits, d))
}

fn documentation<'a>(traits: &crate::ast::Traits<'a>, d: &mut Diagnostics) -> Option<&'a str> {
    traits.get("smithy.api#documentation")?.string(d)
}

/// The documentation of a member, or else of its target.
fn member_docs(model: &Model<'_>, member: &Member<'_>, d: &mut Diagnostics) -> Docs {
    let traits = match model.shapes.get(member.target) {
        Some(target) if !member.traits.has("smithy.api#documentation") => &target.traits,
        _ => &member.traits,
    };
    Docs::with_summary(documentation(traits, d))
}
