//! The parameters of endpoint rules.

/// The values of a model's endpoint parameters. By default they are unset, and booleans are false.
///
/// ```
/// use querysmith_runtime::endpoint::EndpointParams;
///
/// let params = EndpointParams::default().with_region("eu-west-1").with_fips(true);
/// assert_eq!(params.region.as_deref(), Some("eu-west-1"));
/// assert!(params.use_fips && !params.use_dual_stack);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointParams {
    /// `AWS::Region`: the region to send the request to.
    pub region: Option<String>,
    /// `AWS::UseFIPS`: an endpoint with FIPS 140 validated cryptography.
    pub use_fips: bool,
    /// `AWS::UseDualStack`: an endpoint with IPv4 and IPv6 addresses.
    pub use_dual_stack: bool,
    /// `SDK::Endpoint`: a custom URL in place of the service's endpoint.
    pub endpoint: Option<String>,
    /// `AWS::STS::UseGlobalEndpoint`: the global endpoint of STS, for the regions that supported it
    /// originally.
    pub use_global_endpoint: bool,
}

impl EndpointParams {
    /// Sets [`region`](Self::region).
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets [`use_fips`](Self::use_fips).
    #[must_use]
    pub fn with_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = use_fips;
        self
    }

    /// Sets [`use_dual_stack`](Self::use_dual_stack).
    #[must_use]
    pub fn with_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = use_dual_stack;
        self
    }

    /// Sets [`endpoint`](Self::endpoint).
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sets [`use_global_endpoint`](Self::use_global_endpoint).
    #[must_use]
    pub fn with_global_endpoint(mut self, use_global_endpoint: bool) -> Self {
        self.use_global_endpoint = use_global_endpoint;
        self
    }
}
