//! Parses fault rules.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Fault, FaultRule};

/// The error of text that is not a fault rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    found: String,
    expected: &'static str,
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the fault is invalid: found {:?}, expected {}",
            self.found, self.expected
        )
    }
}

impl std::error::Error for FaultError {}

impl FromStr for FaultRule {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (rest, times) = split_off(text, '*');
        let (rest, probability) = split_off(rest, '@');
        let (fault, operation) = split_off(rest, ':');
        let mut rule = Self::new(parse_fault(fault)?);
        if let Some(operation) = operation {
            rule = rule.operation(operation);
        }
        if let Some(probability) = probability {
            let parsed = probability.parse().ok();
            let valid = parsed.filter(|parsed| (0.0..=1.0).contains(parsed));
            let expected = "a probability from 0 to 1 after @";
            rule = rule.probability(valid.ok_or_else(|| error(probability, expected))?);
        }
        if let Some(times) = times {
            let parsed = times.parse();
            rule = rule.times(parsed.map_err(|_| error(times, "a number after *"))?);
        }
        Ok(rule)
    }
}

fn parse_fault(text: &str) -> Result<Fault, FaultError> {
    Ok(match text {
        "throttling" => Fault::Throttling,
        "500" => Fault::InternalFailure,
        "503" => Fault::ServiceUnavailable,
        "cut" => Fault::Cut,
        "cut-body" => Fault::CutBody,
        text => match text.split_once('=') {
            Some(("latency", time)) => Fault::Latency(parse_duration(time)?),
            Some(("clock", time)) => Fault::Clock(parse_offset(time)?),
            _ => {
                let expected = "latency=TIME, throttling, 500, 503, clock=SECONDS, cut or cut-body";
                return Err(error(text, expected));
            }
        },
    })
}

/// Parses a time in `ms` or `s`.
fn parse_duration(text: &str) -> Result<Duration, FaultError> {
    let (number, unit): (_, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis),
        None => (
            text.strip_suffix('s').unwrap_or_default(),
            Duration::from_secs,
        ),
    };
    let number = number.parse();
    number
        .map(unit)
        .map_err(|_| error(text, "a time such as 200ms or 2s"))
}

fn parse_offset(text: &str) -> Result<i64, FaultError> {
    let number = text.strip_suffix('s').unwrap_or_default().parse();
    number.map_err(|_| error(text, "a number of seconds such as 3600s or -3600s"))
}

/// Splits a text at the last separator.
fn split_off(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.rsplit_once(separator) {
        Some((rest, part)) => (rest, Some(part)),
        None => (text, None),
    }
}

fn error(found: &str, expected: &'static str) -> FaultError {
    FaultError {
        found: found.to_owned(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_parsed() {
        for (text, fault) in [
            ("throttling", Fault::Throttling),
            ("500", Fault::InternalFailure),
            ("503", Fault::ServiceUnavailable),
            ("cut", Fault::Cut),
            ("cut-body", Fault::CutBody),
            ("latency=200ms", Fault::Latency(Duration::from_millis(200))),
            ("latency=2s", Fault::Latency(Duration::from_secs(2))),
            ("clock=-3600s", Fault::Clock(-3600)),
        ] {
            assert_eq!(text.parse(), Ok(FaultRule::new(fault)), "{text}");
        }
    }

    #[test]
    fn other_text_is_refused_with_what_is_expected() {
        for (text, found) in [
            ("", "found \"\", expected latency=TIME"),
            ("404", "found \"404\", expected latency=TIME"),
            ("latency=2", "found \"2\", expected a time"),
            ("clock=1h", "found \"1h\", expected a number of seconds"),
            ("cut@2", "found \"2\", expected a probability"),
            ("cut@NaN", "found \"NaN\", expected a probability"),
            ("cut*-1", "found \"-1\", expected a number after *"),
        ] {
            let error = text.parse::<FaultRule>().unwrap_err().to_string();
            assert!(error.contains(found), "{text}: {error}");
        }
    }
}
