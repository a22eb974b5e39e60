//! The settings that are about interceptors.

use std::sync::Arc;

use super::{Config, ConfigBuilder};
use crate::interceptor::Interceptor;

impl Config {
    /// Those whose hooks run at the steps of a call, in this order.
    pub fn interceptors(&self) -> &[Arc<dyn Interceptor>] {
        &self.0.interceptors
    }
}

impl<C> ConfigBuilder<C> {
    /// Adds hooks to the steps of every call. They run after those that were added before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.settings.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Takes away the hooks that were added before.
    #[must_use]
    pub fn without_interceptors(mut self) -> Self {
        self.settings.interceptors.clear();
        self
    }
}
