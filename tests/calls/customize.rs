//! `.customize()` changes one call, and does not affect other calls of the client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::AssumeRoleInput;
use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder as Whoami;
use querysmith::validate::ValidationLevel;
use querysmith::{Credentials, ErrorKind, RetryMode};

use crate::case::success;
use crate::client::{bounded, config};
use crate::server::{Behavior, Reply, Server};
use crate::signature::sign_again;

async fn server(responses: usize) -> Server {
    let responses = vec![Behavior::Complete(success::<Whoami>()); responses];
    Server::start(responses).await
}

fn client(server: &Server) -> Client {
    Client::new(&config(server).build())
}

#[tokio::test]
async fn settings_of_one_call_do_not_affect_the_next() {
    let server = server(2).await;
    let client = client(&server);
    let call = client.get_caller_identity().customize();
    let call = call.config_override(|config| {
        config
            .region("us-east-2")
            .credentials_provider(Credentials::new("EXAMPLE_OTHER_KEY_ID", "hush"))
            .app_id("audit")
    });
    bounded(call.send()).await.unwrap();
    bounded(client.get_caller_identity().send()).await.unwrap();

    let [customized, plain] = server.requests().try_into().unwrap();
    let scope = |request: &crate::server::Request| {
        let authorization = request.header("authorization").unwrap();
        let scope = authorization.split([' ', ',']).nth(1).unwrap();
        scope.strip_prefix("Credential=").unwrap().to_owned()
    };
    assert_eq!(
        scope(&customized),
        "EXAMPLE_OTHER_KEY_ID/20260504/us-east-2/sts/aws4_request"
    );
    assert_eq!(customized.header("x-amz-security-token"), None);
    assert!(
        customized
            .header("user-agent")
            .unwrap()
            .ends_with(" app/audit")
    );
    assert_eq!(
        scope(&plain),
        "EXAMPLE_SIGNING_KEY_ID/20260504/eu-west-1/sts/aws4_request"
    );
    assert!(!plain.header("user-agent").unwrap().contains("app/"));
    // Both calls use the client's connection pool.
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn one_call_can_use_another_endpoint() {
    let (here, there) = (server(0).await, server(1).await);
    let url = there.url();
    let call = client(&here).get_caller_identity().customize();
    let call = call.config_override(|config| config.endpoint_url(url));
    bounded(call.send()).await.unwrap();
    assert_eq!((here.connections(), there.connections()), (0, 1));
}

#[tokio::test]
async fn one_call_can_have_more_attempts() {
    let busy = || Behavior::Complete(Reply::new(503, ""));
    let server = Server::start([busy(), Behavior::Complete(success::<Whoami>()), busy()]).await;
    let client = client(&server);
    let call = client.get_caller_identity().customize();
    let call = call.config_override(|config| {
        config
            .retry_mode(RetryMode::Standard)
            .max_attempts(2)
            .new_retries_2026(true)
    });
    let output = bounded(call.send()).await.unwrap();
    assert_eq!(output.response_metadata().attempts().len(), 2);
    let error = bounded(client.get_caller_identity().send())
        .await
        .unwrap_err();
    assert_eq!(error.metadata().unwrap().attempts().len(), 1);
}

#[tokio::test]
async fn one_call_can_have_other_time_limits() {
    let server = Server::start([Behavior::Hang, Behavior::Hang]).await;
    let call = || client(&server).get_caller_identity().customize();
    let limit = Duration::from_millis(20);
    let read = call().config_override(|config| config.read_timeout(limit));
    let error = bounded(read.send()).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("20ms (read timeout)"), "{error}");
    let whole = call().config_override(|config| config.operation_timeout(limit));
    let error = bounded(whole.send()).await.unwrap_err();
    assert!(
        error.to_string().contains("20ms (operation timeout)"),
        "{error}"
    );
}

#[tokio::test]
async fn one_call_can_use_strict_validation() {
    let server = server(0).await;
    let call = client(&server)
        .assume_role()
        .role_arn("arn:aws:iam::111122223333:role/deploy")
        .role_session_name("no spaces are allowed here")
        .customize()
        .config_override(|config| config.validation(ValidationLevel::Strict));
    let error = bounded(call.send()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_header_of_one_call_is_signed() {
    let server = server(2).await;
    let client = client(&server);
    let call = client.get_caller_identity().customize();
    let call = call.header("x-server-id", "vault").header("X-Ticket", "42");
    bounded(call.send()).await.unwrap();
    bounded(client.get_caller_identity().send()).await.unwrap();

    let [customized, plain] = server.requests().try_into().unwrap();
    assert_eq!(customized.header("x-server-id"), Some("vault"));
    assert_eq!(customized.header("x-ticket"), Some("42"));
    let authorization = customized.header("authorization").unwrap();
    assert!(
        authorization.contains(";x-server-id;x-ticket,"),
        "{authorization}"
    );
    assert_eq!(sign_again(&customized, &server), authorization);
    assert_eq!(plain.header("x-server-id"), None);
}

#[tokio::test]
async fn an_invalid_header_is_an_error_that_does_not_show_its_value() {
    let server = server(0).await;
    for (name, value, what) in [
        ("no name", "hush", "name"),
        ("x-a", "hush\r\nx-b: c", "value"),
    ] {
        let call = client(&server).get_caller_identity().customize();
        let call = call.header(name, value);
        assert!(!format!("{call:?}").contains("hush"));
        let error = bounded(call.send()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            format!(
                "GetCallerIdentity failed: the header {name:?} cannot be sent: invalid header {what}"
            )
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_request_is_modified_before_it_is_signed() {
    let server = server(1).await;
    let call = client(&server).get_caller_identity().customize();
    let call = call.mutate_request(|request| {
        let body = [request.body(), &b"&Extra=1"[..]].concat();
        *request.body_mut() = body.into();
    });
    bounded(call.send()).await.unwrap();
    let request = server.request();
    assert!(request.body.ends_with("&Extra=1"), "{}", request.body);
    let authorization = request.header("authorization").unwrap();
    assert_eq!(sign_again(&request, &server), authorization);
}

/// An interceptor that records its name, and the operation and input that it is called for.
#[derive(Debug)]
struct Recorder(&'static str, Arc<Mutex<Vec<String>>>);

impl Interceptor for Recorder {
    fn read_before_execution(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        let role = context.input::<AssumeRoleInput>();
        let role = role.and_then(|input| input.role_arn.as_deref());
        let (service, operation) = (context.service(), context.operation());
        let line = format!("{} {service} {operation} {role:?}", self.0);
        self.1.lock().unwrap().push(line);
        Ok(())
    }
}

#[tokio::test]
async fn interceptors_of_the_client_run_before_those_of_the_call() {
    let server = server(2).await;
    let lines = Arc::default();
    let config = config(&server).interceptor(Recorder("client", Arc::clone(&lines)));
    let client = Client::new(&config.build());
    let call = client.assume_role().role_arn("deploy").customize();
    let call = call.interceptor(Recorder("call", Arc::clone(&lines)));
    let error = bounded(call.send()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    bounded(client.get_caller_identity().send()).await.unwrap();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            r#"client STS AssumeRole Some("deploy")"#,
            r#"call STS AssumeRole Some("deploy")"#,
            "client STS GetCallerIdentity None",
        ]
    );
}

#[tokio::test]
async fn a_call_can_be_awaited_without_send() {
    let server = server(2).await;
    let client = client(&server);
    bounded(client.get_caller_identity().into_future())
        .await
        .unwrap();
    let call = client.get_caller_identity().customize();
    bounded(call.header("x-ticket", "42").into_future())
        .await
        .unwrap();
    let [_, customized] = server.requests().try_into().unwrap();
    assert_eq!(customized.header("x-ticket"), Some("42"));
    // As callers write it, also in a task that may move between threads.
    let never_polled = async move { client.get_caller_identity().await };
    let _: Box<dyn Future<Output = _> + Send> = Box::new(never_polled);
}
