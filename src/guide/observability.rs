//! Spans, events, interceptors, and attempts.
//!
//! # Tracing
//!
//! Calls are recorded with the crate `tracing`, under the target `querysmith`. Without a
//! subscriber, this costs next to nothing. No span or event contains a secret.
//!
//! | level | what is recorded |
//! |---|---|
//! | `INFO` | a span `call` for each call: service, operation, attempts, status, request id, duration, and the kind and code of the error |
//! | `DEBUG` | a span `attempt` for each attempt, and events for pauses, retries, and the refresh of credentials |
//! | `WARN` | settings that are ignored, lines of profiles that do not follow the grammar, credentials that could not be refreshed |
//! | `TRACE` | inputs and outputs, if [`log_bodies`](crate::ConfigBuilder::log_bodies) is set; secrets are redacted |
//!
//! `RUST_LOG=querysmith=debug` shows them with `tracing_subscriber::fmt::init()` and its feature
//! `env-filter`.
//!
//! # Attempts
//!
//! Every output and error of a call has its metadata: the status, headers and request id of the last
//! response, and each attempt with its duration.
//!
//! ```no_run
//! # async fn example(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
//! let identity = client.get_caller_identity().send().await?;
//! for attempt in identity.response_metadata().attempts() {
//!     println!("{:?}", attempt.duration());
//! }
//! println!("{:?}", identity.request_id());
//! # Ok(())
//! # }
//! ```
//!
//! # Interceptors
//!
//! An [`Interceptor`](crate::Interceptor) has hooks before and after serialization, signing,
//! transmission and deserialization, and around each attempt and the whole call. It is added to a
//! client or to one call. Hooks can read and modify the input, the request and the response.
//!
//! ```
//! use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext};
//! use querysmith::{Bytes, Config, http};
//!
//! #[derive(Debug)]
//! struct Tenant(http::HeaderValue);
//!
//! impl Interceptor for Tenant {
//!     fn modify_before_signing(
//!         &self,
//!         _: &mut InterceptorContext<'_>,
//!         request: &mut http::Request<Bytes>,
//!     ) -> HookResult {
//!         request.headers_mut().insert("x-tenant", self.0.clone());
//!         Ok(())
//!     }
//! }
//!
//! let tenant = Tenant(http::HeaderValue::from_static("blue"));
//! let config = Config::builder().region("eu-west-1").interceptor(tenant).build();
//! ```
//!
//! For a header of one call, `.customize()` is enough:
//!
//! ```no_run
//! # async fn example(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
//! let call = client.get_caller_identity().customize();
//! call.header("x-tenant", "blue").send().await?;
//! # Ok(())
//! # }
//! ```
