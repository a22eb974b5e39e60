//! Writes a SAML response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use querysmith_runtime::{DateTime, TimestampFormat};

use super::{ATTRIBUTES, Assertion, TAG};

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
