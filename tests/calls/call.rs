//! The interface that the fluent builders of all operations share.

use std::fmt::Debug;
use std::ops::Deref;

use querysmith::presigning::{PresignedRequest, PresigningConfig};
use querysmith::sts::Client;
use querysmith::sts::operation::{
    assume_role, assume_role_with_saml, assume_role_with_web_identity, assume_root,
    decode_authorization_message, get_access_key_info, get_caller_identity,
    get_delegated_access_token, get_federation_token, get_session_token, get_web_identity_token,
};
use querysmith::{Error, Operation};

/// A fluent builder, as returned by `client.assume_role()`.
pub(crate) trait Call: Debug + Clone + Sized {
    type Input: Operation<Output = Self::Output, Error = Self::Error> + Clone + PartialEq;
    type Output: Debug + Clone + PartialEq + Send;
    type Error: std::error::Error + Deref<Target = Error> + PartialEq + 'static;

    /// Creates a call with no member set.
    fn start(client: &Client) -> Self;
    fn input(&self) -> &Self::Input;
    async fn send(self) -> Result<Self::Output, Self::Error>;
    fn is_unhandled(error: &Self::Error) -> bool;
    fn request_id(output: &Self::Output) -> Option<&str>;
}

/// The functions that only async calls have.
pub(crate) trait AsyncCall: Call {
    async fn presigned(self, presigning: PresigningConfig)
    -> Result<PresignedRequest, Self::Error>;
    /// The customized call, with a header whose value is a secret.
    fn customized(self) -> impl Debug;
}

macro_rules! calls {
    ($($method:ident: $builder:ident, $input:ident, $output:ident, $error:ident;)*) => {$(
        impl Call for $method::builders::$builder {
            calls! { @same $method, $input, $output, $error }

            fn start(client: &Client) -> Self {
                client.$method()
            }

            async fn send(self) -> Result<Self::Output, Self::Error> {
                self.send().await
            }
        }

        impl AsyncCall for $method::builders::$builder {
            async fn presigned(
                self,
                presigning: PresigningConfig,
            ) -> Result<PresignedRequest, Self::Error> {
                self.presigned(presigning).await
            }

            fn customized(self) -> impl Debug {
                self.customize().header("x-secret", "hush-header")
            }
        }

        #[cfg(feature = "blocking")]
        impl Call for $method::builders::$builder<querysmith::blocking::ClientCore> {
            calls! { @same $method, $input, $output, $error }

            fn start(client: &Client) -> Self {
                querysmith::sts::blocking::Client::new(client.config()).$method()
            }

            /// Runs on another thread, because the server needs the runtime of the test meanwhile.
            async fn send(self) -> Result<Self::Output, Self::Error> {
                let call = tokio::task::spawn_blocking(move || self.send());
                call.await.expect("a call that does not panic")
            }
        }
    )*};
    (@same $method:ident, $input:ident, $output:ident, $error:ident) => {
        type Input = $method::$input;
        type Output = $method::$output;
        type Error = $method::$error;

        fn input(&self) -> &Self::Input {
            self.as_input()
        }

        fn is_unhandled(error: &Self::Error) -> bool {
            matches!(error, $method::$error::Unhandled(_))
        }

        fn request_id(output: &Self::Output) -> Option<&str> {
            output.request_id()
        }
    };
}

calls! {
    assume_role: AssumeRoleFluentBuilder, AssumeRoleInput, AssumeRoleOutput, AssumeRoleError;
    assume_role_with_saml: AssumeRoleWithSamlFluentBuilder, AssumeRoleWithSamlInput,
        AssumeRoleWithSamlOutput, AssumeRoleWithSamlError;
    assume_role_with_web_identity: AssumeRoleWithWebIdentityFluentBuilder,
        AssumeRoleWithWebIdentityInput, AssumeRoleWithWebIdentityOutput,
        AssumeRoleWithWebIdentityError;
    assume_root: AssumeRootFluentBuilder, AssumeRootInput, AssumeRootOutput, AssumeRootError;
    decode_authorization_message: DecodeAuthorizationMessageFluentBuilder,
        DecodeAuthorizationMessageInput, DecodeAuthorizationMessageOutput,
        DecodeAuthorizationMessageError;
    get_access_key_info: GetAccessKeyInfoFluentBuilder, GetAccessKeyInfoInput,
        GetAccessKeyInfoOutput, GetAccessKeyInfoError;
    get_caller_identity: GetCallerIdentityFluentBuilder, GetCallerIdentityInput,
        GetCallerIdentityOutput, GetCallerIdentityError;
    get_delegated_access_token: GetDelegatedAccessTokenFluentBuilder,
        GetDelegatedAccessTokenInput, GetDelegatedAccessTokenOutput, GetDelegatedAccessTokenError;
    get_federation_token: GetFederationTokenFluentBuilder, GetFederationTokenInput,
        GetFederationTokenOutput, GetFederationTokenError;
    get_session_token: GetSessionTokenFluentBuilder, GetSessionTokenInput, GetSessionTokenOutput,
        GetSessionTokenError;
    get_web_identity_token: GetWebIdentityTokenFluentBuilder, GetWebIdentityTokenInput,
        GetWebIdentityTokenOutput, GetWebIdentityTokenError;
}
