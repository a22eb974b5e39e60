//! The values of settings that are one of several.

/// The source of `querysmith-runtime` and, for the feature `testing`, of `querysmith-testing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// The registry: a version requirement, such as `0.1`.
    Version(String),
    /// The directory that contains `runtime` and `testing`, absolute or relative to the crate's
    /// manifest.
    Path(String),
    /// A Git repository.
    Git {
        /// The URL of the repository.
        url: String,
        /// The revision, tag or branch as `rev` of Cargo; by default, the head.
        rev: Option<String>,
    },
}

/// A part of an emitted crate that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OptionalPart {
    /// The feature `blocking`, with a client for code that is not async.
    Blocking,
    /// The endpoint tests of the model, in `tests/endpoint_tests.rs`.
    EndpointTests,
    /// The examples of the model as tests, in `tests/examples.rs`.
    Examples,
    /// The paginators of operations.
    Paginators,
    /// The feature `server`, with the server's side of the protocol. Without it, there is no
    /// [`Testing`](Self::Testing) either, because the stub needs it.
    Server,
    /// The feature `testing`, with a stub of the service.
    Testing,
    /// The waiters of the service.
    Waiters,
}

impl OptionalPart {
    /// Every part.
    pub const ALL: [OptionalPart; 7] = [
        OptionalPart::Blocking,
        OptionalPart::EndpointTests,
        OptionalPart::Examples,
        OptionalPart::Paginators,
        OptionalPart::Server,
        OptionalPart::Testing,
        OptionalPart::Waiters,
    ];

    /// The name in settings: `endpoint-tests`.
    pub fn name(self) -> &'static str {
        match self {
            OptionalPart::Blocking => "blocking",
            OptionalPart::EndpointTests => "endpoint-tests",
            OptionalPart::Examples => "examples",
            OptionalPart::Paginators => "paginators",
            OptionalPart::Server => "server",
            OptionalPart::Testing => "testing",
            OptionalPart::Waiters => "waiters",
        }
    }
}

/// A part of the manifest that an emitted crate inherits from the workspace that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Inherited {
    /// The authors.
    Authors,
    /// The dependencies on `querysmith-runtime` and `querysmith-testing`, which the workspace
    /// declares.
    Dependencies,
    /// The edition of Rust.
    Edition,
    /// The license.
    License,
    /// The URL of the repository.
    Repository,
    /// The minimum version of Rust.
    RustVersion,
    /// The version.
    Version,
}

impl Inherited {
    /// Every part.
    pub const ALL: [Inherited; 7] = [
        Inherited::Authors,
        Inherited::Dependencies,
        Inherited::Edition,
        Inherited::License,
        Inherited::Repository,
        Inherited::RustVersion,
        Inherited::Version,
    ];

    /// The name in settings, which is the key in the manifest: `rust-version`.
    pub fn name(self) -> &'static str {
        match self {
            Inherited::Authors => "authors",
            Inherited::Dependencies => "dependencies",
            Inherited::Edition => "edition",
            Inherited::License => "license",
            Inherited::Repository => "repository",
            Inherited::RustVersion => "rust-version",
            Inherited::Version => "version",
        }
    }
}
