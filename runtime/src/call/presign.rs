//! The steps that create a presigned URL. Nothing is sent.

use std::mem;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::uri::PathAndQuery;
use http::{Method, Uri};

use super::destination::Destination;
use super::headers::TRACE_ID;
use super::sign::{self, Signer};
use super::state::ClientState;
use super::user_agent::{Purpose, user_agent};
use super::{hooks, make_request};
use crate::config::Config;
use crate::config::interceptor::InterceptorContext;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::protocol::input::Input;
use crate::protocol::query::Extras;
use crate::signing::presigning::{PresignedRequest, PresigningConfig, Validity};
use crate::signing::sigv4::{self, SigningError, SigningKeyCache};
use crate::spec::endpoint::Endpoint;
use crate::spec::{AuthScheme, OperationSpec};
use crate::value::date_time::DateTime;

/// Creates a URL signed with the current credentials of the config's provider. `config` may differ
/// from the client's own config.
pub(crate) async fn presign_for(
    state: &ClientState,
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let mut context = InterceptorContext::new(spec, config, input);
    let find = || state.destination(config, spec);
    let (mut http, endpoint) = prepare_url(&mut context, &find, presigning)?;
    let validity = match spec.auth {
        AuthScheme::NoAuth => None,
        AuthScheme::SigV4 => {
            let credentials = sign::resolve_credentials(config, spec, &endpoint).await?;
            let signer = Signer {
                credentials: &credentials,
                keys: &state.signing_keys,
                time: sign::service_time(state, config),
            };
            Some(sign_url(
                &context, &mut http, &endpoint, &signer, presigning,
            )?)
        }
    };
    hooks::after_signing(&mut context, &http)?;
    Ok(PresignedRequest::new(http, validity))
}

/// Creates a URL signed with these credentials.
pub(crate) fn presign_as(
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
    credentials: &Credentials,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let mut context = InterceptorContext::new(spec, config, input);
    let resolve = || Destination::resolve(config, spec);
    let (mut http, endpoint) = prepare_url(&mut context, &resolve, presigning)?;
    let validity = match spec.auth {
        AuthScheme::NoAuth => None,
        AuthScheme::SigV4 => {
            let signer = Signer {
                credentials,
                keys: &SigningKeyCache::new(),
                time: config.clock().now(),
            };
            Some(sign_url(
                &context, &mut http, &endpoint, &signer, presigning,
            )?)
        }
    };
    hooks::after_signing(&mut context, &http)?;
    Ok(PresignedRequest::new(http, validity))
}

/// The steps of a call up to its signature. Hooks see the request as a `GET`.
fn prepare_url(
    context: &mut InterceptorContext<'_>,
    resolve: &dyn Fn() -> Result<Destination, Error>,
    presigning: &PresigningConfig,
) -> Result<(http::Request<Bytes>, Endpoint), Error> {
    let (config, spec, name) = (context.config, context.spec, context.spec.name);
    hooks::change_input(context)?;
    let user_agent = |is_compressed| user_agent(config, spec.service, Purpose::Call, is_compressed);
    let prepared = make_request(context, resolve, Extras::without_body, &user_agent)?;
    let mut http = prepared.request();
    move_body_to_query(&mut http, presigning).map_err(|error| Error::signing(name, error))?;
    hooks::after_serialization(context, &mut http)?;
    hooks::before_signing(context, &mut http)?;
    if !http.body().is_empty() {
        let message = "an interceptor gave the request a body, but a presigned URL cannot have one";
        return Err(Error::configuration(Some(name), message.to_owned()));
    }
    Ok((http, prepared.endpoint))
}

/// Converts the request to a `GET` whose query string is the former body.
fn move_body_to_query(
    http: &mut http::Request<Bytes>,
    presigning: &PresigningConfig,
) -> Result<(), SigningError> {
    let body = mem::take(http.body_mut());
    *http.uri_mut() = with_query(http.uri(), &body)?;
    *http.method_mut() = Method::GET;
    // These headers describe the body, or are set by the client that sends the request.
    for name in [CONTENT_TYPE, CONTENT_LENGTH, USER_AGENT, TRACE_ID] {
        http.headers_mut().remove(name);
    }
    for (name, value) in presigning.header_map() {
        http.headers_mut().insert(name, value.clone());
    }
    Ok(())
}

/// Appends the body as the query string. Both have the same encoding.
fn with_query(uri: &Uri, body: &Bytes) -> Result<Uri, SigningError> {
    let mut target = Vec::with_capacity(uri.path().len() + 1 + body.len());
    target.extend_from_slice(uri.path().as_bytes());
    target.push(b'?');
    target.extend_from_slice(body);
    let mut parts = uri.clone().into_parts();
    // The path comes from a valid URI and the body is encoded, so only the length can be invalid.
    let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
    parts.path_and_query = Some(target.map_err(|_| SigningError::UriTooLong)?);
    Uri::from_parts(parts).map_err(|_| SigningError::UriTooLong)
}

fn sign_url(
    context: &InterceptorContext<'_>,
    http: &mut http::Request<Bytes>,
    endpoint: &Endpoint,
    signer: &Signer<'_>,
    presigning: &PresigningConfig,
) -> Result<Validity, Error> {
    let spec = context.spec;
    let params = signer.params(context.config, spec, endpoint)?;
    let expires_in = presigning.expires_in_seconds();
    sigv4::presign(http, &params, expires_in, signer.keys)
        .map_err(|error| Error::signing(spec.name, error))?;
    Ok(Validity {
        // The URL has a resolution of one second.
        signed_at: DateTime::from_secs(DateTime::from(signer.time).secs()),
        expires_in,
        credentials_expire_at: signer.credentials.expires_at(),
    })
}
