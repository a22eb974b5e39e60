//! Transports: sending a request and receiving its response, the only step of a call that does I/O.
//!
//! The [guide](crate::guide::transports) describes the default transport and how to use another HTTP
//! client.
//!
//! ```
//! # #[cfg(feature = "hyper")] {
//! use std::time::Duration;
//!
//! use querysmith::Config;
//! use querysmith::transport::HyperTransport;
//!
//! let transport = HyperTransport::builder()
//!     .connect_timeout(Duration::from_secs(1))
//!     .pool_max_idle_per_host(8)
//!     .build();
//! let config = Config::builder().region("eu-west-1").transport(transport).build();
//! # }
//! ```

#[cfg(feature = "hyper")]
#[doc(no_inline)]
pub use querysmith_runtime::transport::rustls;
#[cfg(feature = "hyper")]
#[doc(inline)]
pub use querysmith_runtime::transport::{HyperTransport, HyperTransportBuilder};
#[doc(inline)]
pub use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};
