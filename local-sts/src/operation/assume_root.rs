//! `AssumeRoot`.

use querysmith_sts::operation::assume_root::{AssumeRootInput, AssumeRootOutput};

use super::{Call, policies};
use crate::arn::{Arn, is_account_id};
use crate::principal::{Kind, Principal};
use crate::refusal::{Denied, Refusal};
use crate::state::Tags;

/// The policies of the tasks for which a session can be created.
const TASK_POLICIES: [&str; 5] = [
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
];

/// The default duration of a session, in seconds.
const DEFAULT_DURATION: i32 = 900;

pub(crate) fn respond(
    call: &Call<'_>,
    input: &AssumeRootInput,
) -> Result<AssumeRootOutput, Refusal> {
    let caller = call.caller()?;
    let target = input.target_principal.as_deref().unwrap_or_default();
    let refused = |reason: &str| {
        let denied = Denied {
            caller: caller.arn.clone(),
            action: "sts:AssumeRoot".to_owned(),
            resource: target.to_owned(),
            is_explicit: false,
        };
        Refusal::not_authorized(denied).because(reason)
    };
    let own = call.state.get_account(&caller.account);
    if !own.is_some_and(|account| account.is_management) {
        return Err(refused(
            "the caller's account is not the management account",
        ));
    }
    if matches!(caller.kind, Kind::Root | Kind::FederatedUser) {
        return Err(refused("only users and roles can assume root"));
    }
    let account = account_of(target)
        .and_then(|account| call.state.get_account(account))
        .filter(|account| account.id != caller.account)
        .ok_or_else(|| refused("the target is not a member account of the state"))?;
    let policies = policies::check(
        None,
        input.task_policy_arn.as_ref().map(std::slice::from_ref),
    )?;
    let is_task = policies.first().is_some_and(|arn| {
        let task = arn.strip_prefix("arn:aws:iam::aws:policy/root-task/");
        task.is_some_and(|task| TASK_POLICIES.contains(&task))
    });
    if !is_task {
        return Err(refused(
            "the task policy is not one of those for root tasks",
        ));
    }
    call.check_region()?;

    let requested = input.duration_seconds.filter(|seconds| *seconds > 0);
    let mut session = call.session(requested.unwrap_or(DEFAULT_DURATION).into());
    session.policies = policies;
    session.source_identity = caller.source_identity().map(str::to_owned);
    let source_identity = session.source_identity.clone();
    let arn = format!("arn:aws:iam::{}:root", account.id);
    let principal = Principal {
        kind: Kind::Root,
        account: account.id.clone(),
        principal_arn: arn.clone(),
        arn,
        user_id: account.id.clone(),
        tags: Tags::new(),
        session: Some(session),
    };
    let issued = call.issue(principal, input.minimum_session_token_size)?;
    Ok(AssumeRootOutput::builder()
        .credentials(issued.credentials)
        .set_source_identity(source_identity)
        .session_token_utilization(issued.utilization)
        .session_token_size(issued.size)
        .build())
}

/// The account of a target: its id, or the ARN of its root user.
fn account_of(target: &str) -> Option<&str> {
    if is_account_id(target) {
        return Some(target);
    }
    let arn = Arn::parse(target)?;
    (arn.service == "iam" && arn.resource == "root").then_some(arn.account)
}
