//! Cases of the same form that are written here, to hold the runner to the whole of the form: what
//! has to pass passes, what has to fail fails.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Report, run_all};

const CHAIN: &str = "default-credential-provider-chain";
const PROFILE: &str = "profile-provider";

/// A folder of its own for each test, removed at its end.
struct Suite(PathBuf);

impl Suite {
    fn new(name: &str) -> Self {
        let name = format!("querysmith-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn add(&self, group: &str, case: New) -> &Self {
        let folder = self.0.join(group).join(case.name);
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for (path, text) in &case.files {
            write(&folder.join("fs").join(path), text);
        }
        let recording = json!({"events": case.events, "docs": "", "version": "V0"});
        let test_case = json!({"name": case.name, "docs": "", "result": case.result});
        for (name, value) in [
            ("env.json", case.env),
            ("http-traffic.json", recording),
            ("test-case.json", test_case),
        ] {
            if !value.is_null() {
                write(&folder.join(name), &value.to_string());
            }
        }
        self
    }

    async fn run(&self) -> Report {
        run_all(&self.0).await
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct New {
    name: &'static str,
    env: Value,
    files: Vec<(&'static str, String)>,
    events: Vec<Value>,
    result: Value,
}

fn new(name: &'static str, result: Value) -> New {
    New {
        name,
        env: json!({"HOME": "/home", "AWS_REGION": "us-east-1"}),
        files: Vec::new(),
        events: Vec::new(),
        result,
    }
}

impl New {
    fn env(self, env: Value) -> Self {
        Self { env, ..self }
    }

    fn file(mut self, path: &'static str, text: &str) -> Self {
        self.files.push((path, text.to_owned()));
        self
    }

    fn config(self, text: &str) -> Self {
        self.file("home/.aws/config", text)
    }

    /// One more request and what comes of it, on a connection of its own.
    fn request(mut self, method: &str, uri: &str, body: Option<&str>, then: &[Value]) -> Self {
        let id = self.events.len();
        let mut push = |action: Value| {
            self.events
                .push(json!({"connection_id": id, "action": action}));
        };
        push(json!({"Request": {"request": {"uri": uri, "headers": {}, "method": method}}}));
        if let Some(body) = body {
            push(json!({"Data": {"data": {"Utf8": body}, "direction": "Request"}}));
        }
        push(json!({"Eof": {"ok": true, "direction": "Request"}}));
        then.iter().cloned().for_each(push);
        self
    }

    fn answers(self, method: &str, uri: &str, status: u16, body: &str) -> Self {
        self.request(method, uri, None, &[answer(status), data(body), end(true)])
    }
}

fn answer(status: u16) -> Value {
    json!({"Response": {"response": {"Ok": {"status": status, "version": "HTTP/1.1", "headers": {}}}}})
}

fn data(text: &str) -> Value {
    json!({"Data": {"data": {"Utf8": text}, "direction": "Response"}})
}

fn end(ok: bool) -> Value {
    json!({"Eof": {"ok": ok, "direction": "Response"}})
}

fn found(key: &str) -> Value {
    json!({"Ok": {"access_key_id": key, "secret_access_key": "secret"}})
}

fn fails(part: &str) -> Value {
    json!({"ErrorContains": part})
}

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
    assert_eq!(report.cases, 10);
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
