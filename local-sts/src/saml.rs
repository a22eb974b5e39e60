//! SAML 2.0 responses, as far as `AssumeRoleWithSAML` reads them. XML signatures are not verified.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use querysmith_runtime::codegen_v1::{Document, Element};
use querysmith_runtime::{DateTime, TimestampFormat};

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
    /// When the session ends at the latest, in seconds since the Unix epoch.
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

impl Assertion {
    /// Reads a response in base64.
    pub(crate) fn read(base64: &str) -> Result<Self, SamlError> {
        let compact: String = base64.split_ascii_whitespace().collect();
        let xml = STANDARD
            .decode(compact)
            .map_err(|_| SamlError::InvalidBase64)?;
        let invalid = SamlError::InvalidResponse;
        let document = Document::parse(&xml).map_err(|_| invalid("it is not well-formed XML"))?;
        let root = document.root();
        if root.name() != "Response" {
            return Err(invalid("its root is not a Response"));
        }
        let mut assertions = root.children_named("Assertion");
        // A response with several assertions could mean one to its reader and another to its signer.
        match (assertions.next(), assertions.next()) {
            (Some(assertion), None) => read_assertion(assertion),
            (None, _) => Err(invalid("it has no Assertion that is not encrypted")),
            (Some(_), Some(_)) => Err(invalid("it has several Assertions")),
        }
    }
}

fn read_assertion(element: Element<'_>) -> Result<Assertion, SamlError> {
    let missing = SamlError::InvalidResponse;
    let text = |element: Element<'_>| element.string().trim().to_owned();
    let issuer = element.child("Issuer").ok_or(missing("it has no Issuer"))?;
    let subject = element
        .child("Subject")
        .ok_or(missing("it has no Subject"))?;
    let name = subject
        .child("NameID")
        .ok_or(missing("its Subject has no NameID"))?;
    let confirmation = subject
        .child("SubjectConfirmation")
        .and_then(|confirmation| confirmation.child("SubjectConfirmationData"))
        .ok_or(missing("its Subject has no SubjectConfirmationData"))?;
    let conditions = element
        .child("Conditions")
        .ok_or(missing("it has no Conditions"))?;

    let format = name.attribute("Format").unwrap_or_default().into_owned();
    let standard = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
    let subject_type = format.strip_prefix(standard).unwrap_or(&format).to_owned();
    let audiences = conditions
        .children_named("AudienceRestriction")
        .flat_map(|restriction| restriction.children_named("Audience"))
        .map(text)
        .collect();
    // All limits are checked, so the strictest one applies.
    let ends = [conditions, confirmation].map(|element| time(element, "NotOnOrAfter"));
    let starts = [conditions, confirmation].map(|element| time(element, "NotBefore"));
    let mut assertion = Assertion {
        issuer: text(issuer),
        subject: text(name),
        subject_type,
        recipient: confirmation
            .attribute("Recipient")
            .unwrap_or_default()
            .into_owned(),
        audiences,
        not_before: starts
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .max(),
        not_on_or_after: ends
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .min(),
        ..Assertion::default()
    };
    for statement in element.children_named("AuthnStatement") {
        let end = time(statement, "SessionNotOnOrAfter")?;
        let ends = [assertion.session_not_on_or_after, end];
        assertion.session_not_on_or_after = ends.into_iter().flatten().min();
    }
    for statement in element.children_named("AttributeStatement") {
        for attribute in statement.children_named("Attribute") {
            let name = attribute.attribute("Name").unwrap_or_default();
            let Some(name) = name.strip_prefix(ATTRIBUTES) else {
                continue;
            };
            let values = attribute.children_named("AttributeValue").map(text);
            read_attribute(&mut assertion, name, values.collect())?;
        }
    }
    Ok(assertion)
}

fn read_attribute(
    assertion: &mut Assertion,
    name: &str,
    values: Vec<String>,
) -> Result<(), SamlError> {
    let first = values.first().cloned();
    match name {
        "Role" => {
            for value in values {
                let (one, other) = value
                    .split_once(',')
                    .ok_or(SamlError::InvalidResponse("a Role is not a pair of ARNs"))?;
                let (one, other) = (one.trim().to_owned(), other.trim().to_owned());
                let is_provider_first = one.contains(":saml-provider/");
                assertion.roles.push(if is_provider_first {
                    (other, one)
                } else {
                    (one, other)
                });
            }
        }
        "RoleSessionName" => assertion.role_session_name = first,
        "SourceIdentity" => assertion.source_identity = first,
        "TransitiveTagKeys" => assertion.transitive_tag_keys = values,
        name => {
            if let (Some(key), Some(value)) = (name.strip_prefix(TAG), first) {
                assertion.tags.push((key.to_owned(), value));
            }
        }
    }
    Ok(())
}

fn time(element: Element<'_>, name: &str) -> Result<Option<i64>, SamlError> {
    let Some(text) = element.attribute(name) else {
        return Ok(None);
    };
    match DateTime::parse(&text, TimestampFormat::DateTime) {
        Ok(time) => Ok(Some(time.secs())),
        Err(_) => Err(SamlError::InvalidResponse(
            "a time is not in the format of XML",
        )),
    }
}

/// Writes a response in base64 that an identity provider could have sent, without a signature.
pub(crate) fn write(assertion: &Assertion) -> String {
    let mut attributes = String::new();
    let mut attribute = |name: &str, values: &[String]| {
        let values: String = values
            .iter()
            .map(|value| {
                format!(
                    "<saml:AttributeValue>{}</saml:AttributeValue>",
                    escape(value)
                )
            })
            .collect();
        let name = escape(name);
        attributes.push_str(&format!(
            "<saml:Attribute Name=\"{ATTRIBUTES}{name}\">{values}</saml:Attribute>"
        ));
    };
    let roles = assertion.roles.iter();
    let roles: Vec<String> = roles
        .map(|(role, provider)| format!("{role},{provider}"))
        .collect();
    attribute("Role", &roles);
    let single = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    attribute("RoleSessionName", &single(&assertion.role_session_name));
    if assertion.source_identity.is_some() {
        attribute("SourceIdentity", &single(&assertion.source_identity));
    }
    for (key, value) in &assertion.tags {
        attribute(&format!("{TAG}{key}"), std::slice::from_ref(value));
    }
    if !assertion.transitive_tag_keys.is_empty() {
        attribute("TransitiveTagKeys", &assertion.transitive_tag_keys);
    }
    let limit = |name: &str, time: Option<i64>| match time {
        Some(time) => {
            let time = DateTime::from_secs(time).format(TimestampFormat::DateTime);
            format!(" {name}=\"{time}\"")
        }
        None => String::new(),
    };
    let end = limit("NotOnOrAfter", assertion.not_on_or_after);
    let start = limit("NotBefore", assertion.not_before);
    let session_end = limit("SessionNotOnOrAfter", assertion.session_not_on_or_after);
    let audiences = assertion.audiences.iter();
    let audiences: String = audiences
        .map(|audience| format!("<saml:Audience>{}</saml:Audience>", escape(audience)))
        .collect();
    let (issuer, subject) = (escape(&assertion.issuer), escape(&assertion.subject));
    let (format, recipient) = (
        escape(&assertion.subject_type),
        escape(&assertion.recipient),
    );
    STANDARD.encode(format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" Version=\"2.0\"><saml:Assertion \
         Version=\"2.0\"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID \
         Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:{format}\">{subject}</saml:NameID>\
         <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <saml:SubjectConfirmationData Recipient=\"{recipient}\"{end}/></saml:SubjectConfirmation>\
         </saml:Subject><saml:Conditions{start}{end}><saml:AudienceRestriction>{audiences}\
         </saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement{session_end}/>\
         <saml:AttributeStatement>{attributes}\
         </saml:AttributeStatement></saml:Assertion></samlp:Response>"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
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
