// Assumes a role and prints its credentials as shell variables.

use aws_config::BehaviorVersion;
use aws_sdk_sts::Client;
use aws_sdk_sts::types::Tag;

pub struct Args {
    pub role_arn: String,
    pub session_name: String,
    pub external_id: Option<String>,
    pub duration: i32,
}

async fn assume(
    client: &Client,
    args: &Args,
) -> Result<aws_sdk_sts::types::Credentials, Box<dyn std::error::Error>> {
    let tag = Tag::builder().key("team").value("search").build()?;
    let response = client
        .assume_role()
        .role_arn(&args.role_arn)
        .role_session_name(&args.session_name)
        .set_external_id(args.external_id.clone())
        .duration_seconds(args.duration)
        .tags(tag)
        .send()
        .await?;
    response
        .credentials
        .ok_or_else(|| "no credentials in the response".into())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let client = Client::new(&config);
    let args = Args {
        role_arn: "arn:aws:iam::111122223333:role/Deploy".to_string(),
        session_name: "build-42".to_string(),
        external_id: Some("vendor-7".into()),
        duration: 900,
    };
    let credentials = assume(&client, &args).await?;
    println!("export AWS_ACCESS_KEY_ID={}", credentials.access_key_id());
    println!(
        "export AWS_SECRET_ACCESS_KEY={}",
        credentials.secret_access_key()
    );
    println!("export AWS_SESSION_TOKEN={}", credentials.session_token());
    println!("# expires at {}", credentials.expiration());
    Ok(())
}
