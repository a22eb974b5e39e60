//! Regions, and the sources that they come from.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use querysmith_runtime::clock::BoxFuture;

/// The name of a region, such as `eu-west-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// The region with this name.
    pub fn new(region: impl Into<Cow<'static, str>>) -> Self {
        Self(region.into())
    }

    /// The region with this name, for constants.
    pub const fn from_static(region: &'static str) -> Self {
        Self(Cow::Borrowed(region))
    }
}

impl AsRef<str> for Region {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0.into_owned()
    }
}

/// A source of a region.
pub trait ProvideRegion: fmt::Debug + Send + Sync {
    /// The region, if the source has one.
    fn region(&self) -> ProvideRegionFuture<'_>;
}

impl ProvideRegion for Region {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::ready(Some(self.clone()))
    }
}

impl ProvideRegion for &Region {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::ready(Some((*self).clone()))
    }
}

impl ProvideRegion for Option<Region> {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::ready(self.clone())
    }
}

impl ProvideRegion for &'static str {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::ready(Some(Region::from_static(self)))
    }
}

impl ProvideRegion for Box<dyn ProvideRegion> {
    fn region(&self) -> ProvideRegionFuture<'_> {
        self.as_ref().region()
    }
}

/// The future of [`ProvideRegion::region`].
pub struct ProvideRegionFuture<'a>(BoxFuture<'a, Option<Region>>);

impl<'a> ProvideRegionFuture<'a> {
    /// Looks up a region with this future.
    pub fn new(future: impl Future<Output = Option<Region>> + Send + 'a) -> Self {
        Self(Box::pin(future))
    }

    /// A region that is already known.
    pub fn ready(region: Option<Region>) -> Self {
        Self::new(std::future::ready(region))
    }
}

impl Future for ProvideRegionFuture<'_> {
    type Output = Option<Region>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for ProvideRegionFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvideRegionFuture")
    }
}
