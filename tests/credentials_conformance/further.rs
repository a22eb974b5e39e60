//! Cases of the same form that are written here, to hold the runner to the whole of the form: what
//! has to pass passes, what has to fail fails.

use serde_json::{Value, json};

use crate::suite::{CHAIN, New, PROFILE, Suite, answer, data, end, fails, found, new};

const KEYS: &str = "aws_access_key_id = KEY\naws_secret_access_key = secret";
const AGENT: &str = "http://169.254.170.2/keys";
const TOKEN: &str = "http://169.254.169.254/latest/api/token";
const ROLES: &str = "http://169.254.169.254/latest/meta-data/iam/security-credentials";
/// `{"AccessKeyId": "KEY", "SecretAccessKey": "secret"}` in parts, the second in base64.
const FIRST_PART: &str = r#"{"AccessKeyId": "KEY", "#;
const SECOND_PART: &str = "IlNlY3JldEFjY2Vzc0tleSI6ICJzZWNyZXQifQ==";

fn agent(case: New) -> New {
    case.env(json!({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/keys"}))
}

#[tokio::test]
async fn cases_that_nobody_has_named_are_found_and_run() {
    let suite = Suite::new("found");
    suite.add(
        PROFILE,
        new("keys", found("KEY")).config(&format!("[default]\n{KEYS}")),
    );
    suite.add(
        PROFILE,
        new("other keys", found("KEY"))
            .env(json!({"HOME": "/home", "AWS_PROFILE": "x"}))
            .config(&format!(
                "[profile x]\r\n{}\r\n",
                KEYS.to_uppercase().replace("= SECRET", "= secret")
            )),
    );
    suite.add(
        CHAIN,
        new("nothing", fails("the credential provider was not enabled")).env(Value::Null),
    );
    suite.add(
        "default-provider-chain",
        new("blank", fails("The credential provider was not enabled: ")),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(report.cases, 4);
}

#[tokio::test]
async fn every_kind_of_event_counts() {
    let suite = Suite::new("events");
    let base64 = json!({"Data": {"data": {"Base64": SECOND_PART}, "direction": "Response"}});
    let whole = [answer(200), data(FIRST_PART), base64, end(true)];
    let refused = json!({"Response": {"response": {"Err": "connection refused"}}});
    suite.add(
        CHAIN,
        agent(new("parts", found("KEY"))).request("GET", AGENT, None, &whole),
    );
    suite.add(
        CHAIN,
        agent(new("retried", found("KEY")))
            .request("GET", AGENT, None, &[refused])
            .request("GET", AGENT, None, &[answer(200), data("{"), end(false)])
            .request("GET", AGENT, None, &whole),
    );
    suite.add(
        CHAIN,
        agent(new("refused", fails("HTTP 400"))).answers("GET", AGENT, 400, "{}"),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn instance_metadata_and_sso_are_recorded_too() {
    let suite = Suite::new("services");
    let given = r#"{"Code": "Success", "AccessKeyId": "KEY", "SecretAccessKey": "secret",
        "Token": "token", "Expiration": "2021-09-22T00:35:06Z"}"#;
    let session = json!({"Ok": {"access_key_id": "KEY", "secret_access_key": "secret",
        "session_token": "token", "expiry": 1632270906}});
    suite.add(
        CHAIN,
        new("metadata", session)
            .answers("PUT", TOKEN, 503, "")
            .answers("PUT", TOKEN, 200, "t")
            .answers("GET", ROLES, 503, "")
            .answers("GET", ROLES, 200, "role")
            .answers("GET", &format!("{ROLES}/role"), 200, given),
    );
    suite.add(
        CHAIN,
        new("no role", fails("the credential provider was not enabled"))
            .answers("PUT", TOKEN, 200, "t")
            .answers("GET", ROLES, 404, "<html/>"),
    );
    suite.add(
        CHAIN,
        new("no metadata", fails("request forbidden: IMDS is disabled"))
            .answers("PUT", TOKEN, 403, ""),
    );
    let config = "[default]\nsso_start_url = https://x\nsso_region = us-east-2\n\
        sso_account_id = 123456789\nsso_role_name = R\nuse_fips_endpoint = true\n\
        use_dualstack_endpoint = true";
    // The order of parameters is nobody's business.
    let portal = "https://portal.sso-fips.us-east-2.api.aws/federation/credentials\
        ?account_id=123456789&role_name=R";
    let given = r#"{"roleCredentials": {"accessKeyId": "KEY", "secretAccessKey": "secret",
        "sessionToken": "token", "expiration": 1632270906000}}"#;
    let session = json!({"Ok": {"access_key_id": "KEY", "secret_access_key": "secret",
        "session_token": "token", "expiry": 1632270906, "account_id": "123456789"}});
    // The SHA-1 of the start URL.
    let cache = "home/.aws/sso/cache/98383e6608d65e46b24bbd92582bc8d916605a21.json";
    let token = r#"{"accessToken": "t", "expiresAt": "2021-09-22T00:35:06Z"}"#;
    suite.add(
        CHAIN,
        new("sso", session)
            .config(config)
            .file(cache, token)
            .answers("GET", portal, 200, given),
    );
    suite.add(
        CHAIN,
        new(
            "sso server error",
            fails("an error occurred while loading credentials"),
        )
        .config(config)
        .file(cache, token)
        .answers("GET", portal, 503, ""),
    );
    suite.add(
        PROFILE,
        new(
            "sso token file",
            fails("failed to read `/home/.aws/sso/cache/"),
        )
        .config(config),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn calls_to_sts_are_recorded_with_their_retries() {
    let suite = Suite::new("sts");
    let config = format!(
        "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/R\n\
         source_profile = base\nservices = here\n[profile base]\n{KEYS}\n\
         [services here]\nsts =\n  endpoint_url = http://sts.override"
    );
    let body = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789%3Arole%2FR\
        &RoleSessionName=anything";
    let given = "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>\
        arn:aws:sts::123456789012:assumed-role/R/anything</Arn><AssumedRoleId>A:x</AssumedRoleId>\
        </AssumedRoleUser><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s\
        </SecretAccessKey><SessionToken>t</SessionToken><Expiration>2021-08-05T19:58:02Z</Expiration>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let session = json!({"Ok": {"access_key_id": "ASIA", "secret_access_key": "s",
        "session_token": "t", "expiry": 1628193482, "account_id": "123456789012"}});
    let sts = |case: New, status, text: &str| {
        let then = [answer(status), data(text), end(true)];
        case.request("POST", "http://sts.override", Some(body), &then)
    };
    let case = new("retried", session.clone()).config(&config);
    let case = sts(sts(sts(case, 500, ""), 503, "<html>"), 200, given);
    suite.add(PROFILE, case);
    let refused = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error>\
        </ErrorResponse>";
    let case = new("refused", fails("not you")).config(&config);
    suite.add(PROFILE, sts(case, 403, refused));
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");

    let other = config.replace("source_profile", "external_id = x\nsource_profile");
    let case = new("more than was recorded", session).config(&other);
    suite.add(PROFILE, sts(case, 200, given));
    assert_eq!(suite.run().await.failures.len(), 1);
}

#[tokio::test]
async fn errors_may_lie_beneath_the_one_that_is_given() {
    let suite = Suite::new("errors");
    for (name, config, part) in [
        ("no config", "", "No profiles were defined"),
        ("no grammar", "[default", "could not parse profile file"),
        (
            "a failing command",
            "[default]\nsource_profile = base\ncredential_process = exit 1",
            "an error occurred while loading credentials: Error retrieving credentials: external \
             process exited with code exit status: 1",
        ),
        (
            "a part of the words for the kind",
            "[default]\ncredential_process = exit 1",
            "occurred while loading credentials: Error retrieving credentials: external process",
        ),
        (
            "other words for the kind",
            "[default]\nrole_arn = arn:r",
            "the credentials provider was not properly configured",
        ),
        ("some words for the kind", "", "credential provider was not"),
        (
            "a command without JSON",
            "[default]\ncredential_process = echo 'no JSON'",
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
        suite.add(PROFILE, new(name, fails(part)).config(config));
    }
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn what_does_not_come_out_as_it_says_is_told() {
    let suite = Suite::new("failing");
    let keys = format!("[default]\n{KEYS}");
    suite.add(PROFILE, new("other key", found("OTHER")).config(&keys));
    suite.add(PROFILE, new("no error", fails("x")).config(&keys));
    suite.add(PROFILE, new("other error", fails("no such text")));
    suite.add(
        PROFILE,
        new(
            "other kind",
            fails("An error occurred while loading credentials"),
        ),
    );
    suite.add(
        PROFILE,
        new(
            "other words",
            fails("while loading credentials: no such text"),
        )
        .config("[default]\ncredential_process = exit 1"),
    );
    suite.add(PROFILE, new("no result", json!({})).config(&keys));
    suite.add(
        PROFILE,
        new("odd variable", found("KEY")).env(json!({"HOME": 1})),
    );
    suite.add("elsewhere", new("no provider", found("KEY")));
    suite.add(
        PROFILE,
        new("left over", found("KEY"))
            .config(&keys)
            .answers("GET", AGENT, 200, ""),
    );
    suite.add(CHAIN, agent(new("not recorded", found("KEY"))));
    suite.add(
        CHAIN,
        agent(new("other request", fails("differs"))).answers("PUT", AGENT, 200, ""),
    );
    let report = suite.run().await;
    assert_eq!(report.failures.len(), report.cases, "{report:?}");
    assert_eq!(report.cases, 11);
}

#[tokio::test]
async fn a_case_about_something_else_is_skipped_with_its_reason() {
    let suite = Suite::new("skipped");
    suite.add(
        "default-token-provider-chain",
        new("token", json!({"Ok": {"token": "t"}})),
    );
    let report = suite.run().await;
    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(report.skipped.len(), 1);
}
