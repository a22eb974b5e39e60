// The data of a console sign-in for a federated user.

use aws_sdk_sts::primitives::DateTime;
use aws_sdk_sts::types::{FederatedUser, PolicyDescriptorType, Tag};

const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;

fn tags(pairs: &[(&str, &str)]) -> Result<Vec<Tag>, aws_sdk_sts::error::BuildError> {
    pairs
        .iter()
        .map(|(key, value)| Tag::builder().key(*key).value(*value).build())
        .collect()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let sts = aws_sdk_sts::Client::new(&config);

    let federation = sts
        .get_federation_token()
        .name("carol")
        .policy(POLICY)
        .policy_arns(
            PolicyDescriptorType::builder()
                .arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
                .build(),
        )
        .set_tags(Some(tags(&[("team", "sales"), ("cost-center", "7")])?))
        .duration_seconds(7200)
        .send()
        .await?;

    if let (Some(credentials), Some(user)) = (federation.credentials(), federation.federated_user())
    {
        let session = format!(
            r#"{{"sessionId":"{}","sessionKey":"{}","sessionToken":"{}"}}"#,
            credentials.access_key_id(),
            credentials.secret_access_key(),
            credentials.session_token(),
        );
        println!("{session}");
        println!("{}", name_of(user));
        let left = credentials.expiration().secs() - DateTime::from_secs(2_147_480_000).secs();
        println!("{left} s left");
        println!("{}", *credentials.expiration() > DateTime::from_millis(0));
        println!("{:?}", credentials.expiration().as_secs_f64());
    }

    let missing = Tag::builder().key("only a key").build();
    println!("{}", missing.is_err());
    Ok(())
}

fn name_of(user: &FederatedUser) -> &str {
    user.arn().rsplit('/').next().unwrap_or_default()
}
