//! Callers: users and sessions.

use crate::policy::{CallerNames, Context};
use crate::state::{Account, Tags, User};

/// Who signed a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    pub(crate) kind: Kind,
    pub(crate) account: String,
    /// The ARN that `GetCallerIdentity` returns.
    pub(crate) arn: String,
    /// The ARN in the condition key `aws:PrincipalArn`: for a session of a role, that of the role.
    pub(crate) principal_arn: String,
    pub(crate) user_id: String,
    /// The tags of the user or the session.
    pub(crate) tags: Tags,
    /// For temporary credentials.
    pub(crate) session: Option<Session>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    /// A session of a role.
    AssumedRole,
    FederatedUser,
    /// A session of the root user of an account.
    Root,
}

/// What is special about temporary credentials. Times are in seconds since the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    /// The time at which an MFA code was verified.
    pub(crate) mfa_at: Option<i64>,
    pub(crate) source_identity: Option<String>,
    /// The keys of the tags that sessions of further roles in a chain inherit.
    pub(crate) transitive_tag_keys: Vec<String>,
    /// The session policy and the ARNs of managed session policies.
    pub(crate) policies: Vec<String>,
}

impl Principal {
    pub(crate) fn of_user(account: &Account, user: &User) -> Self {
        let arn = user.arn(&account.id);
        Self {
            kind: Kind::User,
            account: account.id.clone(),
            principal_arn: arn.clone(),
            arn,
            user_id: user.id.clone(),
            tags: user.tags.clone(),
            session: None,
        }
    }

    /// The names by which policies refer to the caller.
    pub(crate) fn names(&self) -> CallerNames<'_> {
        CallerNames {
            account: Some(&self.account),
            arns: [&self.arn, &self.principal_arn],
            provider: None,
        }
    }

    /// Sets the condition keys of the caller.
    pub(crate) fn describe<'a>(&'a self, context: &mut Context<'a>, now: i64) {
        context.set("aws:PrincipalAccount", &self.account);
        context.set("aws:PrincipalArn", &self.principal_arn);
        context.set("aws:userid", &self.user_id);
        context.set(
            "aws:PrincipalType",
            match self.kind {
                Kind::User => "User",
                Kind::AssumedRole => "AssumedRole",
                Kind::FederatedUser => "FederatedUser",
                Kind::Root => "Account",
            },
        );
        if self.kind == Kind::User {
            let name = self.arn.rsplit('/').next().unwrap_or_default();
            context.set("aws:username", name);
        }
        for (key, value) in &self.tags {
            context.set_in("aws:PrincipalTag/", key, value);
        }
        if let Some(session) = &self.session {
            let has_mfa = session.mfa_at.is_some();
            context.set("aws:MultiFactorAuthPresent", has_mfa.to_string());
            let age = session.mfa_at.map(|at| (now - at).to_string());
            context.set_if("aws:MultiFactorAuthAge", age);
            context.set("aws:TokenIssueTime", session.issued_at.to_string());
            context.set_if("aws:SourceIdentity", session.source_identity.as_deref());
        }
    }

    /// The tags that a session of a role inherits from the caller.
    pub(crate) fn transitive_tags(&self) -> Tags {
        let keys = self
            .session
            .iter()
            .flat_map(|session| &session.transitive_tag_keys);
        keys.filter_map(|key| Some((key.clone(), self.tags.get(key)?.clone())))
            .collect()
    }

    /// The source identity of a session.
    pub(crate) fn source_identity(&self) -> Option<&str> {
        self.session.as_ref()?.source_identity.as_deref()
    }
}
