//! The request that a server receives, except for its form and its signature.

use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder;
use querysmith::{Config, Operation};

use crate::case::success;
use crate::client::{bounded, config};
use crate::server::{Behavior, Request, Server};

type Whoami = GetCallerIdentityFluentBuilder;

fn identity() -> Behavior {
    Behavior::Complete(success::<Whoami>())
}

/// The request of `GetCallerIdentity` with this config, as the server receives it.
async fn received(server: &Server, config: &Config) -> Request {
    let call = Client::new(config).get_caller_identity();
    bounded(call.send()).await.unwrap();
    server.request()
}

async fn request() -> Request {
    let server = Server::start([identity()]).await;
    let config = config(&server).build();
    received(&server, &config).await
}

#[tokio::test]
async fn it_posts_a_form_to_the_root_path() {
    let request = request().await;
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/");
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
}

#[tokio::test]
async fn it_has_a_content_length_and_is_not_chunked() {
    let request = request().await;
    let length = request.body.len().to_string();
    assert_eq!(request.header("content-length"), Some(length.as_str()));
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn its_host_header_includes_the_port() {
    let server = Server::start([identity()]).await;
    let config = config(&server).build();
    let request = received(&server, &config).await;
    assert_eq!(request.header("host"), Some(server.address()));
}

#[tokio::test]
async fn it_has_a_user_agent() {
    let server = Server::start([identity()]).await;
    let config = config(&server).app_id("billing").build();
    let request = received(&server, &config).await;
    let user_agent = request.header("user-agent").expect("a user agent");
    let version = env!("CARGO_PKG_VERSION");
    let start = format!("querysmith/{version} ua/2.1 api/sts#{version} os/");
    assert!(user_agent.starts_with(&start), "{user_agent}");
    assert!(user_agent.contains(" lang/rust#"), "{user_agent}");
    assert!(user_agent.ends_with(" app/billing"), "{user_agent}");
}

#[tokio::test]
async fn it_has_no_headers_of_other_services_or_protocols() {
    let request = request().await;
    for name in [
        "x-amz-content-sha256",
        "x-amzn-query-mode",
        "x-amz-target",
        "expect",
    ] {
        assert_eq!(request.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn the_path_of_a_custom_endpoint_is_kept_and_ends_with_a_slash() {
    for (path, target) in [
        ("", "/"),
        ("/", "/"),
        ("/custom", "/custom/"),
        ("/custom/", "/custom/"),
        ("/a/b%20c", "/a/b%20c/"),
    ] {
        let server = Server::start([identity()]).await;
        let url = server.url() + path;
        let config = config(&server).endpoint_url(url).build();
        let request = received(&server, &config).await;
        assert_eq!(request.target, target, "endpoint path {path:?}");
        assert!(request.header("authorization").is_some());
    }
}

#[test]
fn it_goes_to_the_endpoint_of_the_region_by_default() {
    let of_region = |region: &str| Config::builder().region(region);
    for (config, uri) in [
        (
            of_region("eu-west-1"),
            "https://sts.eu-west-1.amazonaws.com/",
        ),
        (
            of_region("cn-north-1"),
            "https://sts.cn-north-1.amazonaws.com.cn/",
        ),
        (of_region("aws-global"), "https://sts.amazonaws.com/"),
        (
            of_region("us-east-2").use_fips(true),
            "https://sts-fips.us-east-2.amazonaws.com/",
        ),
        (
            of_region("us-east-2").use_dual_stack(true),
            "https://sts.us-east-2.api.aws/",
        ),
    ] {
        let config = config.build();
        let call = Client::new(&config).get_caller_identity();
        let request = call.as_input().to_request(&config).unwrap();
        assert_eq!(request.uri(), uri);
        assert_eq!(request.headers()["host"], request.uri().host().unwrap());
    }
}
