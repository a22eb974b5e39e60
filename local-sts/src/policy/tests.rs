//! Cases of trust policies. Each condition has one context that satisfies it and one that does not.

use super::*;

const ANN: &str = "arn:aws:iam::111122223333:user/ann";
const DEPLOY: &str = "arn:aws:iam::111122223333:role/deploy";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/deploy/build";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com";

fn user() -> CallerNames<'static> {
    CallerNames {
        account: Some("111122223333"),
        arns: [ANN, ANN],
        provider: None,
    }
}

fn session() -> CallerNames<'static> {
    CallerNames {
        arns: [SESSION, DEPLOY],
        ..user()
    }
}

fn federated() -> CallerNames<'static> {
    CallerNames {
        provider: Some(PROVIDER),
        ..CallerNames::default()
    }
}

fn policy(statements: &str) -> TrustPolicy {
    let json = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    TrustPolicy::parse(&json).unwrap()
}

fn statement(effect: &str, principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": {action}, "Condition": {condition}}}"#
    )
}

fn decide(
    policy: &TrustPolicy,
    caller: &CallerNames<'_>,
    context: &Context<'_>,
) -> Result<(), Denial> {
    policy.decide(Question {
        action: "sts:AssumeRole",
        caller,
        context,
    })
}

fn context<'a>(values: &[(&'a str, &[&'a str])]) -> Context<'a> {
    let mut context = Context::default();
    for (key, values) in values {
        context.set_all(*key, values.iter().copied());
    }
    context
}

/// Whether a statement with this condition allows a request with these values.
fn is_satisfied(condition: &str, values: &[(&str, &[&str])]) -> bool {
    let policy = policy(&statement("Allow", "\"*\"", "\"*\"", condition));
    decide(&policy, &user(), &context(values)).is_ok()
}

fn reason(policy: &TrustPolicy, caller: &CallerNames<'_>, context: &Context<'_>) -> String {
    decide(policy, caller, context).unwrap_err().to_string()
}

#[test]
fn a_statement_applies_to_its_principals() {
    let matches = |principal: &str, caller: &CallerNames<'_>| {
        let policy = policy(&statement("Allow", principal, "\"sts:AssumeRole\"", "{}"));
        decide(&policy, caller, &Context::default()).is_ok()
    };
    for (principal, by_user, by_session, by_provider) in [
        ("\"*\"", true, true, true),
        (r#"{"AWS": "*"}"#, true, true, false),
        (r#"{"AWS": "111122223333"}"#, true, true, false),
        (r#"{"AWS": "444455556666"}"#, false, false, false),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:root"}"#,
            true,
            true,
            false,
        ),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:user/ann"}"#,
            true,
            false,
            false,
        ),
        (
            r#"{"AWS": "arn:aws:iam::111122223333:role/deploy"}"#,
            false,
            true,
            false,
        ),
        (
            r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/deploy/build"}"#,
            false,
            true,
            false,
        ),
        (
            r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/deploy/other"}"#,
            false,
            false,
            false,
        ),
        (
            r#"{"AWS": ["444455556666", "arn:aws:iam::111122223333:user/ann"]}"#,
            true,
            false,
            false,
        ),
        (
            r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com"}"#,
            false,
            false,
            true,
        ),
        (
            r#"{"Federated": "cognito-identity.amazonaws.com"}"#,
            false,
            false,
            false,
        ),
        (r#"{"Service": "ec2.amazonaws.com"}"#, false, false, false),
        (
            r#"{"Service": "ec2.amazonaws.com", "AWS": "111122223333"}"#,
            true,
            true,
            false,
        ),
    ] {
        assert_eq!(matches(principal, &user()), by_user, "{principal}, user");
        assert_eq!(
            matches(principal, &session()),
            by_session,
            "{principal}, session"
        );
        assert_eq!(
            matches(principal, &federated()),
            by_provider,
            "{principal}, provider"
        );
    }
}

#[test]
fn a_statement_applies_to_its_actions() {
    for (action, expected) in [
        ("\"sts:AssumeRole\"", true),
        ("\"STS:assumerole\"", true),
        ("\"sts:Assume*\"", true),
        ("\"sts:*\"", true),
        ("\"*\"", true),
        ("[\"sts:TagSession\", \"sts:AssumeRole\"]", true),
        ("\"sts:AssumeRoleWithSAML\"", false),
        ("\"sts:AssumeRol?\"", true),
        ("\"s3:*\"", false),
    ] {
        let policy = policy(&statement("Allow", "\"*\"", action, "{}"));
        let decision = decide(&policy, &user(), &Context::default());
        assert_eq!(decision.is_ok(), expected, "{action}");
    }
}

#[test]
fn not_action_applies_to_all_other_actions() {
    let policy = |action: &str| {
        policy(&format!(
            r#"{{"Effect": "Allow", "Principal": "*", "NotAction": "{action}"}}"#
        ))
    };
    let context = Context::default();
    assert!(decide(&policy("sts:TagSession"), &user(), &context).is_ok());
    assert!(decide(&policy("sts:Assume*"), &user(), &context).is_err());
}

#[test]
fn a_denial_takes_precedence_over_all_that_allow() {
    let allow = statement("Allow", "\"*\"", "\"*\"", "{}");
    let deny = r#"{"Sid": "NoAnn", "Effect": "Deny", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}}"#;
    for policy in [
        policy(&format!("{allow}, {deny}")),
        policy(&format!("{deny}, {allow}")),
    ] {
        let denial = decide(&policy, &user(), &Context::default()).unwrap_err();
        assert!(denial.is_explicit);
        assert!(denial.to_string().contains("(NoAnn) denies it"), "{denial}");
        assert!(decide(&policy, &session(), &Context::default()).is_ok());
    }
}

#[test]
fn what_no_statement_allows_is_denied() {
    let denial = decide(&policy(""), &user(), &Context::default()).unwrap_err();
    assert!(!denial.is_explicit);
    let deny = policy(&statement("Deny", "\"*\"", "\"s3:*\"", "{}"));
    let found = reason(&deny, &user(), &Context::default());
    assert_eq!(
        found,
        "trust policy: it has no statement that allows anything"
    );
}

#[test]
fn the_reason_names_the_mismatch_of_every_statement() {
    let one = statement("Allow", r#"{"AWS": "444455556666"}"#, "\"*\"", "{}");
    let two = statement("Allow", "\"*\"", "\"sts:TagSession\"", "{}");
    let condition = r#"{"StringEquals": {"sts:ExternalId": ["guest", "host"]}}"#;
    let three = statement("Allow", "\"*\"", "\"*\"", condition);
    let policy = policy(&format!("{one}, {two}, {three}"));
    let context = context(&[("sts:ExternalId", &["wrong"])]);
    assert_eq!(
        reason(&policy, &user(), &context),
        "trust policy: statement 1: the caller is not one of its principals; statement 2: it is not \
         for the action sts:AssumeRole; statement 3: StringEquals sts:ExternalId: found \"wrong\", \
         expected [\"guest\", \"host\"]"
    );
    let without = reason(&policy, &user(), &Context::default());
    assert!(
        without.contains("sts:ExternalId: found nothing, expected"),
        "{without}"
    );
}

#[test]
fn all_conditions_of_a_statement_must_be_satisfied() {
    let condition = r#"{"StringEquals": {"a": "1", "b": "2"}, "StringLike": {"c": "3*"}}"#;
    assert!(is_satisfied(
        condition,
        &[("a", &["1"]), ("b", &["2"]), ("c", &["34"])]
    ));
    for missing in ["a", "b", "c"] {
        let values = [("a", "1"), ("b", "2"), ("c", "34")]
            .map(|(key, value)| (key, if key == missing { "0" } else { value }));
        let values = values.map(|(key, value)| (key, vec![value]));
        let values: Vec<(&str, &[&str])> = values
            .iter()
            .map(|(key, value)| (*key, value.as_slice()))
            .collect();
        assert!(!is_satisfied(condition, &values), "{missing}");
    }
}

#[test]
fn each_operator_compares_in_its_own_way() {
    for (operator, expected, satisfied, not_satisfied) in [
        ("StringEquals", "\"Guest\"", "Guest", "guest"),
        ("StringNotEquals", "\"Guest\"", "guest", "Guest"),
        ("StringEqualsIgnoreCase", "\"Guest\"", "GUEST", "guests"),
        ("StringNotEqualsIgnoreCase", "\"Guest\"", "guests", "GUEST"),
        ("StringLike", "\"g?est-*\"", "guest-1", "guests"),
        ("StringNotLike", "\"g?est-*\"", "guests", "guest-1"),
        ("ArnEquals", "\"arn:aws:iam::*:user/ann\"", ANN, DEPLOY),
        ("ArnNotEquals", "\"arn:aws:iam::*:user/ann\"", DEPLOY, ANN),
        (
            "ArnLike",
            "\"arn:aws:iam::111122223333:role/*\"",
            DEPLOY,
            ANN,
        ),
        (
            "ArnNotLike",
            "\"arn:aws:iam::111122223333:role/*\"",
            ANN,
            DEPLOY,
        ),
        ("Bool", "\"true\"", "true", "false"),
        ("Bool", "false", "false", "true"),
        ("NumericEquals", "\"3600\"", "3600.0", "3601"),
        ("NumericNotEquals", "3600", "3601", "3600"),
        ("NumericLessThan", "3600", "3599", "3600"),
        ("NumericLessThanEquals", "3600", "3600", "3601"),
        ("NumericGreaterThan", "3600", "3601", "3600"),
        ("NumericGreaterThanEquals", "3600", "3600", "3599"),
        (
            "DateEquals",
            "\"2026-01-31\"",
            "2026-01-31T00:00:00Z",
            "2026-01-31T00:00:01Z",
        ),
        (
            "DateNotEquals",
            "\"2026-01-31\"",
            "2026-01-31T00:00:01Z",
            "2026-01-31T00:00:00Z",
        ),
        (
            "DateLessThan",
            "\"2026-01-31T00:00:00Z\"",
            "2026-01-30T23:59:59Z",
            "2026-01-31T00:00:00Z",
        ),
        (
            "DateLessThanEquals",
            "\"1700000000\"",
            "1700000000",
            "1700000001",
        ),
        (
            "DateGreaterThan",
            "\"1700000000\"",
            "1700000001",
            "1700000000",
        ),
        (
            "DateGreaterThanEquals",
            "\"1700000000\"",
            "1700000000",
            "1699999999",
        ),
        ("IpAddress", "\"127.0.0.0/8\"", "127.1.2.3", "128.0.0.1"),
        (
            "IpAddress",
            "\"2001:db8::/32\"",
            "2001:db8:1::",
            "127.0.0.1",
        ),
        ("IpAddress", "\"127.0.0.1\"", "127.0.0.1", "127.0.0.2"),
        ("NotIpAddress", "\"127.0.0.0/8\"", "128.0.0.1", "127.1.2.3"),
    ] {
        let condition = format!(r#"{{"{operator}": {{"key": {expected}}}}}"#);
        assert!(
            is_satisfied(&condition, &[("key", &[satisfied])]),
            "{condition} {satisfied}"
        );
        assert!(
            !is_satisfied(&condition, &[("key", &[not_satisfied])]),
            "{condition} {not_satisfied}"
        );
    }
}

#[test]
fn a_value_of_another_type_satisfies_no_comparison() {
    for condition in [
        r#"{"NumericLessThan": {"key": "1"}}"#,
        r#"{"DateLessThan": {"key": "2026-01-31"}}"#,
        r#"{"IpAddress": {"key": "127.0.0.1"}}"#,
        r#"{"Bool": {"key": "true"}}"#,
    ] {
        assert!(!is_satisfied(condition, &[("key", &["x"])]), "{condition}");
    }
}

#[test]
fn one_of_several_values_of_a_policy_is_enough() {
    let condition = r#"{"StringEquals": {"key": ["a", "b"]}}"#;
    assert!(is_satisfied(condition, &[("key", &["b"])]));
    assert!(!is_satisfied(condition, &[("key", &["c"])]));
    let negated = r#"{"StringNotEquals": {"key": ["a", "b"]}}"#;
    assert!(!is_satisfied(negated, &[("key", &["b"])]));
    assert!(is_satisfied(negated, &[("key", &["c"])]));
}

#[test]
fn an_absent_key_satisfies_only_negated_conditions() {
    for (operator, expected) in [
        ("StringEquals", false),
        ("StringNotEquals", true),
        ("StringLike", false),
        ("StringNotLike", true),
        ("ArnNotLike", true),
        ("Bool", false),
        ("NumericLessThan", false),
        ("NumericNotEquals", true),
        ("NotIpAddress", true),
    ] {
        let value = match operator {
            "Bool" => "true",
            "ArnNotLike" => ANN,
            "NotIpAddress" => "127.0.0.1",
            _ => "1",
        };
        let condition = format!(r#"{{"{operator}": {{"key": "{value}"}}}}"#);
        assert_eq!(is_satisfied(&condition, &[]), expected, "{condition}");
    }
}

#[test]
fn if_exists_ignores_an_absent_key_only() {
    let condition = r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}"#;
    assert!(is_satisfied(condition, &[]));
    assert!(is_satisfied(
        condition,
        &[("aws:MultiFactorAuthPresent", &["true"])]
    ));
    assert!(!is_satisfied(
        condition,
        &[("aws:MultiFactorAuthPresent", &["false"])]
    ));
}

#[test]
fn null_tests_whether_a_key_is_absent() {
    let absent = r#"{"Null": {"sts:SourceIdentity": "true"}}"#;
    let present = r#"{"Null": {"sts:SourceIdentity": "false"}}"#;
    let values: &[(&str, &[&str])] = &[("sts:SourceIdentity", &["ann"])];
    assert!(is_satisfied(absent, &[]) && !is_satisfied(absent, values));
    assert!(!is_satisfied(present, &[]) && is_satisfied(present, values));
}

#[test]
fn quantifiers_apply_to_keys_with_several_values() {
    let any = r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "cost"]}}"#;
    let all = r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}}"#;
    let any_not = r#"{"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["team"]}}"#;
    let all_not = r#"{"ForAllValues:StringNotLike": {"aws:TagKeys": ["te*"]}}"#;
    for (keys, expected) in [
        (&[][..], [false, true, false, true]),
        (&["team"][..], [true, true, false, false]),
        (&["team", "cost"][..], [true, true, true, false]),
        (&["team", "other"][..], [true, false, true, false]),
        (&["other"][..], [false, false, true, true]),
    ] {
        let values = [("aws:TagKeys", keys)];
        let found = [any, all, any_not, all_not].map(|condition| is_satisfied(condition, &values));
        assert_eq!(found, expected, "{keys:?}");
    }
}

#[test]
fn without_a_quantifier_a_negated_condition_holds_for_all_values() {
    let condition = r#"{"StringNotEquals": {"aws:TagKeys": "team"}}"#;
    assert!(!is_satisfied(
        condition,
        &[("aws:TagKeys", &["other", "team"])]
    ));
    let condition = r#"{"StringEquals": {"aws:TagKeys": "team"}}"#;
    assert!(is_satisfied(
        condition,
        &[("aws:TagKeys", &["other", "team"])]
    ));
}

#[test]
fn keys_are_compared_without_regard_to_case() {
    let condition = r#"{"StringEquals": {"AWS:requesttag/Team": "search"}}"#;
    assert!(is_satisfied(
        condition,
        &[("aws:RequestTag/team", &["search"])]
    ));
}

#[test]
fn variables_are_replaced_in_the_later_version_only() {
    let condition = r#"{"StringEquals": {"sts:RoleSessionName": "${aws:username}-${*}"}}"#;
    let values: &[(&str, &[&str])] = &[
        ("aws:username", &["ann"]),
        ("sts:RoleSessionName", &["ann-*"]),
    ];
    assert!(is_satisfied(condition, values));
    assert!(!is_satisfied(condition, &values[1..]));
    let earlier = format!(
        r#"{{"Statement": {}}}"#,
        statement("Allow", "\"*\"", "\"*\"", condition)
    );
    let earlier = TrustPolicy::parse(&earlier).unwrap();
    assert!(decide(&earlier, &user(), &context(values)).is_err());
    let literal = context(&[("sts:RoleSessionName", &["${aws:username}-${*}"])]);
    assert!(decide(&earlier, &user(), &literal).is_ok());
}

#[test]
fn a_value_with_an_unclosed_variable_matches_nothing() {
    let condition = r#"{"StringLike": {"key": "*${aws:username"}}"#;
    assert!(!is_satisfied(condition, &[("key", &["*${aws:username"])]));
}

#[test]
fn what_is_not_supported_is_an_error_with_its_place() {
    let in_statement = |members: &str| format!(r#"{{"Statement": [{{{members}}}]}}"#);
    let valid = r#""Effect": "Allow", "Action": "*", "Principal": "*""#;
    for (json, expected) in [
        ("{".to_owned(), "the policy is invalid: found invalid JSON"),
        ("[]".to_owned(), "the policy is invalid: expected an object"),
        (
            "{}".to_owned(),
            "at Statement: expected a list of statements",
        ),
        (
            r#"{"Statment": []}"#.to_owned(),
            "found \"Statment\", expected only Version, Id, Statement",
        ),
        (
            r#"{"Version": "2013", "Statement": []}"#.to_owned(),
            "at Version: expected \"2012-10-17\"",
        ),
        (
            in_statement(""),
            "at Statement[0].Effect: expected \"Allow\" or \"Deny\"",
        ),
        (
            in_statement(&format!(r#"{valid}, "Resource": "*""#)),
            "at Statement[0]: found \"Resource\"",
        ),
        (
            in_statement(r#""Effect": "Allow", "Action": "*""#),
            "at Statement[0].Principal: expected",
        ),
        (
            in_statement(r#""Effect": "Allow", "Principal": "*""#),
            "expected either Action or NotAction",
        ),
        (
            in_statement(r#""Effect": "Allow", "Principal": "*", "Action": "AssumeRole""#),
            "at Statement[0].Action: found \"AssumeRole\", expected an action",
        ),
        (
            in_statement(r#""Effect": "Allow", "Action": "*", "Principal": {"AWS": "ann"}"#),
            "at Statement[0].Principal.AWS: found the principal \"ann\"",
        ),
        (
            in_statement(
                r#""Effect": "Allow", "Action": "*", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}"#,
            ),
            "without wildcards",
        ),
        (
            in_statement(r#""Effect": "Allow", "Action": "*", "Principal": {"Canonical": "x"}"#),
            "principals of the type \"Canonical\"",
        ),
        (
            in_statement(r#""Effect": "Allow", "Action": "*", "Principal": {"Federated": "*"}"#),
            "expected the ARN of a provider",
        ),
        (
            in_statement(r#""Effect": "Allow", "Action": "*", "Principal": {"Service": "ec2"}"#),
            "expected the name of a service",
        ),
        (
            in_statement(&format!(r#"{valid}, "Condition": {{"StringIs": {{}}}}"#)),
            "at Statement[0].Condition.StringIs: this condition operator is not supported",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"Bool": {{"a": "yes"}}}}"#
            )),
            "Condition.Bool.a: found \"yes\", expected \"true\" or \"false\"",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"NumericEquals": {{"a": "x"}}}}"#
            )),
            "found \"x\", expected a number",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"DateEquals": {{"a": "x"}}}}"#
            )),
            "found \"x\", expected a date",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"IpAddress": {{"a": "127.0.0.1/33"}}}}"#
            )),
            "found \"127.0.0.1/33\", expected an IP address",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"ArnLike": {{"a": "ann"}}}}"#
            )),
            "found \"ann\", expected an ARN",
        ),
        (
            in_statement(&format!(
                r#"{valid}, "Condition": {{"StringEquals": {{"a": {{}}}}}}"#
            )),
            "Condition.StringEquals.a: expected a string or a list of strings",
        ),
    ] {
        let found = TrustPolicy::parse(&json).unwrap_err().to_string();
        assert!(found.contains(expected), "{json}: {found}");
    }
}
