// Errors from the service, and errors that tests build.

use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::types::error::{ExpiredTokenException, MalformedPolicyDocumentException};
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ErrorMetadata;
use std::fmt;

#[derive(Debug)]
enum Error {
    AssumeRole(Box<SdkError<AssumeRoleError>>),
    AccessDenied {
        message: String,
        request_id: Option<String>,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::AssumeRole(err) => write!(f, "{}", DisplayErrorContext(err.as_ref())),
            Error::AccessDenied {
                message,
                request_id,
            } => write!(f, "{message} {}", request_id.as_deref().unwrap_or("-")),
        }
    }
}

impl From<SdkError<AssumeRoleError>> for Error {
    fn from(err: SdkError<AssumeRoleError>) -> Self {
        use aws_sdk_sts::operation::RequestId;
        let request_id = err.request_id().map(str::to_string);
        match err.meta().code() {
            Some("AccessDenied") | Some("AccessDeniedException") => Error::AccessDenied {
                message: err.meta().message().unwrap_or("denied").to_string(),
                request_id,
            },
            _ => Error::AssumeRole(Box::new(err)),
        }
    }
}

fn is_denied<E: ProvideErrorMetadata>(err: &SdkError<E>) -> bool {
    err.code()
        .is_some_and(|code| code.starts_with("AccessDenied"))
}

fn log<E>(what: &str, err: SdkError<E>) -> String
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let status = err.raw_response().map(|r| r.status().as_u16());
    format!("{what}: {:?} {status:?}", err.into_service_error().code())
}

fn is_retryable(err: &AssumeRoleError) -> bool {
    match err {
        AssumeRoleError::ExpiredTokenException(inner) => inner.message().is_some(),
        AssumeRoleError::RegionDisabledException(_) => false,
        _ => err.code() == Some("Throttling"),
    }
}

#[tokio::main]
async fn main() {
    let config = aws_config::load_from_env().await;
    let client = aws_sdk_sts::Client::new(&config);
    let call = |name: &str| {
        client
            .assume_role()
            .role_arn(format!("arn:aws:iam::1:role/{name}"))
            .role_session_name("x")
            .send()
    };
    let err = call("Denied").await.unwrap_err();
    println!("{}", is_denied(&err));
    println!("{}", Error::from(err));
    let err = call("Malformed").await.unwrap_err();
    println!("{}", is_denied(&err));
    println!("{}", log("assume", err));

    let expired = ExpiredTokenException::builder().message("too late").build();
    println!(
        "{}",
        is_retryable(&AssumeRoleError::ExpiredTokenException(expired))
    );
    let generic = AssumeRoleError::generic(
        ErrorMetadata::builder()
            .code("Throttling")
            .message("slow down")
            .build(),
    );
    println!("{}", is_retryable(&generic));
    let malformed = MalformedPolicyDocumentException::builder().build();
    println!("{:?}", malformed.message());
}
