//! A minimal program that calls STS with querysmith. Its build is measured.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = querysmith::Config::from_env()?;
    let client = querysmith::sts::Client::new(&config);
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
