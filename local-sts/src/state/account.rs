//! Accounts.

use std::collections::BTreeMap;

use super::{OidcProvider, Role, SamlProvider, User};

/// An account with its identities.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub(crate) id: String,
    pub(crate) is_management: bool,
    pub(crate) issues_web_identity_tokens: bool,
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) roles: BTreeMap<String, Role>,
    /// By issuer.
    pub(crate) oidc_providers: BTreeMap<String, OidcProvider>,
    pub(crate) saml_providers: BTreeMap<String, SamlProvider>,
}

impl Account {
    /// An account with this id, which has twelve digits, and without identities.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            is_management: false,
            issues_web_identity_tokens: false,
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            oidc_providers: BTreeMap::new(),
            saml_providers: BTreeMap::new(),
        }
    }

    /// Sets whether this is the management account of the organization, to which all accounts of
    /// the state belong. Its users and roles can call `AssumeRoot`.
    #[must_use]
    pub fn management(mut self, is_management: bool) -> Self {
        self.is_management = is_management;
        self
    }

    /// Sets whether `GetWebIdentityToken` is enabled.
    #[must_use]
    pub fn outbound_web_identity_federation(mut self, is_enabled: bool) -> Self {
        self.issues_web_identity_tokens = is_enabled;
        self
    }

    /// Adds a user, or replaces the one with the same name. A user without an access key gets one.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        let user = user.with_ids_in(&self.id);
        self.users.insert(user.name.clone(), user);
        self
    }

    /// Adds a role, or replaces the one with the same name.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        let role = role.with_id_in(&self.id);
        self.roles.insert(role.name.clone(), role);
        self
    }

    /// Adds an OIDC provider, or replaces the one with the same issuer.
    #[must_use]
    pub fn oidc_provider(mut self, provider: OidcProvider) -> Self {
        let issuer = provider.issuer.clone();
        self.oidc_providers.insert(issuer, provider);
        self
    }

    /// Adds a SAML provider, or replaces the one with the same name.
    #[must_use]
    pub fn saml_provider(mut self, provider: SamlProvider) -> Self {
        let name = provider.name.clone();
        self.saml_providers.insert(name, provider);
        self
    }
}
