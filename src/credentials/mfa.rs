//! Prompts the user for an MFA code.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{CredentialsError, SensitiveString};

type Code = Result<SensitiveString, CredentialsError>;

/// A prompt for the code of an MFA device. The program supplies it.
///
/// The prompt runs before the call to STS that needs the code, and a
/// [cache](super::CachedCredentials) has no time limit, so the user can take any time if the
/// program calls the provider itself. The time limit of a client's call, 60 s by default, includes
/// resolving its credentials: call the provider beforehand, or set another `operation_timeout` in
/// the config.
///
/// ```
/// use querysmith::credentials::MfaPrompt;
///
/// async fn ask_user(question: String) -> std::io::Result<String> {
///     Ok("123456".to_owned())
/// }
/// let prompt = MfaPrompt::new(|serial| ask_user(format!("Code of {serial}: ")));
/// ```
#[derive(Clone)]
pub struct MfaPrompt(Arc<dyn Fn(String) -> BoxFuture<'static, Code> + Send + Sync>);

impl MfaPrompt {
    /// A prompt that receives the serial number or ARN of the device, and returns the code. Its
    /// error becomes the provider's error, so it must not contain a secret.
    pub fn new<P, F, T, E>(prompt: P) -> Self
    where
        P: Fn(String) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<SensitiveString>,
        E: StdError + Send + Sync + 'static,
    {
        Self(Arc::new(move |serial| {
            let message = format!("the prompt for a code of the MFA device {serial} failed");
            let result = prompt(serial);
            Box::pin(async move {
                result.await.map(Into::into).map_err(|error| {
                    CredentialsError::failed(format!("{message}: {error}")).with_source(error)
                })
            })
        }))
    }

    /// Prompts for the code of a device.
    pub(super) async fn ask(&self, serial: &str) -> Code {
        let code = (self.0)(serial.to_owned()).await?;
        // Typed or pasted text often has surrounding whitespace, which STS would reject.
        Ok(code.trim().into())
    }
}

impl fmt::Debug for MfaPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MfaPrompt")
    }
}
