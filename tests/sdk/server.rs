//! Tests of `querysmith::sts::server`: requests of the client are read, and its responses are read by
//! the client.

use querysmith::sts::operation::assume_role::{AssumeRoleInput, AssumeRoleOutput};
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use querysmith::sts::server::{Request, RequestErrorKind, ToResponse, write_error};
use querysmith::sts::types::error::ExpiredTokenException;
use querysmith::sts::types::{PolicyDescriptorType, ProvidedContext, Tag};
use querysmith::{Config, Operation};

const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}

/// The body that a client sends.
fn body<O: Operation<Error: std::fmt::Debug>>(input: &O) -> Vec<u8> {
    let config = Config::builder().region("us-east-1");
    input.to_request(&config.build()).unwrap().body().to_vec()
}

/// A request to assume a role with these further parameters.
fn assume_role(parameters: &str) -> String {
    format!("Action=AssumeRole&Version=2011-06-15&RoleArn={ROLE}&RoleSessionName=a1{parameters}")
}

fn input(parameters: &str) -> AssumeRoleInput {
    match Request::read(assume_role(parameters).as_bytes()) {
        Ok(Request::AssumeRole(input)) => *input,
        other => panic!("{other:?}"),
    }
}

/// The message for an input that violates constraints.
fn violations(parameters: &str) -> String {
    match Request::read(assume_role(parameters).as_bytes()) {
        Ok(request) => request.validate().unwrap_err().message(),
        Err(error) => {
            assert_eq!((error.code(), error.status()), ("ValidationError", 400));
            error.message().to_owned()
        }
    }
}

#[test]
fn a_request_of_the_client_is_read_as_its_input() {
    let input = AssumeRoleInput::builder()
        .role_arn(ROLE)
        .role_session_name("Mary+Major=1")
        .policy_arns(PolicyDescriptorType::builder().arn(ROLE).build())
        .policy("{\"Statement\": [\n\"ü & 100 %\"]}")
        .duration_seconds(900)
        .tags(tag("Team", "a+b=c"))
        .tags(tag("Cost.Center", ""))
        .set_transitive_tag_keys(Some(Vec::new()))
        .token_code("987654")
        .provided_contexts(ProvidedContext::builder().provider_arn(ROLE).build())
        .build();
    let request = Request::read(&body(&input)).unwrap();
    assert_eq!(request.operation_name(), "AssumeRole");
    assert_eq!(request.validate(), Ok(()));
    assert!(!format!("{request:?}").contains("987654"));
    assert_eq!(request, Request::AssumeRole(Box::new(input)));
}

#[test]
fn items_are_in_the_order_of_their_numbers_and_may_have_gaps() {
    let mut parameters = String::new();
    for number in [11, 2, 10, 1, 30] {
        parameters += &format!("&TransitiveTagKeys.member.{number}=k{number}");
    }
    let keys = input(&parameters).transitive_tag_keys.unwrap();
    assert_eq!(keys, ["k1", "k2", "k10", "k11", "k30"]);
}

#[test]
fn unknown_parameters_are_ignored_and_the_first_of_equal_ones_counts() {
    let read =
        input("&Nonsense.member.x=1&RoleArnX=2&X-Amz-Date=3&ExternalId=one&ExternalId=two&=&");
    assert_eq!(read.external_id(), Some("one"));
    assert_eq!(read.role_arn(), Some(ROLE));
}

#[test]
fn the_action_and_the_version_select_the_operation() {
    let error = |body: &str| {
        let error = Request::read(body.as_bytes()).unwrap_err();
        assert_eq!(error.status(), 400, "{error}");
        error.to_string()
    };
    assert_eq!(
        error("Version=2011-06-15"),
        "MissingAction: The request must contain the parameter Action"
    );
    assert_eq!(
        error("Action=Assume%0ARole&Version=2011-06-15"),
        "InvalidAction: Could not find operation Assume\\nRole for version 2011-06-15"
    );
    assert_eq!(
        error("Action=AssumeRole&Version=2010-01-01"),
        "InvalidAction: Could not find operation AssumeRole for version 2010-01-01"
    );
    assert_eq!(
        error("Action=AssumeRole"),
        "InvalidAction: Could not find operation AssumeRole for version NO_VERSION_SPECIFIED"
    );
}

#[test]
fn an_error_names_the_parameter_but_not_its_value() {
    for (parameter, value, expected) in [
        ("DurationSeconds", "hush", "found another value"),
        ("Tags.member.1.Key.x", "hush", "found no value"),
        ("Tags", "hush", "found a value"),
        ("Tags.member.one.Key", "hush", "found a name"),
    ] {
        let body = assume_role(&format!("&{parameter}={value}"));
        let error = Request::read(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), RequestErrorKind::MalformedInput);
        let named = error.parameter().unwrap();
        assert!(parameter.starts_with(named), "{named}");
        assert!(error.message().contains(expected), "{error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[test]
fn violations_are_in_the_words_of_aws() {
    let policy = "x".repeat(2);
    let long = "k".repeat(129);
    assert_eq!(
        violations(&format!(
            "&ExternalId=a&DurationSeconds=899&Policy={policy}%01&Tags.member.1.Key={long}\
             &Tags.member.1.Value=v&TokenCode=12345"
        )),
        format!(
            "5 validation errors detected: \
             Value 'xx\u{1}' at 'policy' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+; \
             Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value \
             greater than or equal to 900; \
             Value '{long}' at 'tags.1.member.key' failed to satisfy constraint: Member must have \
             length less than or equal to 128; \
             Value 'a' at 'externalId' failed to satisfy constraint: Member must have length \
             greater than or equal to 2; \
             Value at 'tokenCode' failed to satisfy constraint: Member must have length greater \
             than or equal to 6"
        )
    );
    let missing = Request::read(b"Action=AssumeRole&Version=2011-06-15&RoleArn=short").unwrap();
    assert_eq!(
        missing.validate().unwrap_err().message(),
        "2 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: \
         Member must have length greater than or equal to 20; Value null at 'roleSessionName' \
         failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn items_of_a_list_are_reported_with_their_list() {
    let long = "k".repeat(129);
    assert_eq!(
        violations(&format!(
            "&TransitiveTagKeys.member.1=a&TransitiveTagKeys.member.2={long}\
             &TransitiveTagKeys.member.3=b%01&TransitiveTagKeys.member.4=c%01"
        )),
        format!(
            "1 validation error detected: Value '[a, {long}, b\u{1}, c\u{1}]' at \
             'transitiveTagKeys' failed to satisfy constraint: Member must satisfy constraint: \
             [Member must have length less than or equal to 128, Member must have length greater \
             than or equal to 1, Member must satisfy regular expression pattern: \
             [\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+\\-@]+]"
        )
    );
}

#[test]
fn the_pattern_of_a_member_is_reported_before_its_length() {
    assert_eq!(
        violations("&ExternalId=%20"),
        "2 validation errors detected: \
         Value ' ' at 'externalId' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [\\w+=,.@:\\/-]*; \
         Value ' ' at 'externalId' failed to satisfy constraint: Member must have length greater \
         than or equal to 2"
    );
}

#[test]
fn missing_members_of_nested_structures_are_reported_with_all_other_violations() {
    assert_eq!(
        violations("&Tags.member.1.Value=v&Tags.member.2.Key=k&ExternalId=x"),
        "3 validation errors detected: \
         Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null; \
         Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null; \
         Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater \
         than or equal to 2"
    );
}

#[test]
fn an_output_becomes_the_response_that_the_client_reads() {
    let output = AssumeRoleOutput::builder().source_identity("a<b>").build();
    let response = output.to_response("4d5e");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-amzn-requestid"], "4d5e");
    assert_eq!(response.headers()["content-type"], "text/xml");
    assert_eq!(
        response.body(),
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><SourceIdentity>a&lt;b&gt;</SourceIdentity></AssumeRoleResult>\
         <ResponseMetadata><RequestId>4d5e</RequestId></ResponseMetadata></AssumeRoleResponse>"
    );
    let read = AssumeRoleInput::parse_response(&response).unwrap();
    assert_eq!(read.source_identity(), Some("a<b>"));
    assert_eq!(read.request_id(), Some("4d5e"));
}

#[test]
fn a_modeled_error_has_the_code_and_status_of_its_model() {
    let response = ExpiredTokenException::new("Old.").to_response("4d5e");
    assert_eq!(response.status(), 400);
    let error = AssumeRoleInput::parse_response(&response).unwrap_err();
    assert!(error.is_expired_token_exception());
    assert_eq!(error.request_id(), Some("4d5e"));
}

#[test]
fn the_status_of_another_error_states_who_is_at_fault() {
    for (status, fault) in [(403, "Sender"), (503, "Receiver")] {
        let response = write_error(status, "Denied", "not\u{0} <you>", "4d5e");
        assert_eq!(response.status(), status);
        let body = std::str::from_utf8(response.body()).unwrap();
        assert!(body.contains(&format!("<Type>{fault}</Type>")), "{body}");
        let error = GetCallerIdentityInput::parse_response(&response).unwrap_err();
        assert_eq!(error.code(), Some("Denied"));
        assert_eq!(error.message(), Some("not\u{fffd} <you>"));
    }
}

#[test]
fn a_server_responds_to_the_client() {
    let respond = |request: &[u8]| match Request::read(request) {
        Ok(Request::GetCallerIdentity(_)) => {
            let output = GetCallerIdentityOutput::builder().account("123456789012");
            output.build().to_response("1")
        }
        Ok(other) => write_error(501, "NotImplemented", other.operation_name(), "1"),
        Err(error) => write_error(error.status(), error.code(), error.message(), "1"),
    };
    let response = respond(&body(&GetCallerIdentityInput::builder().build()));
    let output = GetCallerIdentityInput::parse_response(&response).unwrap();
    assert_eq!(output.account(), Some("123456789012"));
    let error = GetCallerIdentityInput::parse_response(&respond(b"")).unwrap_err();
    assert_eq!(error.code(), Some("MissingAction"));
}
