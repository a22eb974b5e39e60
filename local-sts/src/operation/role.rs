//! Roles, and the sessions of roles.

use querysmith_sts::types::AssumedRoleUser;

use super::Call;
use crate::arn::Arn;
use crate::principal::{Kind, Principal, Session};
use crate::refusal::Refusal;
use crate::state::{Account, Role, Tags};

/// Refuses an ARN that is not one of a role, in an operation without a signature.
pub(super) fn check_arn(role_arn: &str) -> Result<(), Refusal> {
    let arn = Arn::parse(role_arn).filter(|arn| arn.service == "iam");
    match arn.and_then(|arn| arn.name_of("role")) {
        Some(_) => Ok(()),
        None => Err(Refusal::validation("Request ARN is invalid")),
    }
}

impl Call<'_> {
    /// The role with this ARN.
    pub(super) fn find_role(&self, arn: &str) -> Option<(&Account, &Role)> {
        let parts = Arn::parse(arn).filter(|parts| parts.service == "iam")?;
        let account = self.state.get_account(parts.account)?;
        let role = account.roles.get(parts.name_of("role")?)?;
        (role.arn(&account.id) == arn).then_some((account, role))
    }
}

/// A session of a role.
pub(super) fn session_of(
    account: &Account,
    role: &Role,
    session_name: &str,
    session_tags: Tags,
    session: Session,
) -> Principal {
    let (id, name) = (&account.id, &role.name);
    // A tag of the session takes precedence over one of the role. Keys are compared without regard
    // to case.
    let mut tags = session_tags;
    for (key, value) in &role.tags {
        if !tags.keys().any(|other| other.eq_ignore_ascii_case(key)) {
            tags.insert(key.clone(), value.clone());
        }
    }
    Principal {
        kind: Kind::AssumedRole,
        account: id.clone(),
        arn: format!("arn:aws:sts::{id}:assumed-role/{name}/{session_name}"),
        principal_arn: role.arn(id),
        user_id: format!("{}:{session_name}", role.id),
        tags,
        session: Some(session),
    }
}

/// The description of a role's session in a response.
pub(super) fn assumed_role_user(principal: &Principal) -> Result<AssumedRoleUser, Refusal> {
    let user = AssumedRoleUser::builder()
        .arn(&principal.arn)
        .assumed_role_id(&principal.user_id);
    Ok(user.build()?)
}
