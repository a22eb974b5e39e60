//! Roles one after another.

use std::time::Duration;

use querysmith::Credentials;
use querysmith::credentials::{CachedCredentials, ProvideCredentials, Role, RoleChain};

use crate::aws::{Aws, Mood};
use crate::config;
use crate::listener::Listener;

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
async fn each_role_is_assumed_with_the_session_of_the_one_before() {
    let aws = Aws::new();
    let given = chain(&aws).provide_credentials().await.unwrap();
    assert_eq!(given.access_key_id(), "ASIA-Three-3");
    assert_eq!(signers(&aws), ["AKID-LONG", "ASIA-One-1", "ASIA-Two-2"]);
}

#[tokio::test]
async fn a_session_on_the_way_is_used_for_as_long_as_it_lives() {
    let aws = Aws::new();
    let cached = CachedCredentials::builder(chain(&aws))
        .clock(aws.clock.clone())
        .build();
    cached.provide_credentials().await.unwrap();
    aws.clock.advance(3600);
    let given: Credentials = cached.provide_credentials().await.unwrap();
    assert_eq!(given.access_key_id(), "ASIA-Three-5");
    // The first session lives for 12 hours.
    assert_eq!(signers(&aws)[3..], ["ASIA-One-1", "ASIA-Two-4"]);
}

#[tokio::test]
async fn the_error_names_the_way_to_the_role_that_failed() {
    let aws = Aws::new();
    aws.mood(Mood::Fails(403, "AccessDenied"));
    let error = chain(&aws).provide_credentials().await.unwrap_err();
    let text = error.to_string();
    for name in ["One", "Two", "Three", "AccessDenied"] {
        assert!(text.contains(name), "{text}");
    }
    assert!(error.is_permanent());
    assert_eq!(aws.calls().len(), 1);
}

#[test]
fn a_loop_is_refused_and_shown() {
    let builder = RoleChain::builder(&config(&Aws::new()));
    let builder = ["Zero", "One", "Two", "One"]
        .iter()
        .fold(builder, |builder, name| builder.role(Role::new(arn(name))));
    let text = builder.build().unwrap_err().to_string();
    let way = format!("{} -> {} -> {};", arn("One"), arn("Two"), arn("One"));
    assert!(text.contains(&way), "{text}");
    assert!(!text.contains("Zero"), "{text}");
}

#[test]
fn a_chain_without_a_role_is_refused() {
    let error = RoleChain::builder(&config(&Aws::new()))
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("no role"), "{error}");
}

#[test]
fn more_than_an_hour_is_warned_of_for_every_role_but_the_first() {
    let long = |name| Role::new(arn(name)).with_duration(Duration::from_secs(3601));
    let hour = Role::new(arn("Three")).with_duration(Duration::from_secs(3600));
    let listener = Listener::default();
    let chain = tracing::subscriber::with_default(listener.clone(), || {
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
    let text = listener.told();
    assert!(text.contains(&format!("message={warning} WARN ")), "{text}");
}
