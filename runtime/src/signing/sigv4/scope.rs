//! The credential scope of a signature, and the string to sign.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{CanonicalRequest, SigningError, check};
use crate::value::date_time::LAST_SECOND;
use crate::value::date_time::calendar::Utc;
use crate::value::hash::push_hex;

/// The name of the signing algorithm: SigV4 with HMAC-SHA-256.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The credential scope of a signature: date, region and service. `Display` prints
/// `20150830/us-east-1/sts/aws4_request`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// Sixteen ASCII characters, of which the first eight are the date.
    timestamp: String,
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
        check(region, "region")?;
        check(service, "service")?;
        Ok(Self {
            timestamp: timestamp(time)?,
            region,
            service,
        })
    }

    /// The signing time in the format of `x-amz-date`: `20150830T123600Z`.
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// The date in UTC: `20150830`.
    pub fn date(&self) -> &str {
        &self.timestamp[..8]
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
        let fixed = ALGORITHM.len() + 128;
        let mut text = String::with_capacity(fixed + self.region.len() + self.service.len());
        text.extend([ALGORITHM, "\n", &self.timestamp, "\n"]);
        self.push_to(&mut text);
        text.push('\n');
        push_hex(&mut text, &canonical.sha256());
        text
    }

    /// Appends the credential scope.
    pub(super) fn push_to(&self, out: &mut String) {
        out.extend(self.parts());
    }

    /// The length of the credential scope.
    pub(super) fn len(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    fn parts(&self) -> [&str; 6] {
        let (region, service) = (self.region, self.service);
        [self.date(), "/", region, "/", service, "/aws4_request"]
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().iter().try_for_each(|part| f.write_str(part))
    }
}

pub(crate) fn timestamp(time: SystemTime) -> Result<String, SigningError> {
    let out_of_range = SigningError::TimeOutOfRange;
    let Ok(since) = time.duration_since(UNIX_EPOCH) else {
        return Err(out_of_range);
    };
    let seconds = i64::try_from(since.as_secs()).ok();
    let Some(seconds) = seconds.filter(|seconds| *seconds <= LAST_SECOND) else {
        return Err(out_of_range);
    };
    let utc = Utc::from_secs(seconds);
    let mut text = String::with_capacity(16);
    // The year has four digits, because it is at most 9999.
    for two in [utc.year / 100, utc.year % 100] {
        push_two(
            &mut text,
            u8::try_from(two).map_err(|_| SigningError::TimeOutOfRange)?,
        );
    }
    push_two(&mut text, utc.month);
    push_two(&mut text, utc.day);
    text.push('T');
    push_two(&mut text, utc.hour);
    push_two(&mut text, utc.minute);
    push_two(&mut text, utc.second);
    text.push('Z');
    Ok(text)
}

/// Appends a number below 100 with two digits.
fn push_two(out: &mut String, number: u8) {
    out.push(char::from(b'0' + number / 10 % 10));
    out.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Result<String, SigningError> {
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        Scope::new(time, "us-east-1", "sts").map(|scope| scope.timestamp)
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
