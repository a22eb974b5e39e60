//! The steps that make a URL of a call. Nothing is sent.

use std::mem;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::uri::PathAndQuery;
use http::{Method, Uri};

use super::sign::{self, Signer};
use super::{Prepared, Serialize, Validate, prepare_plain};
use crate::client::Handle;
use crate::config::Config;
use crate::credentials::Credentials;
use crate::date_time::DateTime;
use crate::error::Error;
use crate::operation::{AuthScheme, OperationSpec};
use crate::presigning::{PresignedRequest, PresigningConfig, Validity};
use crate::sigv4::{self, SigningError, SigningKeyCache};

/// A URL signed with what the provider of the handle's config gives now.
pub(crate) async fn presign_for(
    handle: &Handle,
    spec: &'static OperationSpec,
    validate: Validate<'_>,
    serialize: Serialize<'_>,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let config = handle.config();
    let request = prepare_url(config, spec, validate, serialize, presigning)?;
    match spec.auth {
        AuthScheme::NoAuth => Ok(PresignedRequest::new(request.http, None)),
        AuthScheme::SigV4 => {
            let credentials = sign::resolve_credentials(config, spec).await?;
            let signer = Signer {
                credentials: &credentials,
                keys: handle.signing_keys(),
                time: sign::service_time(handle, config),
            };
            sign_url(config, spec, request, &signer, presigning)
        }
    }
}

/// A URL signed with these credentials.
pub(crate) fn presign_as(
    config: &Config,
    spec: &'static OperationSpec,
    validate: Validate<'_>,
    serialize: Serialize<'_>,
    credentials: &Credentials,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let request = prepare_url(config, spec, validate, serialize, presigning)?;
    match spec.auth {
        AuthScheme::NoAuth => Ok(PresignedRequest::new(request.http, None)),
        AuthScheme::SigV4 => {
            let signer = Signer {
                credentials,
                keys: &SigningKeyCache::new(),
                time: config.clock().now(),
            };
            sign_url(config, spec, request, &signer, presigning)
        }
    }
}

/// The request of a call as a `GET` with an empty body.
fn prepare_url(
    config: &Config,
    spec: &'static OperationSpec,
    validate: Validate<'_>,
    serialize: Serialize<'_>,
    presigning: &PresigningConfig,
) -> Result<Prepared, Error> {
    let mut request = prepare_plain(config, spec, validate, serialize)?;
    let http = &mut request.http;
    let body = mem::take(http.body_mut());
    *http.uri_mut() =
        with_query(http.uri(), &body).map_err(|error| Error::signing(spec.name, error))?;
    *http.method_mut() = Method::GET;
    // They describe the body, or belong to whoever sends the request.
    for name in [CONTENT_TYPE, CONTENT_LENGTH, USER_AGENT] {
        http.headers_mut().remove(name);
    }
    for (name, value) in presigning.header_map() {
        http.headers_mut().insert(name, value.clone());
    }
    Ok(request)
}

/// A form is written like a query, so a body can become one as it is.
fn with_query(uri: &Uri, body: &Bytes) -> Result<Uri, SigningError> {
    let mut target = Vec::with_capacity(uri.path().len() + 1 + body.len());
    target.extend_from_slice(uri.path().as_bytes());
    target.push(b'?');
    target.extend_from_slice(body);
    let mut parts = uri.clone().into_parts();
    // The path was one before and the body is encoded: only a length can be wrong.
    let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
    parts.path_and_query = Some(target.map_err(|_| SigningError::UriTooLong)?);
    Uri::from_parts(parts).map_err(|_| SigningError::UriTooLong)
}

fn sign_url(
    config: &Config,
    spec: &'static OperationSpec,
    request: Prepared,
    signer: &Signer<'_>,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let Prepared { mut http, endpoint } = request;
    let params = signer.params(config, spec, &endpoint)?;
    let expires_in = presigning.expires_in_seconds();
    sigv4::presign(&mut http, &params, expires_in, signer.keys)
        .map_err(|error| Error::signing(spec.name, error))?;
    let validity = Validity {
        // The URL tells whole seconds.
        signed_at: DateTime::from_secs(DateTime::from(signer.time).secs()),
        expires_in,
        credentials_expire_at: signer.credentials.expires_at(),
    };
    Ok(PresignedRequest::new(http, Some(validity)))
}
