//! The builders that make calls. Emitted crates add only the setters of the members.

/// Declares the builder of an operation's input, which also makes the call.
///
/// Its parameter is the core of the client that makes the call: [`ClientCore`], or that of a
/// blocking client. Both have the methods `send`, `customize` and `presigned`. With `()` the builder
/// has no client, and `build` returns the input.
///
/// The emitted crate adds the setters in an `impl<C>`; they write to the field `input`. The methods
/// of blocking clients need its feature `blocking`.
///
/// ```
/// use querysmith_runtime::codegen_v1::fluent_builder;
/// # use querysmith_runtime::codegen_v1::{
/// #     AuthScheme, Element, OperationSpec, QueryWriter, Service, Validator, XmlError,
/// # };
/// # use querysmith_runtime::{Error, Operation, ResponseMetadata};
/// #
/// # #[derive(Clone, Debug, Default, PartialEq)]
/// # pub struct DeleteQueueInput {
/// #     pub name: Option<String>,
/// # }
/// # #[derive(Debug)]
/// # pub struct DeleteQueueOutput {}
/// # pub type DeleteQueueError = Error;
/// # static SERVICE: Service = Service::new("Queues", "2020-01-01", "queues", |_| {
/// #     Ok(querysmith_runtime::endpoint::Endpoint::new("https://queues.example.com"))
/// # });
/// # impl Operation for DeleteQueueInput {
/// #     type Output = DeleteQueueOutput;
/// #     type Error = DeleteQueueError;
/// #     const SPEC: &'static OperationSpec =
/// #         &OperationSpec::new(&SERVICE, "DeleteQueue", AuthScheme::SigV4, None, &[]);
/// #     fn validate(&self, _v: &mut Validator) {}
/// #     fn serialize(&self, _w: &mut QueryWriter) {}
/// #     fn deserialize(
/// #         _element: Element<'_>,
/// #         _metadata: ResponseMetadata,
/// #     ) -> Result<DeleteQueueOutput, XmlError> {
/// #         Ok(DeleteQueueOutput {})
/// #     }
/// # }
///
/// fluent_builder! {
///     /// Builds the input of `DeleteQueue`, and makes the call.
///     pub struct DeleteQueueFluentBuilder;
///
///     type Input = DeleteQueueInput;
///     type Output = DeleteQueueOutput;
///     type Error = DeleteQueueError;
/// }
///
/// impl<C> DeleteQueueFluentBuilder<C> {
///     pub fn name(mut self, value: impl Into<String>) -> Self {
///         self.input.name = Some(value.into());
///         self
///     }
/// }
///
/// let input = DeleteQueueFluentBuilder::<()>::default().name("jobs").build();
/// assert_eq!(input.name.as_deref(), Some("jobs"));
/// ```
///
/// [`ClientCore`]: crate::codegen_v1::ClientCore
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_v1_fluent_builder {
    (
        $(#[$attribute:meta])*
        pub struct $builder:ident;

        type Input = $input:ident;
        type Output = $output:ident;
        type Error = $error:ident;
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[must_use = "a call is made by `send`, and an input returned by `build`"]
        pub struct $builder<C = $crate::codegen_v1::ClientCore> {
            core: C,
            // Boxed, because every setter moves the builder.
            input: ::std::boxed::Box<$input>,
        }

        impl<C> $builder<C> {
            pub(crate) fn new(core: C) -> Self {
                Self {
                    core,
                    input: ::core::default::Default::default(),
                }
            }

            /// The input so far.
            pub fn as_input(&self) -> &$input {
                &self.input
            }
        }

        impl $builder<()> {
            #[doc = ::core::concat!("The [`", ::core::stringify!($input), "`].")]
            /// Its members are validated when the call is made.
            pub fn build(self) -> $input {
                *self.input
            }
        }

        impl $builder {
            /// Makes the call.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub async fn send(self) -> ::core::result::Result<$output, $error> {
                self.core.call(&*self.input).await
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(self) -> $crate::CustomizableOperation<$input> {
                $crate::CustomizableOperation::new(self.core, *self.input)
            }

            /// Presigns the call: returns a URL that others can send. Nothing is sent yet.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub async fn presigned(
                self,
                presigning: $crate::PresigningConfig,
            ) -> ::core::result::Result<$crate::PresignedRequest, $error> {
                self.core.presign(&*self.input, presigning).await
            }
        }

        /// Makes the call, like `send`, so that the builder itself can be awaited.
        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$output, $error>;
            type IntoFuture = $crate::clock::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(self.send())
            }
        }

        #[cfg(feature = "blocking")]
        impl $builder<$crate::codegen_v1::blocking::ClientCore> {
            /// Makes the call and blocks until it completes.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub fn send(self) -> ::core::result::Result<$output, $error> {
                self.core.call(&*self.input)
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(
                self,
            ) -> $crate::CustomizableOperation<$input, $crate::codegen_v1::blocking::ClientCore>
            {
                $crate::CustomizableOperation::new(self.core, *self.input)
            }

            /// Presigns the call: returns a URL that others can send. Nothing is sent yet.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub fn presigned(
                self,
                presigning: $crate::PresigningConfig,
            ) -> ::core::result::Result<$crate::PresignedRequest, $error> {
                self.core.presign(&*self.input, presigning)
            }
        }
    };
}

/// Declares the paginator of an operation whose input implements
/// [`Paginated`](crate::pagination::Paginated), and the paginator of its items if the input also
/// implements [`PaginatedItems`](crate::pagination::PaginatedItems).
///
/// Their parameter is the core of the client that fetches the pages, as in a builder of
/// `fluent_builder!`.
///
/// ```text
/// paginator! {
///     /// The pages of `ListQueues`: [`send`](Self::send) fetches them on demand.
///     pub struct ListQueuesPaginator;
///
///     /// The items of all pages of `ListQueues`: [`send`](Self::send) fetches page after page.
///     pub struct ListQueuesPaginatorItems;
///
///     type Input = ListQueuesInput;
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_v1_paginator {
    (
        $(#[$attribute:meta])*
        pub struct $paginator:ident;

        $(
            $(#[$items_attribute:meta])*
            pub struct $items:ident;
        )?

        type Input = $input:ident;
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[must_use = "pages are fetched by `send`"]
        pub struct $paginator<C = $crate::codegen_v1::ClientCore> {
            core: C,
            input: $input,
            stop_on_duplicate_token: bool,
        }

        impl<C> $paginator<C> {
            pub(crate) fn new(core: C, input: $input) -> Self {
                Self {
                    core,
                    input,
                    stop_on_duplicate_token: true,
                }
            }

            /// Sets whether to end with an error when a token repeats, which is the default.
            pub fn stop_on_duplicate_token(mut self, stop: bool) -> Self {
                self.stop_on_duplicate_token = stop;
                self
            }

            $(
                /// The items of all pages, instead of pages.
                pub fn items(self) -> $items<C> {
                    $items { paginator: self }
                }
            )?
        }

        impl $paginator {
            /// The pages.
            pub fn send(self) -> $crate::pagination::Pages<$input> {
                $crate::pagination::Pages::new(self.core, self.input)
                    .stop_on_duplicate_token(self.stop_on_duplicate_token)
            }
        }

        #[cfg(feature = "blocking")]
        impl $paginator<$crate::codegen_v1::blocking::ClientCore> {
            /// The pages.
            pub fn send(self) -> $crate::codegen_v1::blocking::Pages<$input> {
                self.core.pages(self.input, self.stop_on_duplicate_token)
            }
        }

        $(
            $(#[$items_attribute])*
            #[derive(Debug)]
            #[must_use = "items are fetched by `send`"]
            pub struct $items<C = $crate::codegen_v1::ClientCore> {
                paginator: $paginator<C>,
            }

            impl $items {
                /// The items.
                pub fn send(self) -> $crate::pagination::Items<$input> {
                    $crate::pagination::Items::new(self.paginator.send())
                }
            }

            #[cfg(feature = "blocking")]
            impl $items<$crate::codegen_v1::blocking::ClientCore> {
                /// The items.
                pub fn send(self) -> $crate::codegen_v1::blocking::Items<$input> {
                    self.paginator.send().into_items()
                }
            }
        )?
    };
}

/// Declares the builder of a waiter: the input of its operation, and `wait`.
///
/// Its parameter is the core of the client that makes the calls, as in a builder of
/// `fluent_builder!`, and the emitted crate adds the same setters. The file has a static `WAITER`
/// with the acceptors of the waiter.
///
/// ```text
/// waiter_builder! {
///     /// A builder of the waiter `QueueExists`.
///     pub struct QueueExistsFluentBuilder;
///
///     type Input = GetQueueInput;
///     type FinalPoll = QueueExistsFinalPoll;
///     type Error = WaitUntilQueueExistsError;
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_v1_waiter_builder {
    (
        $(#[$attribute:meta])*
        pub struct $builder:ident;

        type Input = $input:ident;
        type FinalPoll = $poll:ident;
        type Error = $error:ident;
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[must_use = "waiting is done by `wait`"]
        pub struct $builder<C = $crate::codegen_v1::ClientCore> {
            core: C,
            input: $input,
        }

        impl<C> $builder<C> {
            pub(crate) fn new(core: C) -> Self {
                Self {
                    core,
                    input: ::core::default::Default::default(),
                }
            }

            /// The input so far.
            pub fn as_input(&self) -> &$input {
                &self.input
            }
        }

        impl $builder {
            /// Repeats the call until the state is reached or `max_wait` has elapsed.
            ///
            /// # Errors
            ///
            /// If the state cannot be reached anymore, if `max_wait` has elapsed, or if a call
            /// failed with an error that the waiter does not retry.
            pub async fn wait(
                self,
                max_wait: ::core::time::Duration,
            ) -> ::core::result::Result<$poll, $error> {
                $crate::waiter::wait(&self.core, &self.input, &WAITER, max_wait).await
            }
        }

        #[cfg(feature = "blocking")]
        impl $builder<$crate::codegen_v1::blocking::ClientCore> {
            /// Repeats the call until the state is reached or `max_wait` has elapsed.
            ///
            /// # Errors
            ///
            /// If the state cannot be reached anymore, if `max_wait` has elapsed, or if a call
            /// failed with an error that the waiter does not retry.
            pub fn wait(
                self,
                max_wait: ::core::time::Duration,
            ) -> ::core::result::Result<$poll, $error> {
                self.core.wait_until(&self.input, &WAITER, max_wait)
            }
        }
    };
}

pub use crate::{
    __codegen_v1_fluent_builder as fluent_builder, __codegen_v1_paginator as paginator,
    __codegen_v1_waiter_builder as waiter_builder,
};
