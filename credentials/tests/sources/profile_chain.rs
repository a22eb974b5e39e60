//! Resolution of a profile into the steps that provide credentials.

use std::fmt::Write;

use querysmith_credentials::profile::{
    BaseStep, CredentialSource, LoginStep, ProfileChain, ProfileError, ProfileErrorKind, ProfileSet,
};
use querysmith_runtime::CredentialsError;
use serde_json::{Value, json};

fn resolve(config: &str) -> Result<ProfileChain, ProfileError> {
    ProfileChain::resolve(&ProfileSet::parse(config, "").unwrap())
}

fn error(config: &str) -> String {
    resolve(config).unwrap_err().to_string()
}

/// The folder with the shared test suites. `None`, with a printed note, if it is not set.
fn shared() -> Option<std::path::PathBuf> {
    match std::env::var_os("QUERYSMITH_SHARED") {
        Some(folder) => Some(folder.into()),
        None if std::env::var_os("CI").is_some() => panic!("QUERYSMITH_SHARED is not set"),
        None => {
            println!("skipped: QUERYSMITH_SHARED is not set");
            None
        }
    }
}

#[test]
fn every_case_of_the_assume_role_chain_suite_passes() {
    let Some(shared) = shared() else { return };
    let path = shared.join("conformance/credentials/assume-role-chain.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let cases: Value = serde_json::from_str(&text).unwrap();
    let cases = cases.as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let docs = &case["docs"];
        let config = config_text(&case["input"]);
        let selected = case["input"]["selected_profile"].as_str().unwrap();
        let profiles = ProfileSet::parse(&config, "")
            .unwrap()
            .with_selected(selected);
        let found = ProfileChain::resolve(&profiles);
        match (&case["output"]["Error"], found) {
            (Value::String(expected), Err(found)) => {
                let found = found.to_string();
                assert!(
                    found.contains(expected),
                    "{docs}: {found:?} lacks {expected:?}"
                );
            }
            (Value::Null, Ok(chain)) => {
                assert_eq!(chain_json(&chain), case["output"]["ProfileChain"], "{docs}");
            }
            (_, found) => panic!("{docs}: {found:?}"),
        }
    }
}

/// The text of a config file with the sections of a case.
fn config_text(input: &Value) -> String {
    let mut text = String::new();
    // Older cases use `profile` instead of `profiles`.
    for (kind, section) in [
        ("profile", "profiles"),
        ("profile", "profile"),
        ("sso-session", "sso_sessions"),
    ] {
        let sections = input[section].as_object();
        for (name, properties) in sections.into_iter().flatten() {
            writeln!(text, "[{kind} {name}]").unwrap();
            for (key, value) in properties.as_object().unwrap() {
                writeln!(text, "{key} = {}", value.as_str().unwrap()).unwrap();
            }
        }
    }
    text
}

/// A chain in the JSON form of the suite.
fn chain_json(chain: &ProfileChain) -> Value {
    let base = match &chain.base {
        BaseStep::AccessKey(keys) => {
            json!({"AccessKey": {
                "access_key_id": keys.access_key_id(),
                "secret_access_key": &**keys.secret_access_key(),
                "session_token": keys.session_token().map(|token| &**token),
                "account_id": keys.account_id(),
            }})
        }
        BaseStep::NamedSource(source) => json!({"NamedSource": source.as_str()}),
        BaseStep::WebIdentity(step) => json!({"WebIdentityToken": {
            "role_arn": step.role_arn,
            "web_identity_token_file": step.token_file,
            "role_session_name": step.role_session_name,
        }}),
        BaseStep::Sso(step) => json!({"Sso": {
            "sso_session": step.session_name,
            "sso_start_url": step.start_url,
            "sso_region": step.region,
            "sso_account_id": step.account_id,
            "sso_role_name": step.role_name,
        }}),
        BaseStep::CredentialProcess(step) => json!({"CredentialProcess": &*step.command}),
        other => panic!("{other:?} is not covered by this test"),
    };
    let roles = chain.roles.iter().map(|role| {
        json!({"AssumeRole": {
            "role_arn": role.role_arn,
            "role_session_name": role.role_session_name,
            "external_id": role.external_id,
        }})
    });
    std::iter::once(base)
        .chain(roles)
        .map(without_nulls)
        .collect()
}

fn without_nulls(mut step: Value) -> Value {
    for fields in step.as_object_mut().unwrap().values_mut() {
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
    }
    step
}

#[test]
fn a_cycle_is_reported_from_its_first_profile() {
    let config = "
[default]
role_arn = r0
source_profile = a
[profile a]
role_arn = r1
source_profile = b
[profile b]
role_arn = r2
source_profile = a
";
    let text = error(config);
    assert!(text.starts_with("config:7: "), "{text}");
    assert!(text.contains(": a -> b -> a;"), "{text}");
}

#[test]
fn a_profile_that_is_its_own_source_needs_an_access_key() {
    let text = error("[default]\nrole_arn = r\nsource_profile = default");
    assert!(
        text.contains(
            "`default` did not contain credential information, such as aws_access_key_id and \
             aws_secret_access_key, which a profile needs that is its own source_profile"
        ),
        "{text}"
    );
}

#[test]
fn all_properties_of_a_role_reach_its_step() {
    let config = "
[default]
role_arn = r
source_profile = base
role_session_name = s
external_id = x
mfa_serial = m
duration_seconds = 900
[profile base]
credential_source = environment
";
    let chain = resolve(config).unwrap();
    assert_eq!(
        chain.base,
        BaseStep::NamedSource(CredentialSource::Environment)
    );
    assert_eq!(chain.profiles, ["default", "base"]);
    let [role] = chain.roles.as_slice() else {
        panic!("{:?}", chain.roles)
    };
    assert_eq!(role.role_session_name.as_deref(), Some("s"));
    assert_eq!(role.external_id.as_deref(), Some("x"));
    assert_eq!(role.mfa_serial.as_deref(), Some("m"));
    assert_eq!(role.duration_seconds, Some(900));
    assert_eq!(role.profile, "default");
}

#[test]
fn a_credential_process_has_the_account_of_its_profile_and_is_redacted() {
    let config = "[default]\ncredential_process = print --key hush # x\naws_account_id = 123";
    let chain = resolve(config).unwrap();
    let BaseStep::CredentialProcess(step) = &chain.base else {
        panic!("{chain:?}")
    };
    assert_eq!(step.command, "print --key hush");
    assert_eq!(step.account_id.as_deref(), Some("123"));
    assert!(!format!("{chain:?}").contains("hush"));
}

#[test]
fn sources_have_an_order_of_precedence_in_which_an_access_key_is_last() {
    let sources = [
        "credential_source = Environment",
        "role_arn = r\nweb_identity_token_file = t",
        "sso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = n",
        "login_session = l",
        "credential_process = c",
        "aws_access_key_id = a\naws_secret_access_key = b",
    ];
    for skipped in 0..sources.len() {
        let sources: Vec<_> = sources.into_iter().skip(skipped).rev().collect();
        let base = resolve(&format!("[default]\n{}", sources.join("\n")));
        let base = base.unwrap().base;
        let is_expected = match skipped {
            0 => matches!(base, BaseStep::NamedSource(_)),
            1 => matches!(base, BaseStep::WebIdentity(_)),
            2 => matches!(base, BaseStep::Sso(_)),
            3 => matches!(base, BaseStep::Login(_)),
            4 => matches!(base, BaseStep::CredentialProcess(_)),
            _ => matches!(base, BaseStep::AccessKey(_)),
        };
        assert!(is_expected, "{skipped}: {base:?}");
    }
}

#[test]
fn sso_properties_that_repeat_those_of_the_session_are_not_a_conflict() {
    let config = "
[default]
sso_session = s
sso_region = r
sso_account_id = 1
sso_role_name = n
[sso-session s]
sso_region = r
sso_start_url = u
";
    let BaseStep::Sso(step) = resolve(config).unwrap().base else {
        panic!("expected an SSO step")
    };
    assert_eq!((step.region.as_str(), step.start_url.as_str()), ("r", "u"));
    let text = error(&config.replace("sso_start_url = u", ""));
    assert!(
        text.ends_with("`s` has no `sso_start_url`, which SSO requires"),
        "{text}"
    );
}

#[test]
fn invalid_values_are_reported_with_their_line() {
    let role = "[default]\nrole_arn = r\ncredential_source = ";
    assert_eq!(
        error(&format!("{role}Moon")),
        "config:3: credential_source is \"Moon\", expected Environment or Ec2InstanceMetadata or \
         EcsContainer"
    );
    assert_eq!(
        error(&format!("{role}EcsContainer\nduration_seconds = 1h")),
        "config:4: duration_seconds is \"1h\", expected a positive number of seconds"
    );
}

#[test]
fn only_the_absence_of_any_setting_counts_as_not_configured() {
    let is_not_configured = |profiles: ProfileSet| {
        let error = ProfileChain::resolve(&profiles).unwrap_err();
        CredentialsError::from(error).is_not_configured()
    };
    let parse = |config| ProfileSet::parse(config, "").unwrap();
    assert!(is_not_configured(parse("")));
    assert!(!is_not_configured(parse("").with_selected("a")));
    assert!(is_not_configured(parse("[profile a]")));
    assert!(is_not_configured(parse("[default]\nregion = r")));
    assert!(!is_not_configured(parse("[profile a]").with_selected("b")));
    assert!(!is_not_configured(parse(
        "[default]\nrole_arn = r\nsource_profile = a\n[profile a]"
    )));
    assert!(!is_not_configured(parse(
        "[default]\naws_access_key_id = a"
    )));
}

#[test]
fn a_profile_without_credentials_is_reported_with_the_ignored_header() {
    let keys = "aws_access_key_id = a\naws_secret_access_key = hush\n";
    for (config, line) in [
        (format!("[default]\n{keys}[profile default]\nregion = r"), 1),
        (format!("[profile default]\n[default]\n{keys}"), 2),
    ] {
        let text = error(&config);
        let hint =
            format!("; the header at config:{line} is ignored, expected `[profile default]`");
        assert!(text.contains(&hint), "{text}");
    }
    let text = error("[profile default]\nregion = r");
    assert!(text.ends_with("or credential_process"), "{text}");
}

#[test]
fn a_login_session_has_the_region_of_its_profile() {
    let login = "[profile dev]\nregion = r\nlogin_session = arn:aws:iam::123456789012:user/ann\n";
    let expected = LoginStep::new("arn:aws:iam::123456789012:user/ann", "dev").with_region("r");
    let profiles = ProfileSet::parse(login, "").unwrap().with_selected("dev");
    let chain = ProfileChain::resolve(&profiles).unwrap();
    assert_eq!(chain.base, BaseStep::Login(expected.clone()));
    let role = format!("[default]\nrole_arn = r\nsource_profile = dev\n{login}");
    let chain = resolve(&role).unwrap();
    assert_eq!(chain.base, BaseStep::Login(expected));
    assert_eq!(chain.roles.len(), 1);
}

#[test]
fn a_missing_profile_is_reported_with_those_that_exist() {
    let profiles = ProfileSet::parse("[profile a]\n[profile b]", "")
        .unwrap()
        .with_selected("c");
    let error = ProfileChain::resolve(&profiles).unwrap_err();
    assert_eq!(error.kind(), ProfileErrorKind::Invalid);
    assert!(error.to_string().contains("no profile `c`"), "{error}");
    assert!(
        error.to_string().contains("the defined profiles are a, b"),
        "{error}"
    );
}

#[test]
fn no_error_shows_a_secret() {
    let configs = [
        "[default]\naws_secret_access_key = hush",
        "[default]\nrole_arn = r\nsource_profile = a\n[profile a]\naws_secret_access_key = hush",
    ];
    for config in configs {
        let error = resolve(config).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    }
}
