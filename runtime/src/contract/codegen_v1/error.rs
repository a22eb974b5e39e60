//! The errors that emitted crates declare. The macros add what is the same in all of them.

use std::any::Any;

use crate::error::Error;
use crate::protocol::envelope::ReadErrorMembers;

/// Declares an error shape of a model: a structure that converts from and to the
/// [`Error`](crate::Error) of a call.
///
/// The attribute `error` states the code and the HTTP status, and optionally whether the error is
/// retryable, as a variant of [`RetryHint`](crate::RetryHint), and the function that reads the
/// members: `#[error(code = "Busy", status = 503, retry = Throttling, members = read_busy)]`. It
/// follows the documentation and precedes other attributes. Members are `Option`s.
///
/// Besides the members, the structure has the public field `message`, with a method of the same
/// name, and the methods `new` and `meta`. Its crate also sees the constant `SPEC`.
///
/// ```
/// use querysmith_runtime::codegen_v1::error_shape;
///
/// error_shape! {
///     /// The queue does not exist.
///     #[error(code = "NonExistentQueue", status = 404)]
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct QueueDoesNotExist {}
/// }
///
/// let error = QueueDoesNotExist::new("there is no queue `jobs`");
/// assert_eq!(error.message(), Some("there is no queue `jobs`"));
/// assert_eq!(error.meta().code(), Some("NonExistentQueue"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_v1_error_shape {
    (
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        #[error(
            code = $code:literal,
            status = $status:literal
            $(, retry = $retry:ident)?
            $(, members = $members:path)?
            $(,)?
        )]
        $(#[$attribute:meta])*
        pub struct $shape:ident {
            $(
                $(#[$member_attribute:meta])*
                pub $member:ident: $ty:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        ///
        #[doc = ::core::concat!("Code `", $code, "`, HTTP status ", $status, ".")]
        $(#[deprecated $($deprecated)*])?
        $(#[$attribute])*
        #[non_exhaustive]
        pub struct $shape {
            /// The message of the service.
            pub message: ::core::option::Option<::std::string::String>,
            $(
                $(#[$member_attribute])*
                pub $member: $ty,
            )*
            error: $crate::Error,
        }

        impl $shape {
            pub(crate) const SPEC: $crate::codegen_v1::ErrorSpec =
                $crate::codegen_v1::ErrorSpec::new($code, $status)
                    $(.with_retry($crate::RetryHint::$retry))?;

            /// The error with a message, as the service returns it, for tests of error handling.
            pub fn new(message: impl ::core::convert::Into<::std::string::String>) -> Self {
                ::core::convert::From::from($crate::Error::modeled(&Self::SPEC, message))
            }

            /// A builder of the error, as the service returns it, for tests of error handling.
            pub fn builder() -> $crate::codegen_v1::ErrorShapeBuilder<Self> {
                $crate::codegen_v1::ErrorShapeBuilder::new(&Self::SPEC)
            }

            /// The message of the service.
            pub fn message(&self) -> ::core::option::Option<&str> {
                self.message.as_deref()
            }

            /// The error of the call: its operation, HTTP status, request id and so on.
            pub fn meta(&self) -> &$crate::Error {
                &self.error
            }
        }

        $crate::__codegen_v1_error_shape! {
            @from $shape { $($member)* } $($members)?
        }

        impl $crate::ProvideErrorMetadata for $shape {
            fn meta(&self) -> &$crate::Error {
                &self.error
            }
        }

        impl ::core::convert::From<$shape> for $crate::Error {
            fn from(error: $shape) -> Self {
                error.error
            }
        }

        impl ::core::fmt::Display for $shape {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.error, f)
            }
        }

        impl ::std::error::Error for $shape {
            fn source(&self) -> ::core::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::error::Error::source(&self.error)
            }
        }
    };
    // The message is the only member.
    (@from $shape:ident {}) => {
        impl $crate::codegen_v1::ReadErrorMembers for $shape {
            fn read_error_members(
                _: &::core::primitive::str,
                _: $crate::codegen_v1::Element<'_>,
            ) -> ::core::option::Option<$crate::codegen_v1::ErrorMembers> {
                ::core::option::Option::None
            }
        }

        impl ::core::convert::From<$crate::Error> for $shape {
            fn from(error: $crate::Error) -> Self {
                Self {
                    message: error.message().map(::std::borrow::ToOwned::to_owned),
                    error,
                }
            }
        }
    };
    (@from $shape:ident { $($member:ident)+ } $members:path) => {
        // A member can be deprecated.
        #[allow(deprecated)]
        impl $crate::codegen_v1::ReadErrorMembers for $shape {
            fn read_error_members(
                code: &::core::primitive::str,
                element: $crate::codegen_v1::Element<'_>,
            ) -> ::core::option::Option<$crate::codegen_v1::ErrorMembers> {
                let mut shape = Self {
                    message: ::core::option::Option::None,
                    $($member: ::core::option::Option::None,)+
                    error: $crate::Error::builder().code(code).build(),
                };
                match $members(element, &mut shape) {
                    ::core::result::Result::Ok(()) => {
                        ::core::option::Option::Some($crate::codegen_v1::ErrorMembers::of(shape))
                    }
                    ::core::result::Result::Err(_) => ::core::option::Option::None,
                }
            }
        }

        // A member can be deprecated.
        #[allow(deprecated)]
        impl ::core::convert::From<$crate::Error> for $shape {
            /// If a member cannot be read, all are unset; the error itself is kept.
            fn from(error: $crate::Error) -> Self {
                let mut shape = Self {
                    message: error.message().map(::std::borrow::ToOwned::to_owned),
                    $($member: ::core::option::Option::None,)+
                    error: error.clone(),
                };
                $crate::codegen_v1::copy_members(&error, |read: &Self| {
                    $(shape.$member = ::core::clone::Clone::clone(&read.$member);)+
                });
                shape
            }
        }
    };
}

/// Declares the error of an operation: an enum of the error shapes that the operation lists, and
/// the variant `Unhandled` for any other [`Error`](crate::Error).
///
/// The attribute `error` of a variant states the code on the wire and the name of the predicate.
/// The enum converts from the error of a call and from each shape, and dereferences to the error of
/// the call.
///
/// ```
/// use querysmith_runtime::codegen_v1::{error_shape, operation_error};
///
/// error_shape! {
///     /// The queue does not exist.
///     #[error(code = "NonExistentQueue", status = 404)]
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct QueueDoesNotExist {}
/// }
///
/// operation_error! {
///     /// The error of a call of `DeleteQueue`.
///     pub enum DeleteQueueError {
///         #[error("NonExistentQueue", is_queue_does_not_exist)]
///         QueueDoesNotExist(QueueDoesNotExist),
///     }
/// }
///
/// let error = DeleteQueueError::from(QueueDoesNotExist::new("there is no queue `jobs`"));
/// assert!(error.is_queue_does_not_exist());
/// assert_eq!(error.message(), Some("there is no queue `jobs`"));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_v1_operation_error {
    (
        $(#[$attribute:meta])*
        pub enum $error:ident {
            $(
                #[error($code:literal, $predicate:ident $(,)?)]
                $variant:ident($shape:ident $(,)?),
            )*
        }
    ) => {
        $(#[$attribute])*
        ///
        /// It dereferences to the [error of the call](Self::meta), which has the code, message,
        /// status and request id, and reports whether the error is retryable.
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum $error {
            $(
                #[doc = ::core::concat!("The error [`", ::core::stringify!($shape), "`].")]
                $variant($shape),
            )*
            /// Any other failure: an unknown code, no response, an invalid input.
            Unhandled($crate::Error),
        }

        impl $error {
            $(
                #[doc = ::core::concat!("Whether this is [`Self::", ::core::stringify!($variant), "`].")]
                pub fn $predicate(&self) -> bool {
                    ::core::matches!(self, Self::$variant(_))
                }
            )*

            /// The error with a code and a message that the model does not list, as the service
            /// returns it, for tests of error handling.
            pub fn generic(error: $crate::Error) -> Self {
                ::core::convert::From::from(error)
            }

            /// This error if the service returned it.
            pub fn as_service_error(&self) -> ::core::option::Option<&Self> {
                $crate::ProvideErrorMetadata::as_service_error(self)
            }

            /// This error. In the AWS SDK for Rust, the error of the operation is wrapped in that
            /// of the call; here they are the same.
            pub fn into_service_error(self) -> Self {
                self
            }

            /// The error of the call, whichever variant this is.
            pub fn meta(&self) -> &$crate::Error {
                match self {
                    $(Self::$variant(error) => error.meta(),)*
                    Self::Unhandled(error) => error,
                }
            }
        }

        impl ::core::ops::Deref for $error {
            type Target = $crate::Error;

            fn deref(&self) -> &$crate::Error {
                self.meta()
            }
        }

        impl $crate::codegen_v1::ReadErrorMembers for $error {
            fn read_error_members(
                code: &::core::primitive::str,
                element: $crate::codegen_v1::Element<'_>,
            ) -> ::core::option::Option<$crate::codegen_v1::ErrorMembers> {
                match (code, element) {
                    $(
                        ($code, element) => {
                            <$shape as $crate::codegen_v1::ReadErrorMembers>::read_error_members(
                                code, element,
                            )
                        }
                    )*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::convert::From<$crate::Error> for $error {
            fn from(error: $crate::Error) -> Self {
                match error.code() {
                    $(
                        ::core::option::Option::Some($code) => {
                            Self::$variant(::core::convert::From::from(error))
                        }
                    )*
                    _ => Self::Unhandled(error),
                }
            }
        }

        $(
            impl ::core::convert::From<$shape> for $error {
                fn from(error: $shape) -> Self {
                    Self::$variant(error)
                }
            }
        )*

        impl ::core::convert::From<$crate::BuildError> for $error {
            fn from(error: $crate::BuildError) -> Self {
                Self::Unhandled(::core::convert::From::from(error))
            }
        }

        impl ::core::convert::From<$error> for $crate::Error {
            fn from(error: $error) -> Self {
                ::core::clone::Clone::clone(error.meta())
            }
        }

        impl ::core::fmt::Display for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(self.meta(), f)
            }
        }

        impl ::std::error::Error for $error {
            fn source(&self) -> ::core::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::error::Error::source(self.meta())
            }
        }
    };
}

/// Passes the members of `error`, as the error shape `S`, to `copy`: those that were read when the
/// response was parsed or, if the error was made in another way, those in its body.
pub fn copy_members<S: ReadErrorMembers + Any>(error: &Error, copy: impl FnOnce(&S)) {
    let code = error.code().unwrap_or_default();
    let in_body = || error.details(|element| Ok(S::read_error_members(code, element)));
    let members = error.parts().members.clone();
    if let Some(members) = members.or_else(|| in_body().flatten())
        && let Some(shape) = members.get()
    {
        copy(shape);
    }
}

pub use crate::{
    __codegen_v1_error_shape as error_shape, __codegen_v1_operation_error as operation_error,
};
