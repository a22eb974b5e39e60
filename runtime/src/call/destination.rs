//! The step that resolves the endpoint of a call.

use std::sync::{Arc, OnceLock};

use http::{HeaderValue, Uri};

use super::uri::{host, request_uri};
use crate::config::Config;
use crate::error::Error;
use crate::spec::endpoint::{Endpoint, EndpointParams};
use crate::spec::{OperationSpec, Service};

/// A resolved endpoint, with the URI and `Host` header of the requests to it.
pub(crate) struct Destination {
    pub(super) endpoint: Endpoint,
    /// The URL of the endpoint.
    pub(super) url: Arc<str>,
    pub(super) uri: Uri,
    pub(super) host: HeaderValue,
}

impl Destination {
    /// Evaluates the service's endpoint rules.
    pub(crate) fn resolve(config: &Config, spec: &'static OperationSpec) -> Result<Self, Error> {
        let unusable = |message: String| Error::configuration(Some(spec.name), message);
        let endpoint = resolve_endpoint(config, spec)?;
        let uri = request_uri(&endpoint.url).map_err(unusable)?;
        Ok(Self {
            host: host(&uri).map_err(unusable)?,
            uri,
            url: endpoint.url.as_str().into(),
            endpoint,
        })
    }
}

/// A client's cached destination. The config of a client never changes, so one evaluation of the
/// endpoint rules is enough.
#[derive(Default)]
pub(crate) struct KnownDestination(OnceLock<(&'static Service, Arc<Destination>)>);

impl KnownDestination {
    /// Returns the destination for `config`, which must be the same config each time.
    pub(crate) fn get(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Arc<Destination>, Error> {
        if let Some((service, known)) = self.0.get()
            && std::ptr::eq(*service, spec.service)
        {
            return Ok(Arc::clone(known));
        }
        let resolved = Arc::new(Destination::resolve(config, spec)?);
        // A concurrent call may already have stored the same destination.
        let _ = self.0.set((spec.service, Arc::clone(&resolved)));
        Ok(resolved)
    }
}

pub(super) fn resolve_endpoint(
    config: &Config,
    spec: &'static OperationSpec,
) -> Result<Endpoint, Error> {
    let service = spec.service;
    config.check(spec.name)?;
    config
        .check_region()
        .map_err(|message| Error::configuration(Some(spec.name), message))?;
    let params = EndpointParams {
        region: config.region().map(str::to_owned),
        use_fips: config.use_fips(),
        use_dual_stack: config.use_dual_stack(),
        endpoint: config.endpoint_url(service).map(str::to_owned),
        use_global_endpoint: config.use_global_endpoint(),
    };
    (service.resolve_endpoint)(&params).map_err(|error| {
        if params.region.is_none() && params.endpoint.is_none() {
            Error::missing_region(spec.name, config.region_searched())
        } else {
            Error::endpoint(spec.name, error)
        }
    })
}
