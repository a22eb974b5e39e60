//! Where settings come from, and all of them in one table.
//!
//! # Three ways to a config
//!
//! | call | region and other settings | credentials |
//! |---|---|---|
//! | [`load()`](crate::load()), [`ConfigLoader`] | environment, then `~/.aws/config` and `~/.aws/credentials`, then (region only) EC2 instance metadata | the [default chain](crate::credentials::DefaultChain) |
//! | [`Config::from_env()`] | environment only; no file is read | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` |
//! | [`Config::builder()`] | code only; neither environment nor files are read | those that are set |
//!
//! Programs that users run should call `load()`, like the AWS CLI and the other SDKs.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use querysmith::{ConfigLoader, sts};
//!
//! # async fn example() -> Result<(), querysmith::Error> {
//! // Everything from the machine.
//! let config = querysmith::load().await?;
//!
//! // Choose a profile and a region.
//! let config = ConfigLoader::new().profile("deploy").region("eu-west-1").load().await?;
//!
//! // Set more in code. This takes precedence over environment and files.
//! let builder = ConfigLoader::new().builder().await?;
//! let config = builder.operation_timeout(Duration::from_secs(10)).build();
//!
//! // The same settings with a difference. The connections and the cached credentials are shared.
//! let ohio = config.to_builder().region("us-east-2").build();
//!
//! // A difference for one call.
//! let client = sts::Client::new(&config);
//! let call = client.get_caller_identity().customize();
//! call.config_override(|config| config.region("us-east-2")).send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Create one [`Config`] and one client, and clone them: clones share connections, cached
//! credentials and the retry quota.
//!
//! # All settings
//!
//! Each method of [`ConfigBuilder`] takes precedence over the variable, and the variable over the
//! key of the selected profile. `true` and `false` are the values of switches. A value that is not
//! one of those expected is an error that names the variable, or the file and the line.
//!
//! | setting | in code | variable | profile key | default |
//! |---|---|---|---|---|
//! | region | [`region`](ConfigBuilder::region) | `AWS_REGION`, else `AWS_DEFAULT_REGION` | `region` | none; with `load()`, the region of the EC2 instance |
//! | profile | [`ConfigLoader::profile`] | `AWS_PROFILE` | | `default` |
//! | config files | [`ProviderContext::with_files`](crate::credentials::ProviderContext::with_files) | `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | | `~/.aws/config`, `~/.aws/credentials` |
//! | credentials | [`credentials_provider`](ConfigBuilder::credentials_provider) | see [credentials](super::credentials) | see [credentials](super::credentials) | none; with `load()`, the default chain |
//! | endpoint URL | [`endpoint_url`](ConfigBuilder::endpoint_url) | `AWS_ENDPOINT_URL_STS`, else `AWS_ENDPOINT_URL` | `endpoint_url`, also in a `services` section | the endpoint of the region |
//! | ignore the endpoint URLs of the environment and the files | | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` | `false` |
//! | FIPS 140 endpoints | [`use_fips`](ConfigBuilder::use_fips) | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` | `false` |
//! | IPv4 and IPv6 endpoints | [`use_dual_stack`](ConfigBuilder::use_dual_stack) | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` | `false` |
//! | global endpoint of STS | [`use_global_endpoint`](ConfigBuilder::use_global_endpoint) | `AWS_STS_REGIONAL_ENDPOINTS`: `regional` or `legacy` | `sts_regional_endpoints` | `regional` |
//! | time to connect | [`connect_timeout`](ConfigBuilder::connect_timeout) | | | 3.1 s |
//! | time for one attempt | [`read_timeout`](ConfigBuilder::read_timeout) | | | 30 s |
//! | time for the whole call | [`operation_timeout`](ConfigBuilder::operation_timeout) | | | 60 s |
//! | retry mode | [`retry_mode`](ConfigBuilder::retry_mode) | `AWS_RETRY_MODE`: `standard` (also `legacy`), `adaptive` or `off` | `retry_mode` | `standard` |
//! | attempts per call | [`max_attempts`](ConfigBuilder::max_attempts) | `AWS_MAX_ATTEMPTS` | `max_attempts` | 3 |
//! | pauses between attempts | [`initial_backoff`](ConfigBuilder::initial_backoff), [`max_backoff`](ConfigBuilder::max_backoff) | | | 1 s, 20 s |
//! | retry parameters of 2026 | [`new_retries_2026`](ConfigBuilder::new_retries_2026) | `AWS_NEW_RETRIES_2026` | | `false` |
//! | retry classifiers | [`retry_classifier`](ConfigBuilder::retry_classifier) | | | none |
//! | no correction of clock skew | [`disable_clock_skew_correction`](ConfigBuilder::disable_clock_skew_correction) | `AWS_DISABLE_CLOCK_SKEW_CORRECTION` | `disable_clock_skew_correction` | `false` |
//! | validation of inputs | [`validation`](ConfigBuilder::validation) | | | [`Standard`](crate::validate::ValidationLevel::Standard) |
//! | size of a response body | [`response_limit`](ConfigBuilder::response_limit) | | | 10 MiB |
//! | proxy | [`proxy`](ConfigBuilder::proxy), [`no_proxy`](ConfigBuilder::no_proxy) | `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, also in lower case | | none |
//! | root certificates | [`ca_bundle`](ConfigBuilder::ca_bundle) | `AWS_CA_BUNDLE` | `ca_bundle` | those of the system |
//! | TLS | [`client_certificate`](ConfigBuilder::client_certificate), [`tls_config`](ConfigBuilder::tls_config) | | | TLS 1.2 and 1.3, no client certificate |
//! | idle connections | [`pool_max_idle_per_host`](ConfigBuilder::pool_max_idle_per_host), [`pool_idle_timeout`](ConfigBuilder::pool_idle_timeout) | | | 64 per origin, 90 s |
//! | TCP keep-alive | [`tcp_keepalive`](ConfigBuilder::tcp_keepalive) | | | 15 s |
//! | application id, in the user agent | [`app_id`](ConfigBuilder::app_id) | `AWS_SDK_UA_APP_ID` | `sdk_ua_app_id` | none |
//! | log inputs and outputs | [`log_bodies`](ConfigBuilder::log_bodies) | | | `false` |
//! | hooks | [`interceptor`](ConfigBuilder::interceptor), [`without_interceptors`](ConfigBuilder::without_interceptors) | | | none |
//! | request compression | [`disable_request_compression`](ConfigBuilder::disable_request_compression), [`request_min_compression_size_bytes`](ConfigBuilder::request_min_compression_size_bytes) | `AWS_DISABLE_REQUEST_COMPRESSION`, `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | the same in lower case, without `AWS_` | enabled, from 10240 bytes; STS has no operation that compresses |
//! | an error that every call returns, for a config that could not be loaded | [`invalid`](ConfigBuilder::invalid) | | | none |
//! | transport | [`transport`](ConfigBuilder::transport) | | | [`HyperTransport`](crate::transport::HyperTransport) |
//! | for tests and other platforms | [`clock`](ConfigBuilder::clock), [`sleep`](ConfigBuilder::sleep), [`randomness`](ConfigBuilder::randomness), [`files`](ConfigBuilder::files) | | | those of the system |
//!
//! In a Lambda function, `_X_AMZN_TRACE_ID` becomes the header `x-amzn-trace-id`, and
//! `AWS_EXECUTION_ENV` a part of the user agent.
//!
//! # Endpoints
//!
//! Without other settings, a call goes to the STS endpoint of the region, in the region's
//! partition. The setting for FIPS selects endpoints with FIPS 140 validated cryptography, in the
//! regions that have them. It does not make this crate's own cryptography a validated module; for
//! that, see the feature `aws-lc-rs`. A region such as `fips-us-west-2`, which older tools use,
//! means `us-west-2` with FIPS.
//!
//! A custom endpoint URL replaces the host; the request is still signed for the region. LocalStack,
//! MinIO and other implementations work that way:
//!
//! ```
//! use querysmith::{Config, Credentials, sts};
//!
//! let config = Config::builder()
//!     .region("us-east-1")
//!     .endpoint_url("http://localhost:4566")
//!     .credentials_provider(Credentials::new("test", "test"))
//!     .build();
//! let client = sts::Client::new(&config);
//! ```

use crate::{Config, ConfigBuilder, ConfigLoader};
