//! Session tags.

use querysmith_local_sts::{Account, Role, State, TrustPolicy, User};

use super::*;

/// The roles `first` and `second`: both take tags, and the second requires that the session is tagged
/// with the team `search`.
fn server() -> LocalSts {
    let policy = |condition: &str| {
        let json = format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "222233334444"}},
                "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {{{condition}}}}}]}}"#
        );
        TrustPolicy::parse(&json).unwrap()
    };
    let tagged = r#""StringEquals": {"aws:PrincipalTag/team": "search"}"#;
    let keys = r#""ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}"#;
    let account = Account::new("222233334444")
        .user(User::new("ann"))
        .role(Role::new("first", policy(keys)).tag("stage", "test"))
        .role(Role::new("second", policy(tagged)));
    LocalSts::builder()
        .state(State::empty().account(account))
        .start()
        .unwrap()
}

fn tag(key: &str, value: &str) -> types::Tag {
    types::Tag::builder().key(key).value(value).build().unwrap()
}

const FIRST: &str = "arn:aws:iam::222233334444:role/first";
const SECOND: &str = "arn:aws:iam::222233334444:role/second";

async fn first(sts: &LocalSts, tags: &[(&str, &str)], transitive: &[&str]) -> Config {
    let tags = tags.iter().map(|(key, value)| tag(key, value)).collect();
    let keys = transitive.iter().map(|key| (*key).to_owned()).collect();
    let call = client(sts, "ann")
        .assume_role()
        .role_arn(FIRST)
        .role_session_name("build-42");
    let output = call
        .set_tags(Some(tags))
        .set_transitive_tag_keys(Some(keys))
        .send()
        .await;
    session(sts, output.unwrap().credentials())
}

#[tokio::test]
async fn a_trust_policy_sees_the_tags_of_the_callers_session() {
    let sts = server();
    assume(&first(&sts, &[("team", "search")], &[]).await, SECOND).await;
    for tags in [&[("team", "sales")][..], &[]] {
        let config = first(&sts, tags, &[]).await;
        let call = Client::new(&config)
            .assume_role()
            .role_arn(SECOND)
            .role_session_name("a1");
        assert_eq!(error(call.send().await).0, "AccessDenied");
    }
    assert!(
        reason(&sts).contains("aws:PrincipalTag/team: found nothing"),
        "{}",
        reason(&sts)
    );
}

#[tokio::test]
async fn only_transitive_tags_persist_in_a_chain() {
    let sts = server();
    let config = first(&sts, &[("team", "search")], &["team"]).await;
    let second = session(&sts, assume(&config, SECOND).await.credentials());
    // The session of the second role has the tag too, so that the second role trusts it.
    assume(&second, SECOND).await;

    let config = first(&sts, &[("team", "search")], &[]).await;
    let second = session(&sts, assume(&config, SECOND).await.credentials());
    let call = Client::new(&second)
        .assume_role()
        .role_arn(SECOND)
        .role_session_name("a1");
    assert_eq!(error(call.send().await).0, "AccessDenied");
}

#[tokio::test]
async fn an_inherited_tag_cannot_be_replaced() {
    let sts = server();
    let config = first(&sts, &[("team", "search")], &["team"]).await;
    let call = Client::new(&config)
        .assume_role()
        .role_arn(SECOND)
        .role_session_name("a1");
    let (code, status, message) = error(call.tags(tag("Team", "sales")).send().await);
    assert_eq!((code.as_str(), status), ("InvalidParameterValue", 400));
    assert!(
        message.contains("conflicts with a transitive tag key"),
        "{message}"
    );
}

#[tokio::test]
async fn tags_need_permission_and_their_keys_can_be_limited() {
    let sts = server();
    let call = client(&sts, "ann")
        .assume_role()
        .role_arn(FIRST)
        .role_session_name("a1");
    let (_, _, message) = error(call.tags(tag("other", "x")).send().await);
    assert!(
        message.contains("is not authorized to perform: sts:AssumeRole"),
        "{message}"
    );
    let default = LocalSts::start().await.unwrap();
    let call = client(&default, "alice")
        .assume_role()
        .role_arn(PARTNER)
        .external_id("guest");
    let call = call.role_session_name("a1").tags(tag("team", "search"));
    let (_, _, message) = error(call.send().await);
    assert!(
        message.contains("is not authorized to perform: sts:TagSession"),
        "{message}"
    );
}
