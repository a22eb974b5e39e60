//! The step that finds out where a call goes.

use std::sync::OnceLock;

use http::{HeaderValue, Uri};

use super::request::{host, request_uri};
use crate::config::Config;
use crate::error::Error;
use crate::spec::endpoint::{Endpoint, EndpointParams};
use crate::spec::{OperationSpec, Service};

/// Where requests go, and what each of them says of that.
#[derive(Clone)]
pub(crate) struct Destination {
    pub(super) endpoint: Endpoint,
    pub(super) uri: Uri,
    pub(super) host: HeaderValue,
}

impl Destination {
    /// Asks the service's endpoint rules.
    pub(crate) fn find(config: &Config, spec: &'static OperationSpec) -> Result<Self, Error> {
        let unusable = |what: String| Error::configuration(Some(spec.name), what);
        let endpoint = resolve_endpoint(config, spec)?;
        let uri = request_uri(&endpoint.url).map_err(unusable)?;
        Ok(Self {
            host: host(&uri).map_err(unusable)?,
            uri,
            endpoint,
        })
    }
}

/// What a client knows of where its calls go. Its config stays as it is, so that this is found
/// out once.
#[derive(Default)]
pub(crate) struct KnownDestination(OnceLock<(&'static Service, Destination)>);

impl KnownDestination {
    /// The destination for `config`, which has to be the same each time.
    pub(crate) fn get(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Destination, Error> {
        if let Some((service, known)) = self.0.get()
            && std::ptr::eq(*service, spec.service)
        {
            return Ok(known.clone());
        }
        let found = Destination::find(config, spec)?;
        // Another call may have been faster, and found the same.
        let _ = self.0.set((spec.service, found.clone()));
        Ok(found)
    }
}

pub(super) fn resolve_endpoint(
    config: &Config,
    spec: &'static OperationSpec,
) -> Result<Endpoint, Error> {
    let service = spec.service;
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
