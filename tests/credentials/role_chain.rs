//! Chains of roles.

use std::time::Duration;

use querysmith::Credentials;
use querysmith::credentials::{CachedCredentials, ProvideCredentials, Role, RoleChain};

use crate::aws::{Aws, Mode};
use crate::config;
use crate::listener::LogCapture;

fn arn(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

fn chain(aws: &Aws) -> RoleChain {
    let first = Role::new(arn("One")).with_duration(Duration::from_secs(43200));
    RoleChain::builder(&config(aws))
        .role(first)
        .role(Role::new(arn("Two")))
        .role(Role::new(arn("Three")))
        .build()
        .unwrap()
}

fn signers(aws: &Aws) -> Vec<String> {
    aws.calls()
        .into_iter()
        .filter_map(|call| call.signed_by)
        .collect()
}

#[tokio::test]
async fn each_role_is_assumed_with_the_session_of_the_previous_one() {
    let aws = Aws::new();
    let credentials = chain(&aws).provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Three-3");
    assert_eq!(signers(&aws), ["AKID-LONG", "ASIA-One-1", "ASIA-Two-2"]);
}

#[tokio::test]
async fn an_intermediate_session_is_reused_until_it_expires() {
    let aws = Aws::new();
    let cached = CachedCredentials::builder(chain(&aws))
        .clock(aws.clock.clone())
        .build();
    cached.provide_credentials().await.unwrap();
    aws.clock.advance(3600);
    let credentials: Credentials = cached.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Three-5");
    // The first session is valid for 12 hours.
    assert_eq!(signers(&aws)[3..], ["ASIA-One-1", "ASIA-Two-4"]);
}

#[tokio::test]
async fn the_error_names_the_roles_of_the_chain() {
    let aws = Aws::new();
    aws.set_mode(Mode::Fails(403, "AccessDenied"));
    let error = chain(&aws).provide_credentials().await.unwrap_err();
    let text = error.to_string();
    for name in ["One", "Two", "Three", "AccessDenied"] {
        assert!(text.contains(name), "{text}");
    }
    assert!(error.is_permanent());
    assert_eq!(aws.calls().len(), 1);
}

#[test]
fn a_cycle_is_rejected_and_shown() {
    let builder = RoleChain::builder(&config(&Aws::new()));
    let builder = ["Zero", "One", "Two", "One"]
        .iter()
        .fold(builder, |builder, name| builder.role(Role::new(arn(name))));
    let text = builder.build().unwrap_err().to_string();
    let cycle = format!("{} -> {} -> {};", arn("One"), arn("Two"), arn("One"));
    assert!(text.contains(&cycle), "{text}");
    assert!(!text.contains("Zero"), "{text}");
}

#[test]
fn a_chain_without_roles_is_rejected() {
    let error = RoleChain::builder(&config(&Aws::new()))
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("no role"), "{error}");
}

#[test]
fn a_session_of_more_than_an_hour_causes_a_warning_except_for_the_first_role() {
    let long = |name| Role::new(arn(name)).with_duration(Duration::from_secs(3601));
    let hour = Role::new(arn("Three")).with_duration(Duration::from_secs(3600));
    let log = LogCapture::default();
    let chain = tracing::subscriber::with_default(log.clone(), || {
        RoleChain::builder(&config(&Aws::new()))
            .role(long("One"))
            .role(long("Two"))
            .role(hour)
            .build()
            .unwrap()
    });
    let [warning] = chain.warnings() else {
        panic!("{:?}", chain.warnings());
    };
    assert!(warning.contains("role/Two"), "{warning}");
    assert!(
        warning.contains("limits to 3600 s; found 3601 s"),
        "{warning}"
    );
    assert!(format!("{chain:?}").contains(warning.as_str()));
    let expected = format!("event WARN message={warning}");
    assert_eq!(log.lines(), [expected]);
}
