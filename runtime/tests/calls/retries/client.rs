//! A client with a scripted transport, and steps for its script.

use querysmith_runtime::Error;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};

use crate::support::{
    ManualTime, Script, Scripted, WEIGHED, WeighOutput, parcel, response, retrying,
};

pub(crate) fn failure(code: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>")
}

pub(crate) fn fails(status: u16, code: &str) -> Script {
    Script::Respond(status, failure(code))
}

pub(crate) fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

pub(crate) fn lost() -> Script {
    let kind = TransportErrorKind::Io;
    Script::Fail(TransportError::new(kind, "the connection broke"))
}

/// A response with a header that requests a delay.
pub(crate) fn requests_delay(status: u16, name: &'static str, value: &'static str) -> Script {
    let mut response = response(status, "");
    let value = value.parse().unwrap();
    response.headers_mut().insert(name, value);
    Script::Http(response)
}

/// A client with a scripted transport and default settings, except for time and randomness.
pub(crate) struct Client {
    pub(crate) time: ManualTime,
    transport: Scripted,
    pub(crate) handle: ClientCore,
}

impl Client {
    pub(crate) fn new(script: impl IntoIterator<Item = Script>) -> Self {
        Self::with(script, |builder| builder)
    }

    pub(crate) fn with(
        script: impl IntoIterator<Item = Script>,
        set: impl FnOnce(querysmith_runtime::ConfigBuilder) -> querysmith_runtime::ConfigBuilder,
    ) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps(script).in_time(&time);
        let config = set(retrying(&transport, &time)).build();
        Self {
            handle: ClientCore::new(&config),
            time,
            transport,
        }
    }

    pub(crate) fn call(&self) -> Result<WeighOutput, Error> {
        self.time.run(self.handle.call(&parcel()))
    }

    /// Makes a call after replacing the rest of the script.
    pub(crate) fn call_with(
        &self,
        script: impl IntoIterator<Item = Script>,
    ) -> Result<WeighOutput, Error> {
        self.transport.then(script);
        self.call()
    }

    pub(crate) fn attempts(&self) -> usize {
        self.transport.requests().len()
    }

    pub(crate) fn quota(&self) -> u32 {
        self.handle.retry_quota_left()
    }

    /// Fails until the quota is too small for another retry.
    pub(crate) fn exhaust_quota(&self) {
        while self.quota() >= 5 {
            self.call_with([fails(500, "X")]).unwrap_err();
        }
    }
}
