//! The builders that make calls: what emitted crates add to them are the setters of the members.

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

        impl $builder<()> {
            #[doc = ::core::concat!("The [`", ::core::stringify!($input), "`].")]
            /// Its members are checked when the call is made.
            pub fn build(self) -> $input {
                self.input
            }
        }

        impl $builder {
            /// Makes the call.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub async fn send(self) -> ::core::result::Result<$output, $error> {
                self.core.call(&self.input).await
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(self) -> $crate::CustomizableOperation<$input> {
                $crate::CustomizableOperation::new(self.core, self.input)
            }

            /// Presigns the call: a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub async fn presigned(
                self,
                presigning: $crate::PresigningConfig,
            ) -> ::core::result::Result<$crate::PresignedRequest, $error> {
                self.core.presign(&self.input, presigning).await
            }
        }

        /// Makes the call, like `send`, so that a call can be awaited itself.
        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$output, $error>;
            type IntoFuture = $crate::clock::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(self.send())
            }
        }

        #[cfg(feature = "blocking")]
        impl $builder<$crate::codegen_v1::blocking::ClientCore> {
            /// Makes the call and blocks until it ends.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub fn send(self) -> ::core::result::Result<$output, $error> {
                self.core.call(&self.input)
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(
                self,
            ) -> $crate::CustomizableOperation<$input, $crate::codegen_v1::blocking::ClientCore>
            {
                $crate::CustomizableOperation::new(self.core, self.input)
            }

            /// Presigns the call: a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #[doc = ::core::concat!("[`", ::core::stringify!($error), "`], whatever the cause.")]
            pub fn presigned(
                self,
                presigning: $crate::PresigningConfig,
            ) -> ::core::result::Result<$crate::PresignedRequest, $error> {
                self.core.presign(&self.input, presigning)
            }
        }
    };
}

pub use crate::__codegen_v1_fluent_builder as fluent_builder;
