//! The requests of `app-querysmith` without an SDK: not signed, and the responses are not parsed.

use http::{Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};

const FORMS: [&str; 2] = [
    "Action=GetCallerIdentity&Version=2011-06-15",
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo&RoleSessionName=demo",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tls = HttpsConnectorBuilder::new().with_native_roots()?;
    let client =
        Client::builder(TokioExecutor::new()).build(tls.https_only().enable_http1().build());
    for form in FORMS {
        let request = Request::post("https://sts.amazonaws.com/")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(form.as_bytes()))?;
        let response = client.request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        println!("{status}: {}", String::from_utf8_lossy(&body));
    }
    Ok(())
}
