//! Sources of web identity tokens and SAML assertions.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::files::Files;
use querysmith_runtime::{CredentialsError, SensitiveString};

/// The maximum size of a token in bytes. STS accepts web identity tokens of up to 20 000.
const LIMIT: usize = 128 * 1024;

type Token = Result<SensitiveString, CredentialsError>;

/// A source of web identity tokens or SAML assertions. It is called each time one is needed,
/// because they expire soon.
#[derive(Clone)]
pub struct TokenSource(Kind);

#[derive(Clone)]
enum Kind {
    File(Files, PathBuf),
    Function(Arc<dyn Fn() -> BoxFuture<'static, Token> + Send + Sync>),
}

impl TokenSource {
    /// Reads the file at `path` each time, without surrounding whitespace.
    pub fn file(files: Files, path: impl Into<PathBuf>) -> Self {
        Self(Kind::File(files, path.into()))
    }

    /// Calls `function` each time. Its error becomes that of the provider, so it must not contain a
    /// secret.
    ///
    /// ```
    /// use querysmith::credentials::TokenSource;
    ///
    /// async fn sign_in() -> std::io::Result<String> {
    ///     Ok("a token".to_owned())
    /// }
    /// let source = TokenSource::function(sign_in);
    /// ```
    pub fn function<P, F, T, E>(function: P) -> Self
    where
        P: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<SensitiveString>,
        E: StdError + Send + Sync + 'static,
    {
        Self(Kind::Function(Arc::new(move || {
            let result = function();
            Box::pin(async move {
                result.await.map(Into::into).map_err(|error| {
                    CredentialsError::failed(format!("the function returned no token: {error}"))
                        .with_source(error)
                })
            })
        })))
    }

    pub(super) async fn get(&self, subject: &str) -> Token {
        let token = match &self.0 {
            Kind::File(files, path) => read(files, path).await,
            Kind::Function(function) => function().await,
        };
        let token = token.map_err(|error| {
            CredentialsError::failed(format!("{subject}: {}", error.message())).with_source(error)
        })?;
        if token.is_empty() {
            return Err(CredentialsError::failed(format!(
                "{subject}: the token from {self:?} is empty"
            )));
        }
        Ok(token)
    }
}

async fn read(files: &Files, path: &Path) -> Token {
    let contents = files.read_async(path, LIMIT).await;
    match contents.and_then(|contents| contents.into_text()) {
        Ok(text) => Ok(text.trim().into()),
        Err(error) => Err(
            CredentialsError::failed(format!("the token cannot be read: {error}"))
                .with_source(error),
        ),
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::File(_, path) => write!(f, "{}", path.display()),
            Kind::Function(_) => f.write_str("a function"),
        }
    }
}
