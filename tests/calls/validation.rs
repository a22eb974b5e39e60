//! An input that violates the model's constraints is rejected before anything is sent, and every
//! violation is reported.

use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::AssumeRoleError;
use querysmith::sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use querysmith::sts::types::{PolicyDescriptorType, ProvidedContext, Tag};
use querysmith::validate::{ValidationLevel, Violations};
use querysmith::{BuildError, Config, ConfigBuilder, Credentials, ErrorKind};

use crate::case::success;
use crate::check::VALIDATION_HELP;
use crate::client::{bounded, config};
use crate::form;
use crate::server::{Behavior, Server};

fn tag(key: impl Into<String>, value: impl Into<String>) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

/// A call with many violations: below minima, above maxima, not matching patterns, and incomplete.
fn invalid(client: &Client) -> AssumeRoleFluentBuilder {
    let context = ProvidedContext::builder()
        .provider_arn("short")
        .context_assertion("é".repeat(2049))
        .build();
    client
        .assume_role()
        .role_session_name("no spaces")
        .policy_arns(
            PolicyDescriptorType::builder()
                .arn("arn:aws:iam::aws:policy/x")
                .build(),
        )
        .policy_arns(PolicyDescriptorType::builder().arn("").build())
        .policy("")
        .duration_seconds(899)
        .tags(tag("fine", "x".repeat(257)))
        .tags(tag("", "#"))
        .transitive_tag_keys("k".repeat(129))
        .token_code("hush")
        .source_identity("é")
        .provided_contexts(context)
        .minimum_session_token_size(4097)
}

const BELOW_MINIMA: [&str; 8] = [
    "RoleArn: missing, expected a value",
    "PolicyArns[1].arn: length 0, expected 20 to 2048",
    "Policy: length 0, expected at least 1",
    "DurationSeconds: value 899, expected 900 to 43200",
    "Tags[1].Key: length 0, expected 1 to 128",
    "TokenCode: length 4, expected exactly 6",
    // Two bytes, but one character.
    "SourceIdentity: length 1, expected 2 to 64",
    "ProvidedContexts[0].ProviderArn: length 5, expected 20 to 2048",
];

/// A config for the endpoint of AWS itself, to which nothing is sent in these tests.
fn aws() -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
}

async fn violations(config: ConfigBuilder, level: ValidationLevel) -> Vec<String> {
    let client = Client::new(&config.validation(level).build());
    let error = bounded(invalid(&client).send()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(matches!(error, AssumeRoleError::Unhandled(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");

    let source = std::error::Error::source(&error).expect("the violations");
    let violations = source.downcast_ref::<Violations>().expect("violations");
    let texts: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        error.to_string(),
        format!(
            "AssumeRole failed: the input is not valid: {}; {VALIDATION_HELP}",
            texts.join("; ")
        )
    );
    texts
}

#[tokio::test]
async fn by_default_required_members_and_minima_are_checked() {
    let default = ValidationLevel::default();
    assert_eq!(default, ValidationLevel::Standard);
    assert_eq!(violations(aws(), default).await, BELOW_MINIMA);
}

#[tokio::test]
async fn minima_are_not_checked_for_an_endpoint_url_that_was_set() {
    let server = Server::start([]).await;
    let default = ValidationLevel::default();
    let required = "RoleArn: missing, expected a value";
    assert_eq!(violations(config(&server), default).await, [required]);
    let strict = violations(config(&server), ValidationLevel::Strict).await;
    assert_eq!(strict, violations(aws(), ValidationLevel::Strict).await);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn every_constraint_is_checked_at_level_strict() {
    let strict = violations(aws(), ValidationLevel::Strict).await;
    let paths: Vec<_> = strict
        .iter()
        .map(|violation| violation.split(" expected ").next().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "RoleArn: missing,",
            "RoleSessionName: value does not match,",
            "PolicyArns[1].arn: length 0,",
            "Policy: length 0,",
            "DurationSeconds: value 899,",
            "Tags[0].Value: length 257,",
            "Tags[1].Key: length 0,",
            "Tags[1].Value: value does not match,",
            "TransitiveTagKeys[0]: length 129,",
            "TokenCode: length 4,",
            "TokenCode: value does not match,",
            "SourceIdentity: length 1,",
            "SourceIdentity: value does not match,",
            "ProvidedContexts[0].ProviderArn: length 5,",
            "ProvidedContexts[0].ContextAssertion: length 2049,",
            "MinimumSessionTokenSize: value 4097,",
        ]
    );
}

#[tokio::test]
async fn nothing_is_checked_at_level_off() {
    let server = Server::start([Behavior::Complete(success::<AssumeRoleFluentBuilder>())]).await;
    let config = config(&server).validation(ValidationLevel::Off).build();
    let call = invalid(&Client::new(&config));
    bounded(call.send()).await.unwrap();
    let form = form::decode(&server.request().body);
    let value = |name: &str| form.iter().find(|(found, _)| found == name).map(|(_, v)| v);
    assert_eq!(value("RoleArn"), None);
    assert_eq!(value("Policy").unwrap(), "");
    assert_eq!(value("DurationSeconds").unwrap(), "899");
    assert_eq!(value("Tags.member.2.Key").unwrap(), "");
}

#[tokio::test]
async fn an_empty_list_is_checked_and_sent() {
    let server = Server::start([Behavior::Complete(success::<AssumeRoleFluentBuilder>())]).await;
    let call = |client: &Client| {
        client
            .assume_role()
            .role_arn("arn:aws:iam::111122223333:role/x")
            .role_session_name("xy")
            .set_tags(Some(vec![]))
    };
    // The model permits an empty list of tags, but not of contexts.
    let invalid = call(&Client::new(&aws().build())).set_provided_contexts(Some(vec![]));
    let error = bounded(invalid.send()).await.unwrap_err().to_string();
    assert!(
        error.contains(": ProvidedContexts: length 0, expected 1 to 5; the config's `validation`"),
        "{error}"
    );

    let call = call(&Client::new(&config(&server).build()));
    bounded(call.send()).await.unwrap();
    let form = form::decode(&server.request().body);
    assert_eq!(form.last().unwrap(), &("Tags".to_owned(), String::new()));
}

#[tokio::test]
async fn a_structure_without_a_required_member_cannot_be_built() {
    let error = Tag::builder().value("x").build().unwrap_err();
    assert_eq!(error, BuildError::missing("Tag", "key"));
    let error: querysmith::Error = error.into();
    assert_eq!(error.kind(), ErrorKind::Validation);
}
