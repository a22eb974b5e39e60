//! SAML 2.0 responses, as far as `AssumeRoleWithSAML` reads them. XML signatures are not verified.

mod read;
mod write;

pub(crate) use write::write;

/// The prefix of the attributes that STS reads.
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";

/// The prefix of attributes with session tags.
const TAG: &str = "PrincipalTag:";

/// The parts of an assertion that STS reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// The format of the subject, without the prefix of SAML 2.0.
    pub(crate) subject_type: String,
    /// The `Recipient` of the subject confirmation.
    pub(crate) recipient: String,
    pub(crate) audiences: Vec<String>,
    /// The times in seconds since the Unix epoch from and until which the assertion is valid.
    pub(crate) not_before: Option<i64>,
    pub(crate) not_on_or_after: Option<i64>,
    /// Pairs of the ARNs of a role and a provider, in either order.
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) role_session_name: Option<String>,
    /// The latest end of the session, in seconds since the Unix epoch.
    pub(crate) session_not_on_or_after: Option<i64>,
    pub(crate) source_identity: Option<String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) transitive_tag_keys: Vec<String>,
}

/// Why a response cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SamlError {
    InvalidBase64,
    /// For the log: what is wrong with it.
    InvalidResponse(&'static str),
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn assertion() -> Assertion {
        Assertion {
            issuer: "https://idp.example.com/?a=1&b=<2>".to_owned(),
            subject: "ann".to_owned(),
            subject_type: "persistent".to_owned(),
            recipient: "https://signin.aws.amazon.com/saml".to_owned(),
            audiences: vec!["https://signin.aws.amazon.com/saml".to_owned()],
            not_before: Some(1_700_000_000),
            not_on_or_after: Some(1_700_000_300),
            roles: vec![(
                "arn:r".to_owned(),
                "arn:aws:iam::1:saml-provider/d".to_owned(),
            )],
            role_session_name: Some("build-42".to_owned()),
            session_not_on_or_after: Some(1_700_000_900),
            source_identity: Some("ann".to_owned()),
            tags: vec![("team".to_owned(), "a \"b\"".to_owned())],
            transitive_tag_keys: vec!["team".to_owned()],
        }
    }

    fn changed(from: &str, to: &str) -> String {
        let xml = String::from_utf8(STANDARD.decode(write(&assertion())).unwrap()).unwrap();
        assert!(xml.contains(from), "{xml}");
        STANDARD.encode(xml.replace(from, to))
    }

    #[test]
    fn a_written_response_is_read() {
        assert_eq!(Assertion::read(&write(&assertion())), Ok(assertion()));
    }

    #[test]
    fn role_and_provider_may_be_in_either_order() {
        let other = changed(
            "arn:r,arn:aws:iam::1:saml-provider/d",
            "arn:aws:iam::1:saml-provider/d, arn:r",
        );
        assert_eq!(Assertion::read(&other), Ok(assertion()));
    }

    #[test]
    fn the_strictest_limit_of_time_counts() {
        let data = "NotOnOrAfter=\"2023-11-14T22:18:20Z\"/>";
        let other = changed(data, "NotOnOrAfter=\"2023-11-14T22:15:00Z\"/>");
        assert_eq!(
            Assertion::read(&other).unwrap().not_on_or_after,
            Some(1_700_000_100)
        );
    }

    #[test]
    fn an_incomplete_response_is_refused() {
        for (from, to) in [
            ("samlp:Response", "samlp:LogoutResponse"),
            ("saml:Assertion", "saml:EncryptedAssertion"),
            ("saml:Issuer", "saml:Other"),
            ("saml:Subject>", "saml:Other>"),
            ("saml:NameID", "saml:Other"),
            ("saml:Conditions", "saml:Other"),
            ("2023-11-14T22:13:20Z", "yesterday"),
            ("2023-11-14T22:28:20Z", "soon"),
            ("arn:r,", "arn:r"),
            ("<samlp:Response", "<!DOCTYPE a><samlp:Response"),
        ] {
            let read = Assertion::read(&changed(from, to));
            assert!(
                matches!(read, Err(SamlError::InvalidResponse(_))),
                "{from}: {read:?}"
            );
        }
        assert_eq!(Assertion::read("?"), Err(SamlError::InvalidBase64));
    }
}
