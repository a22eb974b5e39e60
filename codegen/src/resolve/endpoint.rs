//! `smithy.rules#endpointRuleSet` and `smithy.rules#endpointTests`.

mod cases;
mod condition;
mod destination;
mod expression;
mod parameter;
mod rule;
mod scope;
mod simplify;
mod stale;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::endpoint::{Block, Builtin, Destination, EndpointRules, Expr, Outcome, Statement};
use crate::json::Cursor;

pub(crate) use cases::resolve_endpoint_tests;

/// The compiled rule set, or `None` after a defect that prevents compiling the rest.
pub(crate) fn resolve_endpoint_rules(
    rule_set: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<EndpointRules> {
    check_version(rule_set, d);
    let parameters = parameter::resolve_parameters(rule_set, d);
    let rules = rule_set.required("rules", d)?;
    let body = rule::resolve_rules(&rules, &parameters, d);
    let parameters = parameters
        .into_iter()
        .map(|p| (p.wire.to_owned(), p.builtin))
        .collect();
    Some(EndpointRules { parameters, body })
}

/// The rules of a service without a rule set: the endpoint is the configured one.
pub(crate) fn custom_endpoint_rules() -> EndpointRules {
    let ident = "endpoint".to_owned();
    let error = "no endpoint rules: set an endpoint URL".to_owned();
    let parameter = Expr::Parameter(Builtin::Endpoint);
    let url = Expr::Variable {
        ident: ident.clone(),
        owned: false,
    };
    let destination = Destination {
        url,
        signing_name: None,
        signing_region: None,
        headers: Vec::new(),
    };
    EndpointRules {
        parameters: vec![("Endpoint".to_owned(), Builtin::Endpoint)],
        body: Block(vec![
            Statement::Require {
                ident,
                value: parameter,
                error,
            },
            Statement::Return(Outcome::Endpoint(Box::new(destination))),
        ]),
    }
}

/// The defect of a service with endpoint tests and without rules.
pub(crate) fn tests_without_rules(tests: &Cursor<'_>) -> Diagnostic {
    tests
        .diagnostic("endpoint tests without endpoint rules")
        .found("no smithy.rules#endpointRuleSet on the service")
        .expected("the rules that the tests are for, or no tests")
}

fn check_version(rule_set: &Cursor<'_>, d: &mut Diagnostics) {
    let Some(version) = rule_set.required("version", d) else {
        return;
    };
    let Some(text) = version.string(d) else {
        return;
    };
    if !matches!(text, "1.0" | "1.1") {
        d.push(
            version
                .diagnostic("the version of the endpoint rules is not supported")
                .found(text)
                .expected("1.0 or 1.1"),
        );
    }
}

/// Entry points for the tests of the emitter.
#[cfg(test)]
impl EndpointRules {
    pub(crate) fn of(rule_set: &Cursor<'_>, d: &mut Diagnostics) -> Option<Self> {
        resolve_endpoint_rules(rule_set, d)
    }

    pub(crate) fn tests(
        &self,
        tests: &Cursor<'_>,
        d: &mut Diagnostics,
    ) -> Vec<crate::ir::endpoint::EndpointTest> {
        resolve_endpoint_tests(tests, self, &mut crate::skip::Skips::new(Vec::new()), d)
    }
}

#[cfg(test)]
mod tests;
