//! `AssumeRoot`.

use querysmith_local_sts::{Account, User};

use super::*;

const TASK: &str = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";

fn policy(arn: &str) -> types::PolicyDescriptorType {
    types::PolicyDescriptorType::builder().arn(arn).build()
}

#[tokio::test]
async fn the_management_account_obtains_a_root_session_of_a_member() {
    let time = ManualTime::at(start_time());
    let sts = server_in(&time);
    for target in ["444455556666", "arn:aws:iam::444455556666:root"] {
        let call = client(&sts, "alice").assume_root().target_principal(target);
        let output = call.task_policy_arn(policy(TASK)).send().await.unwrap();
        let credentials = output.credentials();
        assert_eq!(credentials.unwrap().expiration().secs(), 1_600_000_900);
        let config = session(&sts, credentials);
        assert_eq!(arn_of(&config).await, "arn:aws:iam::444455556666:root");
        let call = Client::new(&config)
            .assume_role()
            .role_arn(HALL)
            .role_session_name("root");
        let (code, _, message) = error(call.send().await);
        assert_eq!(
            (code.as_str(), &*message),
            ("AccessDenied", "Roles may not be assumed by root accounts.")
        );
    }
}

#[tokio::test]
async fn other_callers_targets_and_tasks_are_refused() {
    let sts = LocalSts::start().await.unwrap();
    sts.set_state(
        sts.state()
            .account(Account::new("222233334444").user(User::new("ann"))),
    );
    for (user, target, task, why) in [
        (
            "ann",
            "444455556666",
            TASK,
            "the caller's account is not the management account",
        ),
        (
            "alice",
            "111122223333",
            TASK,
            "the target is not a member account of the state",
        ),
        (
            "alice",
            "999999999999",
            TASK,
            "the target is not a member account of the state",
        ),
        (
            "alice",
            "444455556666",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "the task policy is not one of those for root tasks",
        ),
    ] {
        let call = client(&sts, user).assume_root().target_principal(target);
        assert_eq!(
            error(call.task_policy_arn(policy(task)).send().await).0,
            "AccessDenied"
        );
        assert_eq!(reason(&sts), why);
    }
}
