//! The program of `app-querysmith` with the official SDK. Its build is the baseline of the
//! comparison.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = aws_sdk_sts::Client::new(&config);
    let identity = client.get_caller_identity().send().await?;
    println!("{}", identity.arn().unwrap_or_default());
    let role = client
        .assume_role()
        .role_arn("arn:aws:iam::123456789012:role/demo")
        .role_session_name("demo")
        .send()
        .await?;
    let credentials = role.credentials().ok_or("no credentials")?;
    println!("{} until {}", credentials.access_key_id(), credentials.expiration());
    Ok(())
}
