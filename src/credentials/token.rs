//! Where the proof of an identity comes from: a web identity token or a SAML assertion.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::files::Files;
use querysmith_runtime::{CredentialsError, SensitiveString};

/// The most bytes of a token that are read. STS takes 20 000 of a web identity token.
const LIMIT: usize = 128 * 1024;

type Token = Result<SensitiveString, CredentialsError>;

/// Where a web identity token or a SAML assertion comes from. It is asked for each time one is
/// needed, for they do not last.
#[derive(Clone)]
pub struct TokenSource(Kind);

#[derive(Clone)]
enum Kind {
    File(Files, PathBuf),
    Function(Arc<dyn Fn() -> BoxFuture<'static, Token> + Send + Sync>),
}

impl TokenSource {
    /// The file at `path`, read anew each time, without the blanks around it.
    pub fn file(files: Files, path: impl Into<PathBuf>) -> Self {
        Self(Kind::File(files, path.into()))
    }

    /// What `function` gives. An error of it becomes that of the provider, so it must hold no
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
            let asked = function();
            Box::pin(async move {
                asked.await.map(Into::into).map_err(|error| {
                    CredentialsError::failed(format!("no token was given: {error}"))
                        .with_source(error)
                })
            })
        })))
    }

    pub(super) async fn get(&self, whom: &str) -> Token {
        let token = match &self.0 {
            Kind::File(files, path) => read(files, path),
            Kind::Function(function) => function().await,
        };
        let token = token.map_err(|error| {
            CredentialsError::failed(format!("{whom}: {}", error.message())).with_source(error)
        })?;
        if token.is_empty() {
            return Err(CredentialsError::failed(format!(
                "{whom}: the token from {self:?} is empty"
            )));
        }
        Ok(token)
    }
}

fn read(files: &Files, path: &Path) -> Token {
    let contents = files.read(path, LIMIT);
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
