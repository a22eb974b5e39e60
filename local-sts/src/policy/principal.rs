//! The principals of a statement.

use super::PolicyError;
use crate::arn::{Arn, is_account_id};

/// The names by which a policy can refer to a caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallerNames<'a> {
    /// The account of an AWS principal; `None` for a caller that an identity provider identifies.
    pub(crate) account: Option<&'a str>,
    /// The ARNs of an AWS principal: those of a session and its role, or that of a user twice.
    pub(crate) arns: [&'a str; 2],
    /// The ARN of the identity provider that identifies the caller.
    pub(crate) provider: Option<&'a str>,
}

/// The principals of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Principals(pub(super) Vec<Principal>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Principal {
    /// `"*"`
    Anyone,
    /// `{"AWS": "*"}`
    AnyOfAws,
    /// An account: its id, or the ARN of its root.
    Account(String),
    /// A user, a role or a session.
    Arn(String),
    /// An identity provider.
    Federated(String),
    /// An AWS service, which never calls this server.
    Service,
}

impl Principals {
    pub(super) fn match_caller(&self, caller: &CallerNames<'_>) -> bool {
        self.0.iter().any(|principal| principal.matches(caller))
    }
}

impl Principal {
    /// Parses one value of the principal type `kind`.
    pub(super) fn parse(kind: &str, value: &str, path: &str) -> Result<Self, PolicyError> {
        let invalid = |expected: &str| {
            let found = format!("found the principal {value:?}, expected {expected}");
            Err(PolicyError::new(path, found))
        };
        match kind {
            "AWS" if value == "*" => Ok(Self::AnyOfAws),
            "AWS" if is_account_id(value) => Ok(Self::Account(value.to_owned())),
            "AWS" => match Arn::parse(value) {
                Some(arn) if is_account_id(arn.account) && !value.contains(['*', '?']) => {
                    Ok(match (arn.service, arn.resource) {
                        ("iam", "root") => Self::Account(arn.account.to_owned()),
                        _ => Self::Arn(value.to_owned()),
                    })
                }
                _ => invalid(
                    "\"*\", an account id, or an ARN with an account id and without wildcards",
                ),
            },
            "Federated" if !value.is_empty() && !value.contains('*') => {
                Ok(Self::Federated(value.to_owned()))
            }
            "Federated" => invalid("the ARN of a provider"),
            "Service" if value.contains('.') => Ok(Self::Service),
            "Service" => invalid("the name of a service, such as \"ec2.amazonaws.com\""),
            _ => Err(PolicyError::new(
                path,
                format!(
                    "found principals of the type {kind:?}, expected AWS, Federated or Service"
                ),
            )),
        }
    }

    fn matches(&self, caller: &CallerNames<'_>) -> bool {
        match self {
            Self::Anyone => true,
            Self::AnyOfAws => caller.account.is_some(),
            Self::Account(account) => caller.account == Some(account),
            Self::Arn(arn) => caller.arns.contains(&arn.as_str()),
            Self::Federated(provider) => caller.provider == Some(provider),
            Self::Service => false,
        }
    }
}
