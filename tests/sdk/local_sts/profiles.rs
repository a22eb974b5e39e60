//! The default chain, with files and environment variables that name the stand-in as the endpoint.

use querysmith::ConfigLoader;
use querysmith::credentials::ProviderContext;
use querysmith::env::Env;
use querysmith::files::Files;

use super::*;

fn env(sts: &LocalSts) -> Env {
    let url = sts.url();
    let alice = sts.credentials("alice").unwrap();
    let variables = [
        ("AWS_ENDPOINT_URL_STS", url.as_str()),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", alice.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", alice.secret_access_key()),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("HOME", "/home/ann"),
    ];
    variables.into_iter().collect()
}

#[tokio::test]
async fn environment_variables_are_enough() {
    let sts = LocalSts::start().await.unwrap();
    let context = ProviderContext::new()
        .with_env(env(&sts))
        .with_files(Files::empty());
    let config = ConfigLoader::new().context(context).load().await.unwrap();
    assert_eq!(arn_of(&config).await, ALICE);
}

#[tokio::test]
async fn a_chain_of_profiles_ends_with_the_selected_role() {
    let sts = LocalSts::start().await.unwrap();
    let text = format!(
        "[profile hall]\nrole_arn = {HALL}\nrole_session_name = build-42\nsource_profile = deploy\n\
         [profile deploy]\nrole_arn = {DEPLOY}\nrole_session_name = build-42\n\
         credential_source = Environment\n"
    );
    let files: Files = [("/home/ann/.aws/config", text.as_str())]
        .into_iter()
        .collect();
    let context = ProviderContext::new().with_env(env(&sts)).with_files(files);
    let config = ConfigLoader::new()
        .context(context)
        .profile("hall")
        .load()
        .await
        .unwrap();
    assert_eq!(
        arn_of(&config).await,
        "arn:aws:sts::444455556666:assumed-role/hall/build-42"
    );
}
