//! The credential scope of a signature, and the string to sign.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{CanonicalRequest, SigningError, check};
use crate::value::date_time::LAST_SECOND;
use crate::value::date_time::calendar::Utc;
use crate::value::hash::{Hash, Hex};
use crate::value::wiped::WipedBytes;

/// The name of the signing algorithm: SigV4 with HMAC-SHA-256.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The credential scope of a signature: date, region and service. `Display` prints
/// `20150830/us-east-1/sts/aws4_request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    timestamp: Timestamp,
    region: &'a str,
    service: &'a str,
}

impl<'a> Scope<'a> {
    /// Creates the scope of a signature at `time` for a region and a service's signing name.
    ///
    /// # Errors
    ///
    /// [`SigningError::TimeOutOfRange`] if the time is before 1970 or after 9999,
    /// [`SigningError::InvalidPart`] if the region or service is empty or not visible ASCII.
    pub fn new(time: SystemTime, region: &'a str, service: &'a str) -> Result<Self, SigningError> {
        Self::at(Timestamp::new(time)?, region, service)
    }

    /// Creates the scope of a signature at the time that is `timestamp`.
    pub(super) fn at(
        timestamp: Timestamp,
        region: &'a str,
        service: &'a str,
    ) -> Result<Self, SigningError> {
        check(region, "region")?;
        check(service, "service")?;
        Ok(Self {
            timestamp,
            region,
            service,
        })
    }

    /// The signing time in the format of `x-amz-date`: `20150830T123600Z`.
    pub fn timestamp(&self) -> &str {
        self.timestamp.as_str()
    }

    /// The date in UTC: `20150830`.
    pub fn date(&self) -> &str {
        std::str::from_utf8(self.timestamp.date()).unwrap_or_default()
    }

    /// The region.
    pub fn region(&self) -> &'a str {
        self.region
    }

    /// The service's signing name.
    pub fn service(&self) -> &'a str {
        self.service
    }

    /// The string to sign: algorithm, time, scope, and the hash of the canonical request.
    pub fn string_to_sign(&self, canonical: &CanonicalRequest) -> String {
        let mut text = WipedBytes::default();
        self.push_string_to_sign(&mut text, canonical.sha256());
        String::from_utf8(text.into_vec()).unwrap_or_default()
    }

    /// Appends the string to sign for a canonical request with this hash.
    pub(super) fn push_string_to_sign(&self, out: &mut WipedBytes, canonical: Hash) {
        out.reserve(ALGORITHM.len() + 128 + self.region.len() + self.service.len());
        for part in [
            ALGORITHM.as_bytes(),
            b"\n",
            self.timestamp.as_bytes(),
            b"\n",
        ] {
            out.extend_from_slice(part);
        }
        self.push_to(out);
        out.push(b'\n');
        out.extend_from_slice(Hex::new(&canonical).as_bytes());
    }

    /// Appends the credential scope.
    pub(super) fn push_to(&self, out: &mut Vec<u8>) {
        for part in self.parts() {
            out.extend_from_slice(part);
        }
    }

    /// The length of the credential scope.
    pub(super) fn len(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    fn parts(&self) -> [&[u8]; 6] {
        let (region, service) = (self.region.as_bytes(), self.service.as_bytes());
        [
            self.timestamp.date(),
            b"/",
            region,
            b"/",
            service,
            b"/aws4_request",
        ]
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (region, service) = (self.region, self.service);
        write!(f, "{}/{region}/{service}/aws4_request", self.date())
    }
}

/// A time in the format of `x-amz-date`: sixteen ASCII characters, of which the first eight are the
/// date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timestamp([u8; 16]);

impl Timestamp {
    pub(crate) fn new(time: SystemTime) -> Result<Self, SigningError> {
        Self::from_secs(whole_seconds(time).ok_or(SigningError::TimeOutOfRange)?)
    }

    /// The time that is this number of seconds after 1970.
    pub(crate) fn from_secs(seconds: u64) -> Result<Self, SigningError> {
        let seconds = i64::try_from(seconds).ok();
        let seconds = seconds.filter(|seconds| *seconds <= LAST_SECOND);
        let utc = Utc::from_secs(seconds.ok_or(SigningError::TimeOutOfRange)?);
        // The year has four digits, because it is at most 9999.
        let year = [utc.year / 100, utc.year % 100];
        let [[y1, y2], [y3, y4]] = year.map(|two| two_digits(two as u8));
        let [[m1, m2], [d1, d2]] = [two_digits(utc.month), two_digits(utc.day)];
        let [[h1, h2], [n1, n2], [s1, s2]] = [utc.hour, utc.minute, utc.second].map(two_digits);
        Ok(Self([
            y1, y2, y3, y4, m1, m2, d1, d2, b'T', h1, h2, n1, n2, s1, s2, b'Z',
        ]))
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn date(&self) -> &[u8] {
        self.0.split_at(8).0
    }
}

/// The seconds since 1970; `None` for an earlier time.
pub(crate) fn whole_seconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

/// A number below 100 in decimal.
fn two_digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Result<String, SigningError> {
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        Scope::new(time, "us-east-1", "sts").map(|scope| scope.timestamp().to_owned())
    }

    #[test]
    fn a_timestamp_is_in_utc_and_whole_seconds() {
        assert_eq!(at(0).as_deref(), Ok("19700101T000000Z"));
        assert_eq!(at(1_440_938_160).as_deref(), Ok("20150830T123600Z"));
        assert_eq!(at(1_709_251_199).as_deref(), Ok("20240229T235959Z"));
        assert_eq!(at(253_402_300_799).as_deref(), Ok("99991231T235959Z"));
    }

    #[test]
    fn a_time_out_of_range_is_an_error() {
        let before = UNIX_EPOCH - Duration::from_nanos(1);
        let expected = Err(SigningError::TimeOutOfRange);
        assert_eq!(Scope::new(before, "us-east-1", "sts"), expected);
        assert_eq!(at(253_402_300_800), Err(SigningError::TimeOutOfRange));
        if let Some(far) = UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX as u64)) {
            assert_eq!(Scope::new(far, "us-east-1", "sts"), expected);
        }
    }

    #[test]
    fn region_and_service_must_be_visible_ascii() {
        for part in ["", "us east", "us-east-1\n", "ü"] {
            let region = SigningError::InvalidPart { what: "region" };
            assert_eq!(Scope::new(UNIX_EPOCH, part, "sts"), Err(region), "{part:?}");
            let service = SigningError::InvalidPart { what: "service" };
            assert_eq!(
                Scope::new(UNIX_EPOCH, "us-east-1", part),
                Err(service),
                "{part:?}"
            );
        }
    }

    #[test]
    fn a_scope_displays_as_the_credential_scope() {
        let scope = Scope::new(UNIX_EPOCH, "eu-west-1", "sts").unwrap();
        assert_eq!(scope.to_string(), "19700101/eu-west-1/sts/aws4_request");
    }
}
