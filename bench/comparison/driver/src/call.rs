//! The call that is measured: AssumeRole with nearly every parameter, a form of about 1,360 bytes.

/// The region that requests are signed for.
pub const REGION: &str = "eu-central-1";
/// The access key id of AWS's documentation, which is no account's.
pub const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
/// The secret access key of AWS's documentation.
pub const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// The parameters of a call of AssumeRole.
#[derive(Debug, PartialEq, Eq)]
pub struct AssumeRole {
    pub role_arn: &'static str,
    pub role_session_name: &'static str,
    pub duration_seconds: i32,
    pub external_id: &'static str,
    pub policy: &'static str,
    pub policy_arns: &'static [&'static str],
    pub tags: &'static [(&'static str, &'static str)],
    pub transitive_tag_keys: &'static [&'static str],
}

/// The call that is measured.
pub const ACCEPTED: AssumeRole = AssumeRole {
    role_arn: "arn:aws:iam::444455556666:role/services/nightly-report",
    role_session_name: "report-worker@example.org",
    duration_seconds: 5400,
    external_id: "tenant/4f0b1d0c-95a1-4a67-8f57-1f2ce2b04a3d",
    // A session policy of about 300 bytes, of which every third needs percent-encoding.
    policy: r#"{"Version":"2012-10-17","Statement":[{"Sid":"Reports","Effect":"Allow","Action":["s3:PutObject","s3:GetObject"],"Resource":["arn:aws:s3:::nightly-reports/2026/*","arn:aws:s3:::nightly-reports"]},{"Sid":"KeepThem","Effect":"Deny","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::nightly-reports/*"}]}"#,
    policy_arns: &[
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        "arn:aws:iam::aws:policy/AmazonAthenaFullAccess",
        "arn:aws:iam::444455556666:policy/reports/limits",
    ],
    tags: &[
        ("Department", "data platform"),
        ("Budget", "2026/Q4"),
        ("Stage", "production"),
        ("Contact", "reports+oncall@example.org"),
        ("Change", "CHG-20714"),
    ],
    transitive_tag_keys: &["Department", "Budget"],
};

/// A call that the service refuses, because its credentials have expired.
pub const REFUSED: AssumeRole = AssumeRole {
    role_arn: "arn:aws:iam::444455556666:role/services/refused",
    ..ACCEPTED
};

impl AssumeRole {
    /// The names and values of the form, in the order of the parameters.
    pub fn form(&self) -> Vec<(String, String)> {
        let duration = self.duration_seconds.to_string();
        let single = [
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", self.role_arn),
            ("RoleSessionName", self.role_session_name),
            ("DurationSeconds", &duration),
            ("ExternalId", self.external_id),
            ("Policy", self.policy),
        ];
        let mut form: Vec<(String, String)> = Vec::new();
        form.extend(single.map(|(name, value)| (name.into(), value.into())));
        for (index, arn) in (1..).zip(self.policy_arns) {
            form.push((format!("PolicyArns.member.{index}.arn"), arn.to_string()));
        }
        for (index, (key, value)) in (1..).zip(self.tags) {
            form.push((format!("Tags.member.{index}.Key"), key.to_string()));
            form.push((format!("Tags.member.{index}.Value"), value.to_string()));
        }
        for (index, key) in (1..).zip(self.transitive_tag_keys) {
            form.push((format!("TransitiveTagKeys.member.{index}"), key.to_string()));
        }
        form
    }

    /// The form, percent-encoded.
    pub fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.form())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_the_documented_size() {
        let length = ACCEPTED.body().len();
        assert!((1330..=1390).contains(&length), "{length} bytes");
    }

    #[test]
    fn the_refused_call_differs_in_the_role_only() {
        let (accepted, refused) = (ACCEPTED.form(), REFUSED.form());
        let pairs = accepted.iter().zip(&refused);
        let different: Vec<_> = pairs.filter(|(one, other)| one != other).collect();
        assert_eq!(different.len(), 1);
        assert_eq!(different[0].0.0, "RoleArn");
    }
}
