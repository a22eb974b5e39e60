//! ARNs of identities.

/// The parts of an ARN: `arn:aws:iam::111122223333:role/deploy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) account: &'a str,
    /// Everything after the account: `role/deploy`.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN into its parts; `None` if there are fewer than six, or if the
    /// partition, the service or the resource is empty.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let prefix = parts.next()?;
        let partition = parts.next()?;
        let service = parts.next()?;
        let _region = parts.next()?;
        let account = parts.next()?;
        let resource = parts.next()?;
        let is_complete = !partition.is_empty() && !service.is_empty() && !resource.is_empty();
        (prefix == "arn" && is_complete).then_some(Self {
            partition,
            service,
            account,
            resource,
        })
    }

    /// The last segment of the resource after its type, such as `role/`: the name without a path.
    pub(crate) fn name_of(&self, kind: &str) -> Option<&'a str> {
        let rest = self.resource.strip_prefix(kind)?.strip_prefix('/')?;
        rest.rsplit('/').next().filter(|name| !name.is_empty())
    }
}

/// Whether this is the id of an account: twelve digits.
pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_six_parts_and_the_last_may_contain_colons() {
        let arn = Arn::parse("arn:aws:iam::111122223333:role/team/deploy").unwrap();
        assert_eq!((arn.partition, arn.service), ("aws", "iam"));
        assert_eq!(arn.account, "111122223333");
        assert_eq!(arn.name_of("role"), Some("deploy"));
        assert_eq!(arn.name_of("user"), None);
        let provider = Arn::parse("arn:aws:iam::111122223333:oidc-provider/host:8443/a").unwrap();
        assert_eq!(provider.resource, "oidc-provider/host:8443/a");
        for text in [
            "",
            "arn",
            "arn:aws:iam::111122223333",
            "arn:aws:iam::1:",
            "x:aws:iam::1:r/n",
            "arn::iam::1:r/n",
            "arn:aws:::1:r/n",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_account_id_has_twelve_digits() {
        assert!(is_account_id("111122223333"));
        for text in [
            "",
            "11112222333",
            "1111222233334",
            "11112222333x",
            "１11122223333",
        ] {
            assert!(!is_account_id(text), "{text}");
        }
    }
}
