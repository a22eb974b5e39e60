//! Whether the endpoint rules of two models have the same results, whatever their form.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::endpoint::{Differences, EndpointRules, Evaluated};
use crate::json::Cursor;
use crate::resolve::endpoint::resolve_endpoint_rules;

/// How many differences are listed. The first ones usually explain the others.
const MAX_LISTED: usize = 5;

/// The results of the rules of two models that differ, as tasks for a person.
pub(super) fn differences(old: &Value, new: &Value, service: &str) -> Vec<String> {
    let rules = |model: &Value| resolve_rules(model, service);
    let (Some(old), Some(new)) = (rules(old), rules(new)) else {
        return Vec::new();
    };
    match (old, new) {
        (Ok(old), Ok(new)) => compare(&old, &new),
        (Err(why), _) => vec![compare_manually("this model", &why)],
        (_, Err(why)) => vec![compare_manually("the new model", &why)],
    }
}

/// The rules of the service, or the first reason why the generator does not accept them. `None`
/// without rules.
fn resolve_rules(model: &Value, service: &str) -> Option<Result<EndpointRules, String>> {
    let traits = model.get("shapes")?.get(service)?.get("traits")?;
    let rule_set = traits.get("smithy.rules#endpointRuleSet")?;
    let mut d = Diagnostics::default();
    let rules = resolve_endpoint_rules(&Cursor::new(rule_set, "", ""), &mut d);
    Some(d.or_nothing(rules, "").map_err(|defects| {
        let first = defects.iter().next();
        first.map(Diagnostic::in_one_line).unwrap_or_default()
    }))
}

fn compare_manually(of: &str, why: &str) -> String {
    format!("the endpoint rules: compare them manually with those of the new model ({of}: {why})")
}

fn compare(old: &EndpointRules, new: &EndpointRules) -> Vec<String> {
    let mut differences = Differences::between(old, new);
    // The messages of errors are texts, which belong to the maintained model.
    let is_of_facts = |old: &Evaluated, new: &Evaluated| {
        !matches!((old, new), (Evaluated::Error(_), Evaluated::Error(_)))
    };
    let mut of_facts = (&mut differences).filter(|it| is_of_facts(&it.old, &it.new));
    let first = of_facts.by_ref().take(MAX_LISTED).map(|it| {
        format!(
            "an endpoint rule, if {}: {} in this model, {} in the new one",
            it.facts, it.old, it.new
        )
    });
    let mut listed: Vec<String> = first.collect();
    let more = of_facts.count();
    if more > 0 {
        listed.push(format!("{more} more results of the endpoint rules"));
    }
    if differences.is_too_large() {
        let why = "they have too many combinations of parameters";
        listed.push(compare_manually("both models", why));
    }
    listed
}
