//! Transports: the default one, other HTTP clients, calls without I/O, blocking code, WebAssembly.
//!
//! # The default transport
//!
//! With the default feature `hyper`, requests are sent with hyper, over TLS with rustls, on tokio.
//! [`HyperTransport`] describes its connection pool. Proxies, root certificates and client
//! certificates are settings of the [config](super::configuration):
//!
//! ```
//! # #[cfg(feature = "hyper")] {
//! use querysmith::Config;
//!
//! let config = Config::builder()
//!     .region("eu-west-1")
//!     .proxy("http://proxy.example:3128")
//!     .no_proxy("localhost,.internal.example")
//!     .ca_bundle("/etc/ssl/private-ca.pem")
//!     .build();
//! # }
//! ```
//!
//! The default root certificates are those of the system. With the feature `webpki-roots`, Mozilla's
//! are compiled into the program, and used where the system has none, as in a container `FROM scratch`.
//!
//! # Blocking code
//!
//! The feature `blocking` adds `sts::blocking::Client` with the same methods, none of which is
//! async, and `blocking::wait` for other futures of this crate:
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! fn main() -> Result<(), querysmith::Error> {
//!     use querysmith::{blocking, sts};
//!
//!     let config = blocking::wait(querysmith::load())?;
//!     let client = sts::blocking::Client::new(&config);
//!     let identity = client.get_caller_identity().send()?;
//!     println!("{:?}", identity.arn());
//!     Ok(())
//! }
//! # #[cfg(not(feature = "blocking"))]
//! # fn main() {}
//! ```
//!
//! You do not have to start a runtime. In async code, a blocking call blocks the executor's thread:
//! use the async client there, or `tokio::task::spawn_blocking`.
//!
//! # Another HTTP client
//!
//! A [`Transport`] sends one request. Signing, retries and timeouts stay the same. The program
//! `custom_transport` in `examples/http-clients` has a complete one.
//!
//! ```
//! use querysmith::clock::BoxFuture;
//! use querysmith::transport::{Transport, TransportError};
//! use querysmith::{Bytes, Config, http};
//!
//! #[derive(Debug)]
//! struct Offline;
//!
//! impl Transport for Offline {
//!     fn send(
//!         &self,
//!         request: http::Request<Bytes>,
//!     ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
//!         Box::pin(async move { Ok(http::Response::new(Bytes::from(request.uri().to_string()))) })
//!     }
//! }
//!
//! let config = Config::builder().region("eu-west-1").transport(Offline).build();
//! ```
//!
//! # Without I/O
//!
//! The steps of a call are separate functions: [`Operation::to_request`], [`Operation::sign`],
//! [`Operation::classify`] and [`Operation::parse_response`]. Any HTTP client, sync or async, can
//! send the request. `ureq` and `reqwest` in `examples/http-clients` are programs of this kind.
//!
//! ```
//! use querysmith::sts::operation::get_caller_identity::GetCallerIdentityInput as Input;
//! use querysmith::{Config, Credentials, Operation};
//! # use querysmith::{Bytes, http, transport::TransportError};
//! # fn send(_: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
//! #     let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333\
//! #         </Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
//! #     Ok(http::Response::new(Bytes::from(body)))
//! # }
//!
//! let config = Config::builder().region("eu-west-1").build();
//! let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret");
//! let mut attempt = 0;
//! let output = loop {
//!     attempt += 1;
//!     let mut request = Input::builder().build().to_request(&config)?;
//!     Input::sign(&mut request, &config, &credentials)?;
//!     let response = send(request); // with any HTTP client
//!     match Input::classify(response.as_ref()).pause(&config, attempt) {
//!         Some(pause) if attempt < config.max_attempts() => std::thread::sleep(pause),
//!         _ => break Input::parse_response(&response?)?,
//!     }
//! };
//! assert_eq!(output.account(), Some("111122223333"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # WebAssembly and small programs
//!
//! Without default features, the crate has no TLS, no sockets and no tokio, and compiles for
//! `wasm32-unknown-unknown`. That target has no clock: set a [`Clock`](crate::clock::Clock) and a
//! transport in the config.

use crate::{
    Operation,
    transport::{HyperTransport, Transport},
};
