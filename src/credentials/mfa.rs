//! Asking the user for a code.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{CredentialsError, SensitiveString};

type Code = Result<SensitiveString, CredentialsError>;

/// Asks the user for the code that an MFA device shows. The program supplies it.
///
/// The code is asked for before the call to STS that needs it, and a
/// [cache](super::CachedCredentials) has no time limit, so the user has all the time it takes where
/// credentials are asked of a provider. A call of a client waits for its credentials within its own
/// limit, 60 s by default: ask the provider beforehand, or give the config another
/// `operation_timeout`.
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
    /// A prompt that is given the serial number or ARN of the device, and gives the code. An error
    /// of it becomes that of the provider, so it must hold no secret.
    pub fn new<P, F, T, E>(prompt: P) -> Self
    where
        P: Fn(String) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<SensitiveString>,
        E: StdError + Send + Sync + 'static,
    {
        Self(Arc::new(move |serial| {
            let message = format!("the prompt for a code of the MFA device {serial} has failed");
            let asked = prompt(serial);
            Box::pin(async move {
                asked.await.map(Into::into).map_err(|error| {
                    CredentialsError::failed(format!("{message}: {error}")).with_source(error)
                })
            })
        }))
    }

    /// The code of the device.
    pub(super) async fn ask(&self, serial: &str) -> Code {
        let code = (self.0)(serial.to_owned()).await?;
        // What a person types has blanks around it, which STS would refuse.
        Ok(code.trim().into())
    }
}

impl fmt::Debug for MfaPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MfaPrompt")
    }
}
