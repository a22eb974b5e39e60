//! Reads a SAML response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use querysmith_runtime::codegen_v1::{Document, Element};
use querysmith_runtime::{DateTime, TimestampFormat};

use super::{ATTRIBUTES, Assertion, SamlError, TAG};

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
