//! The interceptor settings.

use std::sync::Arc;

use super::{Config, ConfigBuilder};
use crate::interceptor::Interceptor;

impl Config {
    /// The interceptors whose hooks run in each call, in this order.
    pub fn interceptors(&self) -> &[Arc<dyn Interceptor>] {
        &self.0.interceptors
    }
}

impl<C> ConfigBuilder<C> {
    /// Adds an interceptor. Its hooks run in every call, after those of interceptors that were
    /// added before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.settings.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Removes all interceptors that were added before.
    #[must_use]
    pub fn without_interceptors(mut self) -> Self {
        self.settings.interceptors.clear();
        self
    }
}
