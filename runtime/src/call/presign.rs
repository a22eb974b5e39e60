//! The steps that create a presigned URL. Nothing is sent.

use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::uri::PathAndQuery;
use http::{Method, Uri};

use super::destination::Destination;
use super::headers::TRACE_ID;
use super::numbers::number;
use super::request::Identification;
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
use crate::spec::{AuthScheme, OperationSpec};
use crate::value::date_time::DateTime;
use crate::value::wiped::WipedBytes;

/// Creates a URL signed with the current credentials of the config's provider. `config` may differ
/// from the client's own config.
pub(crate) async fn presign_for(
    state: &ClientState,
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let find = || state.destination(config, spec);
    let url = UnsignedUrl::prepare(config, spec, input, &find, presigning)?;
    if spec.auth == AuthScheme::NoAuth {
        return url.finish(None);
    }
    let credentials =
        sign::resolve_credentials(config, spec, &url.destination.endpoint, || ()).await?;
    url.finish(Some(Signer {
        credentials: &credentials,
        keys: &state.signing_keys,
        time: sign::service_time(state, config),
    }))
}

/// Creates a URL signed with these credentials.
pub(crate) fn presign_as(
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
    credentials: &Credentials,
    presigning: &PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let resolve = || Destination::resolve(config, spec).map(Arc::new);
    let url = UnsignedUrl::prepare(config, spec, input, &resolve, presigning)?;
    let signer = Signer {
        credentials,
        keys: &SigningKeyCache::new(),
        time: config.clock().now(),
    };
    url.finish((spec.auth == AuthScheme::SigV4).then_some(signer))
}

/// A URL before its signature.
struct UnsignedUrl<'a> {
    context: InterceptorContext<'a>,
    presigning: &'a PresigningConfig,
    destination: Arc<Destination>,
    http: http::Request<Bytes>,
}

impl<'a> UnsignedUrl<'a> {
    /// The steps of a call up to its signature. Hooks see the request as a `GET`.
    fn prepare(
        config: &'a Config,
        spec: &'static OperationSpec,
        input: &'a dyn Input,
        resolve: &dyn Fn() -> Result<Arc<Destination>, Error>,
        presigning: &'a PresigningConfig,
    ) -> Result<Self, Error> {
        let mut context = InterceptorContext::new(spec, config, input);
        hooks::change_input(&mut context)?;
        let user_agent =
            |is_compressed| user_agent(config, spec.service, Purpose::Call, is_compressed);
        let identification = Identification {
            user_agent: &user_agent,
            content_length: &number,
            is_invocation: false,
        };
        let prepared = make_request(&mut context, resolve, Extras::without_body, &identification)?;
        let mut http = prepared.request();
        move_body_to_query(&mut http, presigning)
            .map_err(|error| Error::signing(spec.name, error))?;
        hooks::after_serialization(&mut context, &mut http)?;
        hooks::before_signing(&mut context, &mut http)?;
        if !http.body().is_empty() {
            let message =
                "an interceptor gave the request a body, but a presigned URL cannot have one";
            return Err(Error::configuration(Some(spec.name), message.to_owned()));
        }
        Ok(Self {
            context,
            presigning,
            destination: prepared.destination,
            http,
        })
    }

    /// Signs the URL, unless its operation is not signed, and runs the last hooks.
    fn finish(mut self, signer: Option<Signer<'_>>) -> Result<PresignedRequest, Error> {
        let validity = signer.map(|signer| self.sign(&signer)).transpose()?;
        hooks::after_signing(&mut self.context, &self.http)?;
        Ok(PresignedRequest::new(self.http, validity))
    }

    fn sign(&mut self, signer: &Signer<'_>) -> Result<Validity, Error> {
        let spec = self.context.spec;
        let params = signer.params(self.context.config, spec, &self.destination.endpoint)?;
        let expires_in = self.presigning.expires_in_seconds();
        sigv4::presign(&mut self.http, &params, expires_in, signer.keys)
            .map_err(|error| Error::signing(spec.name, error))?;
        Ok(Validity {
            // The URL has a resolution of one second.
            signed_at: DateTime::from_secs(DateTime::from(signer.time).secs()),
            expires_in,
            credentials_expire_at: signer.credentials.expires_at(),
        })
    }
}

/// Converts the request to a `GET` whose query string is the former body.
fn move_body_to_query(
    http: &mut http::Request<Bytes>,
    presigning: &PresigningConfig,
) -> Result<(), SigningError> {
    let body = mem::take(http.body_mut());
    *http.uri_mut() = with_query(http.uri(), &body)?;
    *http.method_mut() = Method::GET;
    // These headers describe the body, or are set by the HTTP client that sends the request.
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
    let mut target = WipedBytes::new(Vec::with_capacity(uri.path().len() + 1 + body.len()));
    target.extend_from_slice(uri.path().as_bytes());
    target.push(b'?');
    target.extend_from_slice(body);
    let mut parts = uri.clone().into_parts();
    // The path comes from a valid URI and the body is encoded, so only the length can be invalid.
    let target = PathAndQuery::from_maybe_shared(target.share());
    parts.path_and_query = Some(target.map_err(|_| SigningError::UriTooLong)?);
    Uri::from_parts(parts).map_err(|_| SigningError::UriTooLong)
}
