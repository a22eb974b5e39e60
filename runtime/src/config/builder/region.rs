//! The setters of the region.

use std::borrow::Cow;

use super::ConfigBuilder;
use crate::config::from_env::FILES_NOT_READ;
use crate::config::region::Region;

impl ConfigBuilder {
    /// Sets the region that requests are sent to and signed for, such as `eu-west-1`. Calls fail if
    /// it is not a valid label of a host name.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.settings.region = Some(Region::in_code(region.into()));
        self
    }

    /// Sets the region, and the setting that it comes from.
    pub(crate) fn named_region(mut self, region: &str, origin: String) -> Self {
        self.settings.region = Some(Region::new(region.to_owned(), origin));
        self
    }

    pub(crate) fn has_region(&self) -> bool {
        self.settings.region.is_some()
    }

    /// Adds a place where a region was looked for. There are others only if the shared files are
    /// read too.
    pub(crate) fn region_searched(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        let searched = &mut self.settings.region_searched;
        searched.retain(|place| place != FILES_NOT_READ);
        searched.push(place.into());
        self
    }
}
