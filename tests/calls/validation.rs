//! An input that breaks the model's constraints is refused before anything is sent, with every
//! violation at once.

use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::AssumeRoleError;
use querysmith::sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use querysmith::sts::types::{PolicyDescriptorType, ProvidedContext, Tag};
use querysmith::validate::{ValidationLevel, Violations};
use querysmith::{BuildError, ErrorKind};

use crate::case::success;
use crate::client::{bounded, config};
use crate::form;
use crate::server::{Answer, Server};

fn tag(key: impl Into<String>, value: impl Into<String>) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

/// A call with much wrong about it: below minima, above maxima, off patterns, and incomplete.
fn broken(client: &Client) -> AssumeRoleFluentBuilder {
    let too_long_a_context = ProvidedContext::builder()
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
        .provided_contexts(too_long_a_context)
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

async fn violations(level: ValidationLevel) -> Vec<String> {
    let server = Server::start([]).await;
    let client = Client::new(&config(&server).validation(level).build());
    let error = bounded(broken(&client).send()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(matches!(error, AssumeRoleError::Unhandled(_)), "{error:?}");
    assert_eq!(server.connections(), 0);
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");

    let source = std::error::Error::source(&error).expect("the violations");
    let violations = source.downcast_ref::<Violations>().expect("violations");
    let texts: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        error.to_string(),
        format!(
            "AssumeRole failed: the input is not valid: {}",
            texts.join("; ")
        )
    );
    texts
}

#[tokio::test]
async fn by_default_required_members_and_minima_are_checked() {
    let default = ValidationLevel::default();
    assert_eq!(default, ValidationLevel::Standard);
    assert_eq!(violations(default).await, BELOW_MINIMA);
}

#[tokio::test]
async fn strictly_every_constraint_is_checked() {
    let strict = violations(ValidationLevel::Strict).await;
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
async fn switched_off_nothing_is_checked_and_the_service_judges() {
    let server = Server::start([Answer::Whole(success::<AssumeRoleFluentBuilder>())]).await;
    let config = config(&server).validation(ValidationLevel::Off).build();
    let call = broken(&Client::new(&config));
    bounded(call.send()).await.unwrap();
    let form = form::decode(&server.request().body);
    let value = |name: &str| form.iter().find(|(found, _)| found == name).map(|(_, v)| v);
    assert_eq!(value("RoleArn"), None);
    assert_eq!(value("Policy").unwrap(), "");
    assert_eq!(value("DurationSeconds").unwrap(), "899");
    assert_eq!(value("Tags.member.2.Key").unwrap(), "");
}

#[tokio::test]
async fn an_empty_list_is_checked_and_sent_as_one() {
    let server = Server::start([Answer::Whole(success::<AssumeRoleFluentBuilder>())]).await;
    let client = Client::new(&config(&server).build());
    let call = client
        .assume_role()
        .role_arn("arn:aws:iam::111122223333:role/x")
        .role_session_name("xy")
        .set_tags(Some(vec![]));
    // A list of tags may be empty, one of contexts may not.
    let error = bounded(call.clone().set_provided_contexts(Some(vec![])).send()).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.ends_with("ProvidedContexts: length 0, expected 1 to 5"),
        "{error}"
    );
    assert_eq!(server.connections(), 0);

    bounded(call.send()).await.unwrap();
    let form = form::decode(&server.request().body);
    assert_eq!(form.last().unwrap(), &("Tags".to_owned(), String::new()));
}

#[tokio::test]
async fn a_structure_that_lacks_a_member_cannot_be_built() {
    let error = Tag::builder().value("x").build().unwrap_err();
    assert_eq!(error, BuildError::missing("Tag", "key"));
    let error: querysmith::Error = error.into();
    assert_eq!(error.kind(), ErrorKind::Validation);
}
