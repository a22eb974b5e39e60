//! The steps of an attempt that resolve credentials and sign the request.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::destination::resolve_endpoint;
use super::progress::Call;
use super::state::ClientState;
use crate::config::Config;
use crate::credentials::{Credentials, CredentialsError, ProvideCredentials};
use crate::error::Error;
use crate::signing::clock_skew::Skew;
use crate::signing::sigv4::{self, SigningKeyCache, SigningParams, SigningSettings};
use crate::spec::endpoint::Endpoint;
use crate::spec::{AuthScheme, OperationSpec};

/// Signs the request for its endpoint with the current credentials of the config's provider.
pub(super) async fn sign(
    call: &mut Call<'_>,
    endpoint: &Endpoint,
    request: &mut http::Request<Bytes>,
) -> Result<(), Error> {
    call.step = "waiting for credentials";
    let (config, spec) = (call.config, call.spec);
    let credentials = resolve_credentials(config, spec, endpoint, || call.forget_reading()).await?;
    sign_with(call, endpoint, request, credentials)
}

fn sign_with(
    call: &mut Call<'_>,
    endpoint: &Endpoint,
    request: &mut http::Request<Bytes>,
    credentials: Credentials,
) -> Result<(), Error> {
    let (config, spec) = (call.config, call.spec);
    call.step = "signing and sending the request";
    let signer = Signer {
        credentials: &credentials,
        keys: &call.state.signing_keys,
        time: signing_time(call),
    };
    signer.sign(config, spec, endpoint, request)?;
    call.credentials = Some(credentials);
    Ok(())
}

/// Signs a request that was prepared with `config`, unless its operation is unsigned.
pub(crate) fn sign_as(
    config: &Config,
    spec: &'static OperationSpec,
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
) -> Result<(), Error> {
    if spec.auth == AuthScheme::NoAuth {
        return Ok(());
    }
    let endpoint = resolve_endpoint(config, spec)?;
    let signer = Signer {
        credentials,
        keys: &SigningKeyCache::new(),
        time: config.clock().now(),
    };
    signer.sign(config, spec, &endpoint, request)
}

/// The credentials, key cache and time of a signature.
pub(super) struct Signer<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) keys: &'a SigningKeyCache,
    pub(super) time: SystemTime,
}

impl Signer<'_> {
    fn sign(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
        endpoint: &Endpoint,
        request: &mut http::Request<Bytes>,
    ) -> Result<(), Error> {
        let params = self.params(config, spec, endpoint)?;
        sigv4::sign(request, &params, self.keys).map_err(|error| Error::signing(spec.name, error))
    }

    pub(super) fn params<'a>(
        &'a self,
        config: &'a Config,
        spec: &'static OperationSpec,
        endpoint: &'a Endpoint,
    ) -> Result<SigningParams<'a>, Error> {
        let (region, service) = region_and_service(config, spec, endpoint)?;
        if !config.clock().is_available() {
            return Err(Error::configuration(
                Some(spec.name),
                "this platform has no clock, which signing needs: set one in the config with \
                 `clock`"
                    .into(),
            ));
        }
        Ok(SigningParams {
            access_key_id: self.credentials.access_key_id(),
            secret_access_key: self.credentials.secret_access_key(),
            session_token: self.credentials.session_token().map(|token| &**token),
            region,
            service,
            time: self.time,
            settings: SigningSettings::default(),
        })
    }
}

/// The current time of the service's clock, according to the last measured skew.
pub(super) fn service_time(state: &ClientState, config: &Config) -> SystemTime {
    known_skew(state, config).apply(config.clock().now())
}

fn signing_time(call: &mut Call<'_>) -> SystemTime {
    let skew = match call.signs_locally {
        true => Skew::default(),
        false => known_skew(call.state, call.config),
    };
    call.signed_with = Some(skew);
    call.has_signed_locally |= !skew.is_large();
    skew.apply(call.reading().time)
}

fn known_skew(state: &ClientState, config: &Config) -> Skew {
    match config.disable_clock_skew_correction() {
        false => state.clock_skew.get().unwrap_or_default(),
        true => Skew::default(),
    }
}

/// If `error` reports that the credentials of the attempt have expired or that their access key
/// does not exist (it may have been replaced where it is stored), notifies their provider and
/// returns whether it now provides different ones. Credentials are resolved again once per call.
pub(super) async fn renew(call: &mut Call<'_>, error: &Error) -> bool {
    if !(error.is_expired_credentials() || error.is_unknown_access_key()) {
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
    call.step = "waiting for new credentials in place of expired ones";
    match provider.provide_credentials().await {
        Ok(renewed) => {
            renewed.access_key_id() != expired.access_key_id()
                || renewed.session_token() != expired.session_token()
        }
        // The call fails with the error of the service, whose source is that of the provider.
        Err(error) => {
            call.renewal_error = Some(error);
            false
        }
    }
}

/// Adds to an error for expired credentials why there are no new ones, and when the provider is
/// called next.
pub(super) fn explain_expiry(call: &Call<'_>, error: Error) -> Error {
    if !error.is_expired_credentials() {
        return error;
    }
    let provider = call.config.credentials_provider();
    let failure = provider.and_then(|provider| provider.latest_failure());
    let (failure, next) = match (&call.renewal_error, failure) {
        (_, Some(failure)) => (failure.error, failure.next_refresh),
        (Some(error), None) => (error.clone(), None),
        (None, None) => return error,
    };
    let next = match next {
        Some(time) => format!("the next is due at {time}"),
        None => "the next call tries again".to_owned(),
    };
    let note = format!(
        "the latest refresh failed: {}, and {next}",
        failure.message()
    );
    error.with_refresh_failure(note, Arc::new(failure))
}

/// The signing region and service name. Those of the endpoint rules take precedence over the config
/// and the model.
fn region_and_service<'a>(
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

/// Resolves credentials from the config's provider, after checking that a region to sign for is
/// known. `before_waiting` is called unless the provider has them ready.
pub(super) async fn resolve_credentials(
    config: &Config,
    spec: &'static OperationSpec,
    endpoint: &Endpoint,
    before_waiting: impl FnOnce(),
) -> Result<Credentials, Error> {
    let provider = provider(config, spec, endpoint)?;
    let provided = match provider.ready_credentials() {
        Some(ready) => Ok(ready),
        None => {
            before_waiting();
            provider.provide_credentials().await
        }
    };
    check(provided, spec)
}

fn provider<'a>(
    config: &'a Config,
    spec: &'static OperationSpec,
    endpoint: &Endpoint,
) -> Result<&'a Arc<dyn ProvideCredentials>, Error> {
    region_and_service(config, spec, endpoint)?;
    config.credentials_provider().ok_or_else(|| {
        CredentialsError::not_configured("the config has no credentials provider")
            .in_call(spec.name)
    })
}

fn check(
    provided: Result<Credentials, CredentialsError>,
    spec: &OperationSpec,
) -> Result<Credentials, Error> {
    provided
        .and_then(|credentials| credentials.checked("from the credentials provider"))
        .map_err(|error| error.in_call(spec.name))
}
