//! The condition operators.

use std::net::IpAddr;

use querysmith_runtime::{DateTime, TimestampFormat};

use super::wildcard::{matches, matches_arn};

/// A condition operator without its prefix and suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) test: Test,
    /// Whether it is the negated form, such as `StringNotEquals`: true if no value matches.
    pub(super) is_negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    ArnLike,
    Bool,
    Numeric(Order),
    Date(Order),
    IpAddress,
    Null,
}

/// How the request's value compares to the policy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Every operator by its name. `ArnEquals` and `ArnLike` are the same.
const OPERATORS: [(&str, Test, bool); 26] = [
    ("StringEquals", Test::StringEquals, false),
    ("StringNotEquals", Test::StringEquals, true),
    (
        "StringEqualsIgnoreCase",
        Test::StringEqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Test::StringEqualsIgnoreCase,
        true,
    ),
    ("StringLike", Test::StringLike, false),
    ("StringNotLike", Test::StringLike, true),
    ("ArnEquals", Test::ArnLike, false),
    ("ArnNotEquals", Test::ArnLike, true),
    ("ArnLike", Test::ArnLike, false),
    ("ArnNotLike", Test::ArnLike, true),
    ("Bool", Test::Bool, false),
    ("NumericEquals", Test::Numeric(Order::Equal), false),
    ("NumericNotEquals", Test::Numeric(Order::Equal), true),
    ("NumericLessThan", Test::Numeric(Order::Less), false),
    (
        "NumericLessThanEquals",
        Test::Numeric(Order::LessOrEqual),
        false,
    ),
    ("NumericGreaterThan", Test::Numeric(Order::Greater), false),
    (
        "NumericGreaterThanEquals",
        Test::Numeric(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Test::Date(Order::Equal), false),
    ("DateNotEquals", Test::Date(Order::Equal), true),
    ("DateLessThan", Test::Date(Order::Less), false),
    ("DateLessThanEquals", Test::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Test::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Test::Date(Order::GreaterOrEqual),
        false,
    ),
    ("IpAddress", Test::IpAddress, false),
    ("NotIpAddress", Test::IpAddress, true),
    ("Null", Test::Null, false),
];

impl Operator {
    /// The operator with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (_, test, is_negated) = OPERATORS.iter().find(|(known, ..)| *known == name)?;
        Some(Self {
            test: *test,
            is_negated: *is_negated,
        })
    }

    /// Whether the value of a request satisfies the operator with the values of a policy.
    pub(super) fn is_satisfied(self, value: &str, expected: &[String]) -> bool {
        let any = expected
            .iter()
            .any(|expected| self.test.holds(value, expected));
        any != self.is_negated
    }
}

impl Test {
    /// Whether a value of a policy is valid for the test; otherwise what is expected.
    pub(super) fn check(self, expected: &str) -> Result<(), &'static str> {
        let (is_valid, what) = match self {
            Self::Bool | Self::Null => (
                matches!(expected, "true" | "false"),
                "\"true\" or \"false\"",
            ),
            Self::Numeric(_) => (number(expected).is_some(), "a number"),
            Self::Date(_) => (
                date(expected).is_some(),
                "a date such as \"2026-01-31T00:00:00Z\"",
            ),
            Self::IpAddress => (
                Network::parse(expected).is_some(),
                "an IP address or a CIDR block",
            ),
            Self::ArnLike => (expected.splitn(6, ':').count() == 6, "an ARN"),
            Self::StringEquals | Self::StringEqualsIgnoreCase | Self::StringLike => return Ok(()),
        };
        if is_valid { Ok(()) } else { Err(what) }
    }

    /// Whether variables such as `${aws:username}` are replaced in the values of a policy.
    pub(super) fn takes_variables(self) -> bool {
        matches!(
            self,
            Self::StringEquals | Self::StringEqualsIgnoreCase | Self::StringLike | Self::ArnLike
        )
    }

    fn holds(self, value: &str, expected: &str) -> bool {
        match self {
            Self::StringEquals => value == expected,
            Self::StringEqualsIgnoreCase => value.to_lowercase() == expected.to_lowercase(),
            Self::StringLike => matches(expected, value),
            Self::ArnLike => matches_arn(expected, value),
            Self::Bool => value.eq_ignore_ascii_case(expected),
            Self::Numeric(order) => compare(order, number(value), number(expected)),
            Self::Date(order) => compare(order, date(value), date(expected)),
            Self::IpAddress => match (value.parse(), Network::parse(expected)) {
                (Ok(address), Some(network)) => network.contains(address),
                _ => false,
            },
            // The presence of the key is tested before its values.
            Self::Null => false,
        }
    }
}

fn compare<T: PartialOrd>(order: Order, value: Option<T>, expected: Option<T>) -> bool {
    let (Some(value), Some(expected)) = (value, expected) else {
        return false;
    };
    match order {
        Order::Equal => value == expected,
        Order::Less => value < expected,
        Order::LessOrEqual => value <= expected,
        Order::Greater => value > expected,
        Order::GreaterOrEqual => value >= expected,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A date in ISO 8601, or in seconds since the Unix epoch.
fn date(text: &str) -> Option<DateTime> {
    let date_only =
        |text: &str| DateTime::parse(&format!("{text}T00:00:00Z"), TimestampFormat::DateTime);
    DateTime::parse(text, TimestampFormat::DateTime)
        .or_else(|_| DateTime::parse(text, TimestampFormat::EpochSeconds))
        .or_else(|_| date_only(text))
        .ok()
}

/// An IP address with the number of leading bits that count.
struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok()?,
            None => width,
        };
        (bits <= width).then_some(Self { address, bits })
    }

    fn contains(&self, other: IpAddr) -> bool {
        let difference = match (self.address, other) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                u128::from(u32::from(one) ^ u32::from(other)) << 96
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => u128::from(one) ^ u128::from(other),
            _ => return false,
        };
        difference.leading_zeros() >= self.bits
    }
}
