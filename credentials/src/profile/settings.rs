//! A client's settings, from the environment and the selected profile.

use std::fmt;

use super::error::{ProfileError, ProfileErrorKind};
use super::place::Place;
use super::section::Profile;
use super::set::ProfileSet;
use querysmith_runtime::env::Env;
use querysmith_runtime::provider_v1::{Table, env_with_prefix};

/// A client's settings, each with its origin. The environment takes precedence over the profile.
///
/// | setting | variable | key |
/// |---|---|---|
/// | `region` | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region`, also of the `source_profile` |
/// | `retry_mode` | `AWS_RETRY_MODE` | `retry_mode` |
/// | `max_attempts` | `AWS_MAX_ATTEMPTS` | `max_attempts` |
/// | `use_fips` | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` |
/// | `use_dual_stack` | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` |
/// | `sts_regional_endpoints` | `AWS_STS_REGIONAL_ENDPOINTS` | `sts_regional_endpoints` |
/// | `disable_clock_skew_correction` | `AWS_DISABLE_CLOCK_SKEW_CORRECTION` | `disable_clock_skew_correction` |
/// | `disable_request_compression` | `AWS_DISABLE_REQUEST_COMPRESSION` | `disable_request_compression` |
/// | `request_min_compression_size_bytes` | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `request_min_compression_size_bytes` |
/// | `ca_bundle` | `AWS_CA_BUNDLE` | `ca_bundle` |
/// | `app_id` | `AWS_SDK_UA_APP_ID` | `sdk_ua_app_id` |
/// | [`endpoint_url`](Self::endpoint_url) | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | `endpoint_url` in the service's block of the section that `services` names, `endpoint_url` |
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_credentials::*;
/// #     pub use querysmith_credentials::providers as credentials;
/// #     pub use querysmith_runtime::*;
/// # }
/// use querysmith::env::Env;
/// use querysmith::profile::{ProfileSet, SharedSettings};
///
/// let env: Env = [("AWS_REGION", "eu-west-1")].into_iter().collect();
/// let profiles = ProfileSet::parse("[default]\nregion = us-east-1\nmax_attempts = 5", "")?;
/// let settings = SharedSettings::new(&env, &profiles)?;
/// assert_eq!(settings.region.unwrap().value(), "eu-west-1");
/// assert_eq!(settings.max_attempts.unwrap().positive_integer()?, 5);
/// # Ok::<(), querysmith::profile::ProfileError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedSettings {
    /// The region.
    pub region: Option<Setting>,
    /// `standard`, `adaptive`, ...
    pub retry_mode: Option<Setting>,
    /// The maximum number of attempts per call.
    pub max_attempts: Option<Setting>,
    /// Whether endpoints with FIPS 140 validated cryptography are used.
    pub use_fips: Option<Setting>,
    /// Whether endpoints with IPv4 and IPv6 addresses are used.
    pub use_dual_stack: Option<Setting>,
    /// `regional` or `legacy`.
    pub sts_regional_endpoints: Option<Setting>,
    /// Whether requests are signed with the local time even if responses show that it is wrong.
    pub disable_clock_skew_correction: Option<Setting>,
    /// Whether request bodies are never compressed.
    pub disable_request_compression: Option<Setting>,
    /// The minimum size in bytes of request bodies that are compressed.
    pub request_min_compression_size_bytes: Option<Setting>,
    /// The path of a file with trusted root certificates.
    pub ca_bundle: Option<Setting>,
    /// The name of the application.
    pub app_id: Option<Setting>,
    endpoint_urls: EndpointUrls,
    /// Where the region of a profile was looked for, if there is none.
    pub(super) region_place: Option<String>,
}

/// A value, and where it was set.
///
/// `Debug` does not show the value: a URL may contain a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    value: String,
    origin: Origin,
}

#[derive(Clone, PartialEq, Eq)]
enum Origin {
    Variable(String),
    Key { key: String, place: Place },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct EndpointUrls {
    /// By the service's key: `sts`.
    env_of_service: Table<Setting>,
    env_for_all: Option<Setting>,
    profile_of_service: Table<Setting>,
    profile_for_all: Option<Setting>,
}

impl SharedSettings {
    /// The settings in `env` and in the selected profile, which may be absent.
    ///
    /// # Errors
    ///
    /// An error of kind [`Syntax`](ProfileErrorKind::Syntax) if a line of a section that is needed
    /// does not follow the grammar, and [`Setting`](ProfileErrorKind::Setting) if the profile's
    /// `services` names a section that does not exist, or the setting that ignores endpoint URLs is
    /// neither `true` nor `false`. Other values are not checked here; the methods of [`Setting`]
    /// parse them.
    pub fn new(env: &Env, profiles: &ProfileSet) -> Result<Self, ProfileError> {
        let profile = profiles.selected().map(Profile::checked).transpose()?;
        let find = Finder { env, profile };
        let region = find
            .variable("AWS_REGION")
            .or_else(|| find.variable("AWS_DEFAULT_REGION"));
        let region = match region {
            Some(region) => Some(region),
            None => region_of(profiles, profile)?,
        };
        Ok(Self {
            region_place: region.is_none().then(|| profiles.region_place()),
            region,
            retry_mode: find.either("AWS_RETRY_MODE", "retry_mode"),
            max_attempts: find.either("AWS_MAX_ATTEMPTS", "max_attempts"),
            use_fips: find.either("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            use_dual_stack: find.either("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
            sts_regional_endpoints: find
                .either("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints"),
            disable_clock_skew_correction: find.either(
                "AWS_DISABLE_CLOCK_SKEW_CORRECTION",
                "disable_clock_skew_correction",
            ),
            disable_request_compression: find.either(
                "AWS_DISABLE_REQUEST_COMPRESSION",
                "disable_request_compression",
            ),
            request_min_compression_size_bytes: find.either(
                "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
                "request_min_compression_size_bytes",
            ),
            ca_bundle: find.either("AWS_CA_BUNDLE", "ca_bundle"),
            app_id: find.either("AWS_SDK_UA_APP_ID", "sdk_ua_app_id"),
            endpoint_urls: EndpointUrls::find(&find, profiles)?,
        })
    }

    /// The configured endpoint URL of a service, by its SDK id, such as `STS`. The order of
    /// precedence is: the environment for the service, the environment for all services, the
    /// profile for the service, the profile for all services. All are ignored if
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` or `ignore_configured_endpoint_urls` is `true`.
    pub fn endpoint_url(&self, sdk_id: &str) -> Option<&Setting> {
        let urls = &self.endpoint_urls;
        let service = service_key(sdk_id);
        urls.env_of_service
            .get(&service)
            .or(urls.env_for_all.as_ref())
            .or_else(|| urls.profile_of_service.get(&service))
            .or(urls.profile_for_all.as_ref())
    }
}

impl Setting {
    /// The value, without surrounding whitespace.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Parses `true` or `false`, ignoring case.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](ProfileErrorKind::Setting) if it is neither.
    pub fn boolean(&self) -> Result<bool, ProfileError> {
        Ok(self.one_of(&["true", "false"])? == "true")
    }

    /// The element of `expected` that equals the value, ignoring case.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](ProfileErrorKind::Setting) if it is none of them.
    pub fn one_of(&self, expected: &[&'static str]) -> Result<&'static str, ProfileError> {
        expected
            .iter()
            .find(|value| self.value.eq_ignore_ascii_case(value))
            .copied()
            .ok_or_else(|| self.unexpected(&expected.join(" or ")))
    }

    /// Parses an integer from 0 to `max`.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](ProfileErrorKind::Setting) if it is not one.
    pub fn integer_up_to(&self, max: u32) -> Result<u32, ProfileError> {
        let number = self.value.parse().ok();
        let number = number.filter(|number| *number <= max);
        number.ok_or_else(|| self.unexpected(&format!("an integer from 0 to {max}")))
    }

    /// Parses a positive integer.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](ProfileErrorKind::Setting) if it is not one or exceeds
    /// the maximum of 4294967295.
    pub fn positive_integer(&self) -> Result<u32, ProfileError> {
        match self.value.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(self.unexpected("a positive integer")),
        }
    }

    /// An error that shows the value, which must not be a secret, and what was expected.
    pub fn unexpected(&self, expected: &str) -> ProfileError {
        const SHOWN: usize = 80;
        let value: String = self.value.chars().take(SHOWN).collect();
        self.error(format!("{} is {value:?}, expected {expected}", self.name()))
    }

    /// An error that does not show the value unless `problem` does.
    pub(crate) fn invalid(&self, problem: &str) -> ProfileError {
        self.error(format!("{}: {problem}", self.name()))
    }

    fn error(&self, message: String) -> ProfileError {
        let error = ProfileError::new(ProfileErrorKind::Setting, message);
        match &self.origin {
            Origin::Key { place, .. } => error.at(place),
            Origin::Variable(_) => error,
        }
    }

    fn name(&self) -> String {
        match &self.origin {
            Origin::Variable(name) => format!("the environment variable {name}"),
            Origin::Key { key, .. } => key.clone(),
        }
    }

    pub(crate) fn of_variable(env: &Env, name: &str) -> Option<Self> {
        Some(Self {
            value: env.get(name)?,
            origin: Origin::Variable(name.to_owned()),
        })
    }

    pub(crate) fn of_key(profile: &Profile, key: &str) -> Option<Self> {
        Some(Self {
            value: profile.value(key)?.to_owned(),
            origin: Origin::Key {
                key: key.to_owned(),
                place: profile.place_of(key)?.clone(),
            },
        })
    }
}

/// Shows where the value was set: `AWS_REGION`, or `region at /home/ann/.aws/config:3`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Variable(name) => f.write_str(name),
            Origin::Key { key, place } => write!(f, "{key} at {place}"),
        }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Setting({self})")
    }
}

/// The region of `profile`, or else of the first of its source profiles that has one.
fn region_of(
    profiles: &ProfileSet,
    profile: Option<&Profile>,
) -> Result<Option<Setting>, ProfileError> {
    let mut visited = Vec::new();
    let mut next = profile;
    while let Some(profile) = next {
        let region = Setting::of_key(profile.checked()?, "region");
        // A loop is reported where credentials are resolved.
        if region.is_some() || visited.contains(&profile.name()) {
            return Ok(region);
        }
        visited.push(profile.name());
        next = profile
            .value("source_profile")
            .and_then(|name| profiles.get(name));
    }
    Ok(None)
}

struct Finder<'a> {
    env: &'a Env,
    profile: Option<&'a Profile>,
}

impl Finder<'_> {
    fn variable(&self, name: &str) -> Option<Setting> {
        Setting::of_variable(self.env, name)
    }

    fn key(&self, key: &str) -> Option<Setting> {
        Setting::of_key(self.profile?, key)
    }

    fn either(&self, variable: &str, key: &str) -> Option<Setting> {
        self.variable(variable).or_else(|| self.key(key))
    }
}

impl EndpointUrls {
    const FOR_ALL: &str = "AWS_ENDPOINT_URL";
    const FOR_ONE: &str = "AWS_ENDPOINT_URL_";
    const KEY: &str = "endpoint_url";

    fn find(find: &Finder<'_>, profiles: &ProfileSet) -> Result<Self, ProfileError> {
        let ignore = find.either(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        );
        if let Some(ignore) = ignore
            && ignore.boolean()?
        {
            return Ok(Self::default());
        }
        Ok(Self {
            env_of_service: Self::of_variables(find.env),
            env_for_all: find.variable(Self::FOR_ALL),
            profile_of_service: Self::of_services(find, profiles)?,
            profile_for_all: find.key(Self::KEY),
        })
    }

    fn of_variables(env: &Env) -> Table<Setting> {
        let variables = env_with_prefix(env, Self::FOR_ONE);
        variables
            .iter()
            .filter_map(|(name, value)| {
                let service = service_key(name.strip_prefix(Self::FOR_ONE)?);
                let origin = Origin::Variable(name.to_owned());
                let value = value.clone();
                Some((service, Setting { value, origin }))
            })
            .collect()
    }

    fn of_services(
        find: &Finder<'_>,
        profiles: &ProfileSet,
    ) -> Result<Table<Setting>, ProfileError> {
        let Some(named) = find.key("services") else {
            return Ok(Table::default());
        };
        let Some(section) = profiles.services(named.value()) else {
            return Err(named.unexpected("the name of a `services` section of the config file"));
        };
        let section = section.checked()?;
        let of_service = |service: &str| {
            let property = section.properties.get(service)?;
            let url = property.nested.get(Self::KEY)?;
            Some((
                service.to_owned(),
                Setting {
                    value: url.value.to_string(),
                    origin: Origin::Key {
                        key: format!("{}.{service}.{}", section.name(), Self::KEY),
                        place: url.place.clone(),
                    },
                },
            ))
        };
        Ok(section.keys().filter_map(of_service).collect())
    }
}

/// The name of a service in a `services` section: `elastic_beanstalk` for `Elastic Beanstalk`.
fn service_key(sdk_id: &str) -> String {
    sdk_id.replace(' ', "_").to_lowercase()
}

#[cfg(test)]
mod tests;
