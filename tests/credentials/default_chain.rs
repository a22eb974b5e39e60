//! The default chain: the order of its providers, when it ends, and its explanations.

use querysmith::credentials::{DefaultChain, ProvideCredentials, StepOutcome};
use querysmith::files::Files;

use crate::aws::{Aws, Mode};
use crate::{CREDENTIALS_FILE, context};

const PROFILE: &str = "[default]\nregion = eu-west-1\naws_access_key_id = AKID-PROFILE\n\
    aws_secret_access_key = hush-profile";
const ENVIRONMENT: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKID-ENV"),
    ("AWS_SECRET_ACCESS_KEY", "hush-env"),
];
const WEB_IDENTITY: [(&str, &str); 4] = [
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
    ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/Pod"),
    ("AWS_ROLE_SESSION_NAME", "pod"),
    ("AWS_REGION", "eu-west-1"),
];

/// A chain that finds no credentials.
pub(crate) fn empty_chain(aws: &Aws) -> DefaultChain {
    DefaultChain::new(&context(aws, &[], ""))
}

fn chain(aws: &Aws, variables: &[(&str, &str)], config: &str) -> DefaultChain {
    let context = context(aws, variables, config);
    let files: Files = [(crate::CONFIG_FILE, config), ("/token", "hush-jwt")]
        .into_iter()
        .collect();
    DefaultChain::new(&context.with_files(files))
}

async fn key(chain: &DefaultChain) -> String {
    let credentials = chain.provide_credentials().await.unwrap();
    credentials.access_key_id().to_owned()
}

#[tokio::test]
async fn the_environment_precedes_the_profile_and_the_profile_the_web_identity() {
    let aws = Aws::new();
    let both = [&ENVIRONMENT[..], &WEB_IDENTITY[..]].concat();
    assert_eq!(key(&chain(&aws, &both, PROFILE)).await, "AKID-ENV");
    assert_eq!(
        key(&chain(&aws, &WEB_IDENTITY, PROFILE)).await,
        "AKID-PROFILE"
    );
    assert!(aws.calls().is_empty());
    assert_eq!(key(&chain(&aws, &WEB_IDENTITY, "")).await, "ASIA-Pod-1");
    let call = aws.only_call();
    assert_eq!(call.get("WebIdentityToken"), Some("hush-jwt"));
    assert_eq!(call.get("RoleSessionName"), Some("pod"));
}

#[tokio::test]
async fn a_profile_selected_in_code_precedes_one_selected_in_the_environment() {
    let aws = Aws::new();
    let text = format!(
        "{PROFILE}\n[profile other]\n{}",
        PROFILE.replace("-PROFILE", "-OTHER")
    )
    .replace("[profile other]\n[default]", "[profile other]");
    let chain = chain(&aws, &[("AWS_PROFILE", "default")], &text);
    assert_eq!(key(&chain).await, "AKID-PROFILE");
    assert_eq!(key(&chain.with_profile("other")).await, "AKID-OTHER");
}

#[tokio::test]
async fn a_configured_provider_that_fails_ends_the_chain() {
    let aws = Aws::new();
    let half = [("AWS_ACCESS_KEY_ID", "AKID-ENV")];
    let error = chain(&aws, &half, PROFILE)
        .provide_credentials()
        .await
        .unwrap_err();
    assert!(!error.is_not_configured());
    let text = error.to_string();
    assert!(
        text.contains("environment: ") && text.contains("AWS_SECRET_ACCESS_KEY"),
        "{text}"
    );

    aws.set_mode(Mode::Fails(400, "InvalidIdentityToken"));
    let chain = chain(&aws, &WEB_IDENTITY, "");
    let error = chain.provide_credentials().await.unwrap_err();
    assert!(error.is_permanent(), "{error}");
    assert!(error.to_string().contains("web identity: "), "{error}");
}

#[tokio::test]
async fn a_token_file_without_a_role_ends_the_chain() {
    let aws = Aws::new();
    let chain = chain(&aws, &WEB_IDENTITY[..1], "");
    let text = chain.provide_credentials().await.unwrap_err().to_string();
    assert!(
        text.contains("AWS_ROLE_ARN is unset or blank; set both or neither"),
        "{text}"
    );
}

#[tokio::test]
async fn the_error_of_a_chain_without_credentials_contains_the_explanation() {
    let chain = empty_chain(&Aws::new());
    let error = chain.provide_credentials().await.unwrap_err();
    assert!(error.is_not_configured());
    let explanation = chain.explain().await;
    let text = error.to_string();
    assert!(
        text.ends_with(&format!(": {explanation}")),
        "{text}\n---\n{explanation}"
    );

    let explanation = format!("{explanation:#}");
    let (headings, lines) = explanation.split_once('\n').unwrap_or_default();
    let headings: Vec<_> = headings.split_whitespace().collect();
    assert_eq!(
        headings,
        ["provider", "looked", "at", "outcome", "why", "line"]
    );
    let lines: Vec<_> = lines.lines().collect();
    let names = [
        "environment",
        "profile",
        "web identity",
        "container",
        "instance metadata",
    ];
    assert_eq!(lines.len(), names.len(), "{explanation}");
    for (index, (line, name)) in lines.iter().zip(names).enumerate() {
        assert!(
            line.starts_with(&format!("({})  {name}  ", index + 1)),
            "{line}"
        );
        assert!(line.contains("  skipped  "), "{line}");
    }
    for part in [
        "AWS_ACCESS_KEY_ID",
        "profile `default` in /home/ann/.aws/config and /home/ann/.aws/credentials (absent)",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "http://169.254.169.254",
    ] {
        assert!(explanation.contains(part), "{part}: {explanation}");
    }
}

#[tokio::test]
async fn the_explanation_has_the_deciding_provider_and_those_that_were_not_asked() {
    let aws = Aws::new();
    let text = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
        source_profile = base\n[profile base]\naws_access_key_id = AKID-BASE\n\
        aws_secret_access_key = hush";
    let chain = chain(&aws, &[], text);
    let explanation = chain.explain().await;
    let [environment, profile, web_identity, container, metadata] = &explanation.steps[..] else {
        panic!("{explanation}");
    };
    assert!(matches!(environment.outcome, StepOutcome::Skipped(_)));
    let line = "an access key, then arn:aws:iam::123456789012:role/Deploy): found the access key \
        ASIA-Deploy-1 of account 123456789012, which expires at 2026-01-01T01:00:00Z";
    assert!(profile.to_string().ends_with(line), "{profile}");
    for step in [web_identity, container, metadata] {
        assert_eq!(step.outcome, StepOutcome::NotTried);
    }

    aws.set_mode(Mode::Fails(403, "AccessDenied"));
    let explanation = chain.explain().await;
    let failed = &explanation.steps[1].outcome;
    assert!(matches!(failed, StepOutcome::Failed(reason) if reason.contains("AccessDenied")));
    assert_eq!(explanation.steps[2].outcome, StepOutcome::NotTried);
}

#[tokio::test]
async fn a_selected_profile_that_is_not_used_causes_a_warning() {
    let aws = Aws::new();
    let selected = [&ENVIRONMENT[..], &[("AWS_PROFILE", "default")]].concat();
    let warning = "the profile `default` is selected, but the access key in the environment takes \
        precedence; to use the profile, unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    let explanation = chain(&aws, &selected, PROFILE).explain().await;
    assert_eq!(explanation.warnings, [warning]);
    for chain in [
        chain(&aws, &ENVIRONMENT, PROFILE),
        chain(&aws, &selected[2..], PROFILE),
    ] {
        let explanation = chain.explain().await;
        assert!(explanation.warnings.is_empty(), "{explanation}");
    }
}

#[tokio::test]
async fn a_credentials_file_that_others_can_read_causes_a_warning_and_is_used() {
    let aws = Aws::new();
    let context = context(&aws, &[], "");
    let files: Files = [(CREDENTIALS_FILE, PROFILE)].into_iter().collect();
    let files = files.with_readable_by_others(CREDENTIALS_FILE);
    let chain = DefaultChain::new(&context.with_files(files));
    let explanation = chain.explain().await;
    let last = format!("{explanation:#}");
    let last = last.lines().last().unwrap_or_default();
    assert_eq!(
        last,
        "warning: /home/ann/.aws/credentials can be read by other users of this computer; run \
         `chmod 600 /home/ann/.aws/credentials`"
    );
    assert_eq!(key(&chain).await, "AKID-PROFILE");
}

#[tokio::test]
async fn a_long_session_of_a_chained_role_causes_a_warning() {
    let aws = Aws::new();
    let text = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Two\n\
        source_profile = one\nduration_seconds = 7200\n[profile one]\n\
        role_arn = arn:aws:iam::123456789012:role/One\nduration_seconds = 7200\n\
        source_profile = base\n[profile base]\naws_access_key_id = AKID\n\
        aws_secret_access_key = hush";
    let explanation = chain(&aws, &[], text).explain().await;
    let [warning] = &explanation.warnings[..] else {
        panic!("{explanation}");
    };
    assert!(
        warning.contains("role/Two") && warning.contains("7200 s"),
        "{warning}"
    );
}

#[tokio::test]
async fn a_long_session_of_a_role_assumed_with_an_instance_role_causes_a_warning() {
    for (source, warnings) in [
        ("Ec2InstanceMetadata", 1),
        ("EcsContainer", 1),
        ("Environment", 0),
    ] {
        let text = format!(
            "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/One\n\
             duration_seconds = 7200\ncredential_source = {source}"
        );
        let explanation = chain(&Aws::new(), &[], &text).explain().await;
        assert_eq!(explanation.warnings.len(), warnings, "{explanation}");
    }
}

#[tokio::test]
async fn a_long_session_of_a_role_assumed_with_sso_or_a_web_identity_causes_a_warning() {
    for source in [
        "sso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = n",
        "role_arn = arn:aws:iam::123456789012:role/Pod\nweb_identity_token_file = /token",
    ] {
        let text = format!(
            "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/One\n\
             duration_seconds = 7200\nsource_profile = first\n[profile first]\n{source}"
        );
        let explanation = chain(&Aws::new(), &[], &text).explain().await;
        assert_eq!(explanation.warnings.len(), 1, "{explanation}");
    }
}

#[tokio::test]
async fn the_table_has_the_line_of_the_file_that_is_the_cause() {
    let aws = Aws::new();
    let incomplete = "[default]\nregion = eu-west-1\naws_access_key_id = AKID";
    let region_only = "\n[default]\nregion = eu-west-1";
    let role = "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/Deploy\n\
        source_profile = base\n[profile base]\nwhat";
    for (config, outcome, line) in [
        (PROFILE, "found", 1),
        (incomplete, "failed", 3),
        (region_only, "skipped", 2),
        (role, "failed", 6),
    ] {
        let explanation = chain(&aws, &[], config).explain().await;
        let place = format!("/home/ann/.aws/config:{line}");
        let step = &explanation.steps[1];
        assert_eq!(step.place.as_ref().unwrap().to_string(), place);
        let table = format!("{explanation:#}");
        let row = table.lines().nth(2).unwrap_or_default();
        assert!(row.ends_with(&place), "{table}");
        assert!(row.contains(&format!("  {outcome}  ")), "{table}");
        assert_eq!(explanation.steps[0].place, None);
    }
    // Columns begin at the same position in each row.
    let table = format!("{:#}", chain(&aws, &[], PROFILE).explain().await);
    let column = table.lines().next().unwrap_or_default().find("outcome");
    for (row, outcome) in table.lines().skip(1).zip(["skipped", "found", "not tried"]) {
        assert_eq!(row.find(&format!("  {outcome}")).map(|at| at + 2), column);
    }
}
