//! Tests of the runner: additional cases in the same format, which cover the whole format. Valid
//! cases pass, and invalid cases fail.

use serde_json::{Value, json};

use super::suite::{CHAIN, CaseBuilder, PROFILE, Suite, case, data, end, fails, found, status};

const KEYS: &str = "aws_access_key_id = KEY\naws_secret_access_key = secret";
const CONTAINER: &str = "http://169.254.170.2/keys";
const TOKEN: &str = "http://169.254.169.254/latest/api/token";
const ROLES: &str = "http://169.254.169.254/latest/meta-data/iam/security-credentials";
/// `{"AccessKeyId": "KEY", "SecretAccessKey": "secret"}` in parts, the second in base64.
const FIRST_PART: &str = r#"{"AccessKeyId": "KEY", "#;
const SECOND_PART: &str = "IlNlY3JldEFjY2Vzc0tleSI6ICJzZWNyZXQifQ==";

fn container(case: CaseBuilder) -> CaseBuilder {
    case.env(json!({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/keys"}))
}

#[tokio::test]
async fn all_cases_in_a_directory_are_found_and_run() {
    let suite = Suite::new("found");
    suite.add(
        PROFILE,
        case("keys", found("KEY")).config(&format!("[default]\n{KEYS}")),
    );
    suite.add(
        PROFILE,
        case("other keys", found("KEY"))
            .env(json!({"HOME": "/home", "AWS_PROFILE": "x"}))
            .config(&format!(
                "[profile x]\r\n{}\r\n",
                KEYS.to_uppercase().replace("= SECRET", "= secret")
            )),
    );
    suite.add(
        CHAIN,
        case("nothing", fails("the credential provider was not enabled")).env(Value::Null),
    );
    suite.add(
        "default-provider-chain",
        case("blank", fails("The credential provider was not enabled: ")),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(report.cases, 4);
}

#[tokio::test]
async fn every_kind_of_event_is_supported() {
    let suite = Suite::new("events");
    let base64 = json!({"Data": {"data": {"Base64": SECOND_PART}, "direction": "Response"}});
    let complete = [status(200), data(FIRST_PART), base64, end(true)];
    let refused = json!({"Response": {"response": {"Err": "connection refused"}}});
    suite.add(
        CHAIN,
        container(case("parts", found("KEY"))).request("GET", CONTAINER, None, &complete),
    );
    suite.add(
        CHAIN,
        container(case("retried", found("KEY")))
            .request("GET", CONTAINER, None, &[refused])
            .request(
                "GET",
                CONTAINER,
                None,
                &[status(200), data("{"), end(false)],
            )
            .request("GET", CONTAINER, None, &complete),
    );
    suite.add(
        CHAIN,
        container(case("refused", fails("HTTP 400"))).response("GET", CONTAINER, 400, "{}"),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn recorded_requests_to_instance_metadata_and_sso_are_replayed() {
    let suite = Suite::new("services");
    let response = r#"{"Code": "Success", "AccessKeyId": "KEY", "SecretAccessKey": "secret",
        "Token": "token", "Expiration": "2021-09-22T00:35:06Z"}"#;
    let session = json!({"Ok": {"access_key_id": "KEY", "secret_access_key": "secret",
        "session_token": "token", "expiry": 1632270906}});
    suite.add(
        CHAIN,
        case("metadata", session)
            .response("PUT", TOKEN, 503, "")
            .response("PUT", TOKEN, 200, "t")
            .response("GET", ROLES, 503, "")
            .response("GET", ROLES, 200, "role")
            .response("GET", &format!("{ROLES}/role"), 200, response),
    );
    suite.add(
        CHAIN,
        case("no role", fails("the credential provider was not enabled"))
            .response("PUT", TOKEN, 200, "t")
            .response("GET", ROLES, 404, "<html/>"),
    );
    suite.add(
        CHAIN,
        case("no metadata", fails("request forbidden: IMDS is disabled"))
            .response("PUT", TOKEN, 403, ""),
    );
    let config = "[default]\nsso_start_url = https://x\nsso_region = us-east-2\n\
        sso_account_id = 123456789\nsso_role_name = R\nuse_fips_endpoint = true\n\
        use_dualstack_endpoint = true";
    // The order of the parameters differs from ours, and is ignored.
    let portal = "https://portal.sso-fips.us-east-2.api.aws/federation/credentials\
        ?account_id=123456789&role_name=R";
    let response = r#"{"roleCredentials": {"accessKeyId": "KEY", "secretAccessKey": "secret",
        "sessionToken": "token", "expiration": 1632270906000}}"#;
    let session = json!({"Ok": {"access_key_id": "KEY", "secret_access_key": "secret",
        "session_token": "token", "expiry": 1632270906, "account_id": "123456789"}});
    // The file name is the SHA-1 hash of the start URL.
    let cache = "home/.aws/sso/cache/98383e6608d65e46b24bbd92582bc8d916605a21.json";
    let token = r#"{"accessToken": "t", "expiresAt": "2021-09-22T00:35:06Z"}"#;
    suite.add(
        CHAIN,
        case("sso", session)
            .config(config)
            .file(cache, token)
            .response("GET", portal, 200, response),
    );
    suite.add(
        CHAIN,
        case(
            "sso server error",
            fails("an error occurred while loading credentials"),
        )
        .config(config)
        .file(cache, token)
        .response("GET", portal, 503, ""),
    );
    suite.add(
        PROFILE,
        case(
            "sso token file",
            fails("failed to read `/home/.aws/sso/cache/"),
        )
        .config(config),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn recorded_calls_to_sts_are_replayed_with_their_retries() {
    let suite = Suite::new("sts");
    let config = format!(
        "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/R\n\
         source_profile = base\nservices = here\n[profile base]\n{KEYS}\n\
         [services here]\nsts =\n  endpoint_url = http://sts.override"
    );
    let body = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789%3Arole%2FR\
        &RoleSessionName=anything";
    let response = "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>\
        arn:aws:sts::123456789012:assumed-role/R/anything</Arn><AssumedRoleId>A:x</AssumedRoleId>\
        </AssumedRoleUser><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s\
        </SecretAccessKey><SessionToken>t</SessionToken><Expiration>2021-08-05T19:58:02Z</Expiration>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let session = json!({"Ok": {"access_key_id": "ASIA", "secret_access_key": "s",
        "session_token": "t", "expiry": 1628193482, "account_id": "123456789012"}});
    let sts = |case: CaseBuilder, code, text: &str| {
        let events = [status(code), data(text), end(true)];
        case.request("POST", "http://sts.override", Some(body), &events)
    };
    let retried = case("retried", session.clone()).config(&config);
    let retried = sts(sts(sts(retried, 500, ""), 503, "<html>"), 200, response);
    suite.add(PROFILE, retried);
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error>\
        </ErrorResponse>";
    let rejected = case("rejected", fails("not you")).config(&config);
    suite.add(PROFILE, sts(rejected, 403, denied));
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");

    let other = config.replace("source_profile", "external_id = x\nsource_profile");
    let unrecorded = case("a parameter that was not recorded", session).config(&other);
    suite.add(PROFILE, sts(unrecorded, 200, response));
    assert_eq!(suite.run().await.failures.len(), 1);
}

#[tokio::test]
async fn expected_errors_can_be_sources_of_the_returned_error() {
    let suite = Suite::new("errors");
    for (name, config, part) in [
        ("no config", "", "No profiles were defined"),
        ("invalid syntax", "[default", "could not parse profile file"),
        (
            "a failing command",
            "[default]\nsource_profile = base\ncredential_process = exit 1",
            "an error occurred while loading credentials: Error retrieving credentials: external \
             process exited with code exit status: 1",
        ),
        (
            "part of a generic message, with details",
            "[default]\ncredential_process = exit 1",
            "occurred while loading credentials: Error retrieving credentials: external process",
        ),
        (
            "another generic message",
            "[default]\nrole_arn = arn:r",
            "the credentials provider was not properly configured",
        ),
        (
            "part of a generic message",
            "",
            "credential provider was not",
        ),
        (
            "a command without JSON",
            "[default]\ncredential_process = echo 'not JSON'",
            "Error retrieving credentials from external process, could not parse response: \
             invalid JSON in response",
        ),
        (
            "a bearer token",
            "[default]\nsso_session = dev\n[sso-session dev]\nsso_region = us-east-1\n\
             sso_start_url = https://x",
            "selected profile will resolve an access token instead of credentials",
        ),
    ] {
        suite.add(PROFILE, case(name, fails(part)).config(config));
    }
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn unexpected_results_are_reported() {
    let suite = Suite::new("failing");
    let keys = format!("[default]\n{KEYS}");
    suite.add(PROFILE, case("other key", found("OTHER")).config(&keys));
    suite.add(PROFILE, case("no error", fails("x")).config(&keys));
    suite.add(PROFILE, case("other error", fails("no such text")));
    suite.add(
        PROFILE,
        case(
            "other kind",
            fails("An error occurred while loading credentials"),
        ),
    );
    suite.add(
        PROFILE,
        case(
            "other message",
            fails("while loading credentials: no such text"),
        )
        .config("[default]\ncredential_process = exit 1"),
    );
    suite.add(PROFILE, case("no result", json!({})).config(&keys));
    suite.add(
        PROFILE,
        case("invalid variable", found("KEY")).env(json!({"HOME": 1})),
    );
    suite.add("elsewhere", case("no provider", found("KEY")));
    suite.add(
        PROFILE,
        case("unused request", found("KEY"))
            .config(&keys)
            .response("GET", CONTAINER, 200, ""),
    );
    suite.add(CHAIN, container(case("not recorded", found("KEY"))));
    suite.add(
        CHAIN,
        container(case("other request", fails("differs"))).response("PUT", CONTAINER, 200, ""),
    );
    let report = suite.run().await;
    assert_eq!(report.failures.len(), report.cases, "{report:?}");
    assert_eq!(report.cases, 11);
}

#[tokio::test]
async fn a_case_that_does_not_test_credentials_is_skipped_with_a_reason() {
    let suite = Suite::new("skipped");
    suite.add(
        "default-token-provider-chain",
        case("token", json!({"Ok": {"token": "t"}})),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(report.skipped.len(), 1);
}
