//! The steps of an attempt that are about credentials: resolve them, and sign with them.

use std::time::SystemTime;

use bytes::Bytes;

use super::progress::Call;
use crate::config::Config;
use crate::credentials::{Credentials, CredentialsError};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::operation::OperationSpec;
use crate::sigv4::{self, SigningParams, SigningSettings};

/// Signs the request for its endpoint with what the config's provider gives now.
pub(super) async fn sign(
    call: &mut Call<'_>,
    endpoint: &Endpoint,
    request: &mut http::Request<Bytes>,
) -> Result<(), Error> {
    let (config, spec) = (call.config, call.spec);
    let (region, service) = region_and_service(config, spec, endpoint)?;
    let credentials = resolve_credentials(config, spec).await?;
    let params = SigningParams {
        access_key_id: credentials.access_key_id(),
        secret_access_key: credentials.secret_access_key(),
        session_token: credentials.session_token().map(|token| &**token),
        region,
        service,
        time: signing_time(call),
        settings: SigningSettings::default(),
    };
    sigv4::sign(request, &params, call.handle.signing_keys())
        .map_err(|error| Error::signing(spec.name, error))?;
    call.credentials = Some(credentials);
    Ok(())
}

/// The time here, put right by what answers told of the service's.
fn signing_time(call: &mut Call<'_>) -> SystemTime {
    let known = match call.config.disable_clock_skew_correction() {
        false => call.handle.clock_skew().get(),
        true => None,
    };
    let skew = known.unwrap_or_default();
    call.signed_with = Some(skew);
    skew.apply(call.config.clock().now())
}

/// When `error` says that the credentials which signed the attempt have expired, tells their
/// provider, and finds out whether it has other ones now. It is asked once a call.
pub(super) async fn renew(call: &mut Call<'_>, error: &Error) -> bool {
    if !error.is_expired_credentials() {
        return false;
    }
    let provider = call.config.credentials_provider();
    let (Some(provider), Some(expired)) = (provider, call.credentials.take()) else {
        return false;
    };
    provider.reject(&expired);
    if call.has_renewed || call.attempt >= call.config.max_attempts() {
        return false;
    }
    call.has_renewed = true;
    match provider.provide_credentials().await {
        Ok(given) => {
            given.access_key_id() != expired.access_key_id()
                || given.session_token() != expired.session_token()
        }
        // What the service said is why the call failed.
        Err(_) => false,
    }
}

/// What to sign for. What the endpoint rules say comes before the config and the model.
pub(super) fn region_and_service<'a>(
    config: &'a Config,
    spec: &'static OperationSpec,
    endpoint: &'a Endpoint,
) -> Result<(&'a str, &'a str), Error> {
    let Some(region) = endpoint.signing_region.as_deref().or(config.region()) else {
        return Err(Error::missing_region(spec.name, config.region_searched()));
    };
    let service = endpoint
        .signing_name
        .as_deref()
        .unwrap_or(spec.service.signing_name);
    Ok((region, service))
}

/// Asks the config's provider.
pub(super) async fn resolve_credentials(
    config: &Config,
    spec: &'static OperationSpec,
) -> Result<Credentials, Error> {
    let Some(provider) = config.credentials_provider() else {
        let missing = CredentialsError::not_configured("the config has no credentials provider");
        return Err(Error::credentials(spec.name, missing));
    };
    provider
        .provide_credentials()
        .await
        .map_err(|error| Error::credentials(spec.name, error))
}
