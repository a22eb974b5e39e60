//! Settings from environment variables.

use std::borrow::Cow;
use std::sync::Arc;

use super::attempts::Attempts;
use super::endpoint_urls::{EndpointUrls, IGNORE_VARIABLE};
use super::region::Region;
use super::variables::{boolean, one_of};
use super::{Compression, Settings};
use crate::credentials::EnvironmentProvider;
use crate::error::Error;
use crate::error::help::{FILES_NOT_READ, PROFILE_NOT_READ};
use crate::system::env::Env;

const REGION: &str = "AWS_REGION";
const DEFAULT_REGION: &str = "AWS_DEFAULT_REGION";
const USE_FIPS: &str = "AWS_USE_FIPS_ENDPOINT";
const USE_DUAL_STACK: &str = "AWS_USE_DUALSTACK_ENDPOINT";
const STS_ENDPOINTS: &str = "AWS_STS_REGIONAL_ENDPOINTS";
const PROFILE: &str = "AWS_PROFILE";
const APP_ID: &str = "AWS_SDK_UA_APP_ID";
const EXECUTION_ENV: &str = "AWS_EXECUTION_ENV";
const LAMBDA_FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";

/// The name of a variable in errors.
fn variable(name: &str) -> String {
    format!("the environment variable {name}")
}

impl Settings {
    /// The defaults, overridden by the settings in `env`.
    pub(super) fn from_env(env: &Env) -> Result<Self, Error> {
        let defaults = Self::default();
        let mut region_searched = defaults.region_searched;
        let not_read = match env.get(PROFILE) {
            Some(_) => PROFILE_NOT_READ,
            None => FILES_NOT_READ,
        };
        region_searched.extend([REGION, DEFAULT_REGION, not_read].map(Cow::from));
        let endpoint_urls = if boolean(env, IGNORE_VARIABLE)? {
            EndpointUrls::default()
        } else {
            EndpointUrls::from_env(env)
        };
        let sts_endpoints = one_of(env, STS_ENDPOINTS, &["regional", "legacy"])?;
        Ok(Self {
            region: [REGION, DEFAULT_REGION]
                .into_iter()
                .find_map(|name| Some(Region::new(env.get(name)?, variable(name)))),
            region_searched,
            credentials_provider: Some(Arc::new(EnvironmentProvider::alone(env.clone()))),
            endpoint_urls,
            use_fips: boolean(env, USE_FIPS)?,
            use_dual_stack: boolean(env, USE_DUAL_STACK)?,
            use_global_endpoint: sts_endpoints == Some("legacy"),
            compression: Compression::from_env(env)?,
            app_id: env.get(APP_ID),
            execution_env: env.get(EXECUTION_ENV),
            trace_env: env.get(LAMBDA_FUNCTION).map(|_| env.clone()),
            attempts: Attempts::from_env(env)?,
            #[cfg(feature = "hyper")]
            default_transport: defaults.default_transport.env(env),
            ..defaults
        })
    }
}
