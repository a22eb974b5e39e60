// Sorts errors by code and type.

use aws_sdk_sts::Client;
use aws_sdk_sts::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::RequestId;
use aws_sdk_sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};
use aws_sdk_sts::operation::decode_authorization_message::DecodeAuthorizationMessageError;
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;

#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error("cannot assume the role")]
    AssumeRole(#[from] SdkError<AssumeRoleError>),
    #[error("cannot get the identity")]
    Identity(#[source] SdkError<GetCallerIdentityError>),
    #[error("access to {0} is denied")]
    Denied(String),
    #[error("nothing to decode")]
    Decode(#[from] DecodeAuthorizationMessageError),
}

async fn assume(client: &Client, name: &str) -> Result<AssumeRoleOutput, AuthError> {
    let result = client
        .assume_role()
        .role_arn(format!("arn:aws:iam::111122223333:role/{name}"))
        .role_session_name("sorter")
        .send()
        .await;
    match result {
        Ok(output) => Ok(output),
        Err(err) if err.code() == Some("AccessDenied") => Err(AuthError::Denied(name.to_owned())),
        Err(err) => Err(err.into()),
    }
}

fn describe<E>(err: &SdkError<E>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match err.as_service_error() {
        Some(service) => format!("service: {:?} {:?}", service.code(), service.message()),
        None => "client".to_string(),
    }
}

#[tokio::main]
async fn main() {
    let config = aws_config::load_from_env().await;
    let client = Client::new(&config);

    match assume(&client, "Denied").await {
        Err(AuthError::Denied(role)) => println!("denied: {role}"),
        other => println!("{other:?}"),
    }

    let err = match assume(&client, "Malformed").await {
        Err(AuthError::AssumeRole(err)) => err,
        other => panic!("{other:?}"),
    };
    println!("{}", describe(&err));
    println!("request id: {:?}", err.request_id());
    match err.into_service_error() {
        AssumeRoleError::MalformedPolicyDocumentException(e) => {
            println!("malformed: {}", e.message().unwrap_or_default());
        }
        AssumeRoleError::PackedPolicyTooLargeException(_) => println!("too large"),
        e if e.is_region_disabled_exception() => println!("region disabled"),
        e => println!("unexpected {}", e.meta().code().unwrap_or("none")),
    }

    let decode = client
        .decode_authorization_message()
        .encoded_message("abc")
        .send()
        .await;
    if let Err(err) = decode {
        let service_err = err.into_service_error();
        println!(
            "{}",
            service_err.is_invalid_authorization_message_exception()
        );
        let auth: AuthError = service_err.into();
        println!("{auth}");
    }

    let nobody = aws_sdk_sts::config::Builder::from(&config)
        .endpoint_url("http://127.0.0.1:1")
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .build();
    let err = Client::from_conf(nobody)
        .get_caller_identity()
        .send()
        .await
        .unwrap_err();
    println!("{}", describe(&err));
    println!("{}", err.as_service_error().is_none());
    let shown = DisplayErrorContext(&err).to_string();
    println!("{}", shown.contains("refused") || shown.contains("onnect"));
    let auth = AuthError::Identity(err);
    println!("{auth}");
}
