//! The region of a client, with the place where it was set.

use std::borrow::Cow;

use super::{Config, ConfigBuilder};
use crate::error::help::{FILES_NOT_READ, PROFILE_NOT_READ};
use crate::value::host_label::is_valid_host_label;
use crate::value::text::beginning;

/// The maximum part of an invalid region in an error, in bytes.
const MAX_SHOWN: usize = 80;

/// Parts of the names of pseudo-regions, which older tools use to select endpoints with FIPS 140
/// validated cryptography.
const FIPS_PREFIX: &str = "fips-";
const FIPS_SUFFIX: &str = "-fips";

/// A region as it was set.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The region itself, without the prefix or suffix of a pseudo-region.
    name: String,
    is_pseudo: bool,
    /// The setting that it comes from, such as `AWS_REGION`.
    origin: Cow<'static, str>,
}

impl Region {
    pub(super) fn new(text: String, origin: impl Into<Cow<'static, str>>) -> Self {
        let real = text
            .strip_prefix(FIPS_PREFIX)
            .or_else(|| text.strip_suffix(FIPS_SUFFIX))
            .filter(|real| !real.is_empty());
        Self {
            is_pseudo: real.is_some(),
            name: real.map(str::to_owned).unwrap_or(text),
            origin: origin.into(),
        }
    }

    /// A region that was set in code.
    pub(super) fn in_code(text: String) -> Self {
        Self::new(text, "the region set in code")
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the region selects endpoints with FIPS 140 validated cryptography.
    pub(super) fn is_fips(&self) -> bool {
        self.is_pseudo
    }

    /// Checks that the region is a host label, because it becomes part of a host name: anything else
    /// could send the request, with its credentials, to another host.
    ///
    /// # Errors
    ///
    /// The error names the setting and the value.
    pub(super) fn check(&self) -> Result<(), String> {
        if is_valid_host_label(&self.name, false) {
            return Ok(());
        }
        let (shown, is_cut) = beginning(&self.name, MAX_SHOWN);
        let more = if is_cut { "..." } else { "" };
        let help = match intended_region(shown).filter(|_| !is_cut) {
            Some(region) => format!("; did you mean {region}?"),
            None => String::new(),
        };
        Err(format!(
            "{} is {shown:?}{more}, expected a region like us-east-1: 1 to 63 ASCII letters, digits \
             and hyphens{help}",
            self.origin
        ))
    }
}

/// The region that an invalid text was probably meant to be, if it has the words of a region with
/// other separators or in quotes: `eu_west_1`, `EU West 1`, `"eu-west-1"`.
fn intended_region(text: &str) -> Option<String> {
    let separators = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | '\'' | '"');
    let words = text.split(separators).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let [names @ .., number] = words.as_slice() else {
        return None;
    };
    let is_name = |word: &String| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    (names.len() >= 2 && names.iter().all(is_name) && is_number).then(|| words.join("-"))
}

impl Config {
    /// The region that requests go to and are signed for. A pseudo-region such as `fips-us-west-2`
    /// is the region `us-west-2` with [FIPS](Self::use_fips).
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_ref().map(Region::name)
    }

    /// Checks that the region may become part of a host name.
    pub(crate) fn check_region(&self) -> Result<(), String> {
        self.0.region.as_ref().map_or(Ok(()), Region::check)
    }

    /// The places where a region was looked for.
    pub(crate) fn region_searched(&self) -> &[Cow<'static, str>] {
        &self.0.region_searched
    }
}

impl ConfigBuilder {
    /// Sets the region, and the setting that it comes from.
    pub(crate) fn named_region(mut self, region: &str, origin: String) -> Self {
        self.settings.region = Some(Region::new(region.to_owned(), origin));
        self
    }

    pub(crate) fn has_region(&self) -> bool {
        self.settings.region.is_some()
    }

    /// Adds a place where a region was looked for.
    pub(crate) fn region_searched(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        let searched = &mut self.settings.region_searched;
        searched.retain(|place| place != FILES_NOT_READ && place != PROFILE_NOT_READ);
        searched.push(place.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_regions_are_regions_with_fips() {
        for (text, name, is_fips) in [
            ("us-west-2", "us-west-2", false),
            ("fips-us-west-2", "us-west-2", true),
            ("us-west-2-fips", "us-west-2", true),
            ("fips-", "fips-", false),
            ("-fips", "-fips", false),
            ("fips", "fips", false),
        ] {
            let region = Region::in_code(text.to_owned());
            assert_eq!((region.name(), region.is_fips()), (name, is_fips));
        }
    }

    #[test]
    fn what_is_not_a_host_label_is_refused() {
        let long = "a".repeat(64);
        for text in [
            "",
            "evil.example/",
            "evil.example#",
            "evil.example:8443/",
            "u@evil.example/",
            "us-east-1/../",
            "'us-east-1'",
            "fips-evil.example/",
            "us-east-1\n",
            "\u{202e}us",
            &long,
        ] {
            let error = Region::new(text.to_owned(), "AWS_REGION").check();
            let error = error.unwrap_err();
            assert!(error.starts_with("AWS_REGION is \""), "{error}");
        }
        assert_eq!(Region::in_code("eu-west-1".to_owned()).check(), Ok(()));
    }

    #[test]
    fn a_slip_in_a_region_is_recognized() {
        let suggestion = |text: &str| {
            let error = Region::in_code(text.to_owned()).check().unwrap_err();
            error.split_once("; ").map(|(_, help)| help.to_owned())
        };
        for text in [
            "eu_west_1",
            "EU_WEST_1",
            "eu west 1",
            "'eu-west-1'",
            "eu-west-1 ",
            "eu.west.1",
        ] {
            let expected = Some("did you mean eu-west-1?".to_owned());
            assert_eq!(suggestion(text), expected, "{text}");
        }
        let govcloud = suggestion("us_gov_west_1");
        assert_eq!(govcloud.as_deref(), Some("did you mean us-gov-west-1?"));
        for text in [
            "",
            "_",
            "evil.example/",
            "eu_west",
            "1_2_3",
            "evil.example.1/",
            "\u{fc}_west_1",
        ] {
            assert_eq!(suggestion(text), None, "{text}");
        }
    }
}
