//! Customization of a single call.

use std::fmt::{self, Debug};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use crate::call::operation::Operation;
use crate::client::core::ClientCore;
use crate::config::interceptor::{HookResult, Interceptor, InterceptorContext};
use crate::config::{Config, ConfigBuilder};
use crate::error::Error;
use crate::signing::presigning::{PresignedRequest, PresigningConfig};
use crate::system::clock::BoxFuture;

/// A call with settings, headers and interceptors of its own.
///
/// Created by `.customize()` on a fluent builder. [`send`](Self::send) makes the call, and
/// [`presigned`](Self::presigned) creates a presigned URL. The call shares everything that is not
/// set here with the client: connections, credentials, the retry quota, the measured clock skew and
/// the signing keys.
#[must_use = "nothing happens until `send` or `presigned` is called"]
pub struct CustomizableOperation<O, C = ClientCore> {
    core: C,
    input: O,
    config: ConfigBuilder,
    bad_header: Option<Error>,
}

impl<O: Operation> CustomizableOperation<O> {
    /// Makes the call.
    ///
    /// # Errors
    ///
    /// The errors of a call, and an error for a [header](Self::header) that cannot be sent.
    pub async fn send(self) -> Result<O::Output, O::Error> {
        let (core, input, config) = self.into_parts()?;
        core.call_with(&config, &input).await
    }

    /// Presigns the call without making it. Its settings and headers apply, and so do those of its
    /// hooks that [presigning runs](Interceptor). The [headers](Self::header) are signed and must
    /// be sent with the URL.
    ///
    /// # Errors
    ///
    /// The errors of [`ClientCore::presign`], and an error for a [header](Self::header) that cannot be
    /// sent.
    pub async fn presigned(
        self,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        let (core, input, config) = self.into_parts()?;
        core.presign_with(&config, &input, presigning).await
    }
}

/// Makes the call, like [`send`](CustomizableOperation::send): `.customize().await`.
impl<O: Operation<Error: Send>> IntoFuture for CustomizableOperation<O> {
    type Output = Result<O::Output, O::Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

#[cfg(feature = "blocking")]
impl<O: Operation> CustomizableOperation<O, crate::client::blocking::ClientCore> {
    /// Makes the call and blocks until it completes.
    ///
    /// # Errors
    ///
    /// The errors of a call, and an error for a [header](Self::header) that cannot be sent.
    pub fn send(self) -> Result<O::Output, O::Error> {
        let (core, input, config) = self.into_parts()?;
        core.call_with(&config, &input)
    }

    /// Presigns the call without making it. Its settings and headers apply, and so do those of its
    /// hooks that [presigning runs](Interceptor). The [headers](Self::header) are signed and must
    /// be sent with the URL.
    ///
    /// # Errors
    ///
    /// The errors of [`ClientCore::presign`], and an error for a [header](Self::header) that cannot be
    /// sent.
    pub fn presigned(self, presigning: PresigningConfig) -> Result<PresignedRequest, O::Error> {
        let (core, input, config) = self.into_parts()?;
        core.presign_with(&config, &input, presigning)
    }
}

impl<O: Operation, C: AsRef<Config>> CustomizableOperation<O, C> {
    /// Creates a call with `input` and the settings of the core's config.
    pub fn new(core: C, input: O) -> Self {
        let config = core.as_ref().to_builder();
        Self {
            core,
            input,
            config,
            bad_header: None,
        }
    }

    fn into_parts(self) -> Result<(C, O, Config), Error> {
        match self.bad_header {
            Some(error) => Err(error),
            None => Ok((self.core, self.input, self.config.build())),
        }
    }

    /// Changes settings for this call. `set` receives a builder with the client's settings.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// # use querysmith::{CustomizableOperation, Operation, RetryMode};
    /// # fn example<O: Operation>(call: CustomizableOperation<O>) -> CustomizableOperation<O> {
    /// call.config_override(|config| config.region("us-east-2").retry_mode(RetryMode::Off))
    /// # }
    /// ```
    pub fn config_override(mut self, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Self {
        self.config = set(self.config);
        self
    }

    /// Adds an interceptor to this call. Its hooks run after those of the client's interceptors and
    /// of interceptors that were added before.
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.config = self.config.interceptor(interceptor);
        self
    }

    /// Sets and signs a header of the request, replacing one with the same name. Headers that are
    /// never signed, such as `user-agent`, are sent unsigned.
    ///
    /// An invalid header name or value makes the call fail with an error of kind
    /// [`Configuration`](crate::ErrorKind::Configuration), which does not contain the value.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => self.interceptor(SetHeader { name, value }),
            (parsed, _) => {
                let part = parsed.map_or("name", |_| "value");
                let message = format!("the header {name:?} cannot be sent: invalid header {part}");
                self.bad_header = Some(Error::configuration(Some(O::SPEC.name), message));
                self
            }
        }
    }

    /// Changes the request of each attempt before it is signed. See
    /// [`Interceptor::modify_before_retry_loop`] for the `host` and `content-length` headers.
    pub fn mutate_request(
        self,
        mutate: impl Fn(&mut http::Request<Bytes>) + Send + Sync + 'static,
    ) -> Self {
        self.interceptor(MutateRequest(mutate))
    }
}

impl<O: Debug, C> Debug for CustomizableOperation<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomizableOperation")
            .field("input", &self.input)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Sets a header. `Debug` omits the value, which may be a secret.
struct SetHeader {
    name: HeaderName,
    value: HeaderValue,
}

impl Interceptor for SetHeader {
    fn modify_before_signing(
        &self,
        _: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        request
            .headers_mut()
            .insert(self.name.clone(), self.value.clone());
        Ok(())
    }
}

impl Debug for SetHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SetHeader").field(&self.name).finish()
    }
}

struct MutateRequest<F>(F);

impl<F: Fn(&mut http::Request<Bytes>) + Send + Sync> Interceptor for MutateRequest<F> {
    fn modify_before_signing(
        &self,
        _: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        (self.0)(request);
        Ok(())
    }
}

impl<F> Debug for MutateRequest<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MutateRequest")
    }
}
