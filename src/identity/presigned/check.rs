//! The checks of a presigned URL, in order.

use std::time::Duration;

use querysmith_runtime::http::Uri;
use querysmith_runtime::sigv4::{ALGORITHM, ExpiresIn};
use querysmith_runtime::{DateTime, TimestampFormat};
use querysmith_sts::API_VERSION;

use super::PresignedIdentity;
use crate::identity::error::{IdentityError, IdentityPart, shown};
use crate::identity::host;
use crate::identity::query::Query;
use crate::identity::rules::IdentityRules;

/// The maximum length of a URL in bytes. A session token alone can have thousands.
const MAX_URL: usize = 16 * 1024;

const ACTION: &str = "GetCallerIdentity";
const SERVICE: &str = "sts";
const TERMINATOR: &str = "aws4_request";

pub(super) fn check(
    url: &str,
    rules: &IdentityRules,
    now: DateTime,
) -> Result<PresignedIdentity, IdentityError> {
    let (host, query) = split(url)?;
    let host_region = check_host(host, rules)?;
    let query = Query::parse(query)?;
    same(IdentityPart::Action, &query.action, ACTION)?;
    same(IdentityPart::Version, &query.version, API_VERSION)?;
    same(IdentityPart::Algorithm, &query.algorithm, ALGORITHM)?;
    let signed_at = check_date(&query.date)?;
    let scope = Scope::parse(&query.credential)?;
    scope.check(&query.date, host_region)?;
    let expires_in = check_expires(&query.expires, rules)?;
    let expires_at = check_time(signed_at, expires_in, rules, now)?;
    let signed_headers = check_signed_headers(&query.signed_headers, rules)?;
    check_signature(&query.signature)?;
    let uri = url
        .parse::<Uri>()
        .map_err(|_| refused(IdentityPart::Url, "an invalid URL", "https://host/?query"))?;
    Ok(PresignedIdentity {
        uri,
        host: host.to_owned(),
        region: scope.region.to_owned(),
        access_key_id: scope.access_key_id.to_owned(),
        signed_at,
        expires_at,
        signed_headers,
        has_session_token: query.has_security_token,
    })
}

/// The host and the query of a URL. Nothing is normalized: any form except the canonical one is
/// rejected, so that no two parsers can split it differently.
fn split(url: &str) -> Result<(&str, &str), IdentityError> {
    if url.len() > MAX_URL {
        let (found, expected) = (format!("{} bytes", url.len()), format!("at most {MAX_URL}"));
        return Err(refused(IdentityPart::Url, found, expected));
    }
    if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refused(
            IdentityPart::Url,
            "characters that are not visible ASCII",
            "percent-encoded characters",
        ));
    }
    let rest = url.strip_prefix("https://").ok_or_else(|| {
        let found = match url.split_once("://") {
            Some((scheme, _)) => shown(scheme),
            None => "none".to_owned(),
        };
        refused(IdentityPart::Scheme, found, "https://")
    })?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let query = rest.strip_prefix("/?").ok_or_else(|| {
        let path = rest.split('?').next().unwrap_or_default();
        refused(IdentityPart::Path, shown(path), "\"/\" and a query")
    })?;
    Ok((host, query))
}

/// The region of a host of STS; `None` for another host that the rules allow.
fn check_host<'a>(host: &'a str, rules: &IdentityRules) -> Result<Option<&'a str>, IdentityError> {
    let region = host::region_of(host);
    let (is_allowed, expected) = match rules.hosts.as_slice() {
        [] => (
            region.is_some(),
            "a host of STS, such as sts.us-east-1.amazonaws.com".to_owned(),
        ),
        hosts => (
            hosts.iter().any(|allowed| allowed == host),
            hosts.join(" or "),
        ),
    };
    if is_allowed {
        return Ok(region);
    }
    // The part before an `@` may contain a password.
    let found = match host.rsplit_once('@') {
        Some((_, host)) => format!("a user name and {}", shown(host)),
        None => shown(host),
    };
    Err(refused(IdentityPart::Host, found, expected))
}

fn same(part: IdentityPart, found: &str, expected: &str) -> Result<(), IdentityError> {
    if found == expected {
        Ok(())
    } else {
        Err(refused(part, shown(found), expected))
    }
}

/// `20200913T122640Z`.
fn check_date(text: &str) -> Result<DateTime, IdentityError> {
    let refuse = || {
        refused(
            IdentityPart::Date,
            shown(text),
            "a time like 20200913T122640Z",
        )
    };
    let is_digits = |range| {
        let digits = text.get::<std::ops::Range<usize>>(range)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(digits)
    };
    let parse = || {
        let (day, time) = (is_digits(0..8)?, is_digits(9..15)?);
        if text.get(8..9)? != "T" || text.get(15..)? != "Z" {
            return None;
        }
        let (year, month, day) = (day.get(..4)?, day.get(4..6)?, day.get(6..)?);
        let (hour, minute, second) = (time.get(..2)?, time.get(2..4)?, time.get(4..)?);
        let text = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
        DateTime::parse(&text, TimestampFormat::DateTime).ok()
    };
    parse().ok_or_else(refuse)
}

/// `AKID/20200913/eu-west-1/sts/aws4_request`.
struct Scope<'q> {
    text: &'q str,
    access_key_id: &'q str,
    day: &'q str,
    region: &'q str,
}

impl<'q> Scope<'q> {
    fn parse(text: &'q str) -> Result<Self, IdentityError> {
        let refuse = || {
            let expected = format!("an access key id/day/region/{SERVICE}/{TERMINATOR}");
            refused(IdentityPart::Credential, shown(text), expected)
        };
        let parts: Vec<&str> = text.split('/').collect();
        let [access_key_id, day, region, SERVICE, TERMINATOR] = parts.as_slice() else {
            return Err(refuse());
        };
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_region =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if access_key_id.is_empty()
            || access_key_id.len() > 128
            || !access_key_id.bytes().all(is_id)
            || region.is_empty()
            || !region.bytes().all(is_region)
        {
            return Err(refuse());
        }
        Ok(Self {
            text,
            access_key_id,
            day,
            region,
        })
    }

    /// Checks that the day and the region match the date and the host.
    fn check(&self, date: &str, host_region: Option<&str>) -> Result<(), IdentityError> {
        let refuse = |what: &str, expected: &str| {
            let expected = format!("the {what} {expected}");
            refused(IdentityPart::Credential, shown(self.text), expected)
        };
        let day = date.get(..8).unwrap_or_default();
        if self.day != day {
            return Err(refuse("day of X-Amz-Date,", day));
        }
        match host_region {
            Some(region) if self.region != region => Err(refuse("region of the host,", region)),
            _ => Ok(()),
        }
    }
}

fn check_expires(text: &str, rules: &IdentityRules) -> Result<ExpiresIn, IdentityError> {
    let max = rules.max_expires.min(ExpiresIn::MAX.as_duration());
    // `parse` alone accepts a sign and leading zeros.
    text.parse::<u32>()
        .ok()
        .filter(|seconds| seconds.to_string() == text)
        .map(|seconds| Duration::from_secs(seconds.into()))
        .filter(|time| *time <= max)
        .and_then(|time| ExpiresIn::new(time).ok())
        .ok_or_else(|| {
            let expected = format!("1 to {} seconds", max.as_secs());
            refused(IdentityPart::Expires, shown(text), expected)
        })
}

/// The time at which the URL expires.
fn check_time(
    signed_at: DateTime,
    expires_in: ExpiresIn,
    rules: &IdentityRules,
    now: DateTime,
) -> Result<DateTime, IdentityError> {
    let latest = after(now, rules.max_clock_skew);
    if signed_at > latest {
        let expected = format!("a time that is not after {latest}");
        return Err(refused(IdentityPart::Date, signed_at.to_string(), expected));
    }
    let expires_at = after(
        signed_at,
        rules.valid_for.unwrap_or(expires_in.as_duration()),
    );
    if expires_at <= now {
        let found = format!("one signed at {signed_at} and valid until {expires_at}");
        return Err(refused(
            IdentityPart::Expired,
            found,
            format!("one valid after {now}"),
        ));
    }
    Ok(expires_at)
}

fn after(time: DateTime, wait: Duration) -> DateTime {
    let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
    DateTime::from_secs_and_nanos(time.secs().saturating_add(seconds), time.subsec_nanos())
}

fn check_signed_headers(text: &str, rules: &IdentityRules) -> Result<Vec<String>, IdentityError> {
    let refuse = |found: String, expected: String| {
        Err(refused(IdentityPart::SignedHeaders, found, expected))
    };
    let names: Vec<&str> = text.split(';').collect();
    if !names.is_sorted_by(|one, next| one < next) {
        return refuse(shown(text), "unique names in sorted order".to_owned());
    }
    for required in std::iter::once("host").chain(rules.required_headers.iter().map(String::as_str))
    {
        if !names.contains(&required) {
            return refuse(shown(text), format!("{required} among the signed headers"));
        }
    }
    let mut allowed = rules.required_headers.iter().chain(&rules.allowed_headers);
    for name in &names {
        if *name != "host" && !allowed.clone().any(|allowed| allowed == name) {
            let known: Vec<&str> = std::iter::once("host")
                .chain(allowed.by_ref().map(String::as_str))
                .collect();
            return refuse(shown(name), format!("only {}", known.join(", ")));
        }
    }
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn check_signature(text: &str) -> Result<(), IdentityError> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() == 64 && text.bytes().all(is_hex) {
        return Ok(());
    }
    Err(refused(
        IdentityPart::Signature,
        format!("{} characters", text.len()),
        "64 lowercase hexadecimal digits",
    ))
}

fn refused(
    part: IdentityPart,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> IdentityError {
    IdentityError::new(part, found, expected)
}
