//! A client with interceptors and the steps of its scripted transport.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::interceptor::InterceptorContext;
use querysmith_runtime::{Bytes, ConfigBuilder, Operation, http};

use crate::support::{ManualTime, Script, Scripted, WEIGHED, retrying};

pub(crate) type Context<'a, 'b> = &'a mut InterceptorContext<'b>;

pub(crate) fn fails() -> Script {
    Script::Respond(500, String::new())
}

pub(crate) fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

/// A client with interceptors and a scripted transport.
pub(crate) struct Client {
    pub(crate) time: ManualTime,
    transport: Scripted,
    pub(crate) handle: ClientCore,
}

impl Client {
    pub(crate) fn new(
        script: impl IntoIterator<Item = Script>,
        set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps(script).in_time(&time);
        let handle = ClientCore::new(&set(retrying(&transport, &time)).build());
        Self {
            time,
            transport,
            handle,
        }
    }

    pub(crate) fn call<O: Operation>(&self, input: &O) -> Result<O::Output, O::Error> {
        self.time.run(self.handle.call(input))
    }

    pub(crate) fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.transport.requests()
    }
}
