//! Testing code that makes calls, without network, credentials or delays.
//!
//! Enable the feature `testing` for tests only: `cargo add --dev querysmith --features testing`.
//!
//! # A stub
//!
//! [`sts::testing::Stub`](crate::sts::testing::Stub) has a function for each operation, which takes
//! the typed input and returns an output or an error. Nothing is sent. Inputs are validated as
//! usual, and the stub records the calls.
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;
//! use querysmith::sts::testing::Stub;
//!
//! # async fn example() -> Result<(), querysmith::Error> {
//! let stub = Stub::new();
//! let calls = stub.get_caller_identity(|_input| {
//!     Ok(GetCallerIdentityOutput::builder().account("123456789012").build())
//! });
//! let client = stub.client(); // for the code under test
//! let identity = client.get_caller_identity().send().await?;
//! assert_eq!(identity.account(), Some("123456789012"));
//! assert_eq!(calls.count(), 1);
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! # Which double for which test
//!
//! | to test | use |
//! |---|---|
//! | what the code does with outputs and errors | [`Stub`](crate::sts::testing::Stub), [`ErrorBuilder`](crate::testing::ErrorBuilder) |
//! | the requests that are sent, and retries | [`ScriptedTransport`](crate::testing::ScriptedTransport) with [`Response::of`](crate::testing::Response::of) |
//! | how the code handles real responses, offline | [`RecordingTransport`](crate::testing::RecordingTransport), which records without secrets, and [`ReplayTransport`](crate::testing::ReplayTransport) |
//! | delays, timeouts, expiration | [`ManualTime`](crate::testing::ManualTime), in which time passes only when the test advances it |
//! | code that loads a config | [`Env`](crate::env::Env) and [`Files`](crate::files::Files) with a [`ProviderContext`](crate::credentials::ProviderContext), so that nothing is read from the machine |
//!
//! A whole call with a scripted response, including signing and a retry:
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use querysmith::sts::Client;
//! use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;
//! use querysmith::testing::{Response, ScriptedTransport, config};
//!
//! # async fn example() -> Result<(), querysmith::Error> {
//! let output = GetCallerIdentityOutput::builder().account("123456789012").build();
//! let transport = ScriptedTransport::new([
//!     Response::error(503, "ServiceUnavailable", "Busy."),
//!     Response::of(&output),
//! ]);
//! let client = Client::new(&config().transport(transport.clone()).build());
//! client.get_caller_identity().send().await?;
//! assert_eq!(transport.requests().len(), 2);
//! assert_eq!(transport.requests()[1].action(), Some("GetCallerIdentity"));
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! A config that loads from values instead of the machine:
//!
//! ```
//! use querysmith::credentials::ProviderContext;
//! use querysmith::env::Env;
//! use querysmith::files::Files;
//!
//! # async fn example() -> Result<(), querysmith::Error> {
//! let env: Env = [("HOME", "/home/ann"), ("AWS_PROFILE", "dev")].into_iter().collect();
//! let files: Files =
//!     [("/home/ann/.aws/config", "[profile dev]\nregion = eu-west-1")].into_iter().collect();
//! let context = ProviderContext::new().with_env(env).with_files(files);
//! let config = querysmith::ConfigLoader::new().context(context).load().await?;
//! assert_eq!(config.region(), Some("eu-west-1"));
//! # Ok(())
//! # }
//! ```
