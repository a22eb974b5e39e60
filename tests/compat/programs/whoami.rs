// Prints who the caller is, in the region and with the profile of the command line.

use aws_config::meta::region::RegionProviderChain;
use aws_sdk_sts::{Client, Error, config::Region};

#[derive(Debug, Default)]
struct Opt {
    region: Option<String>,
    profile: Option<String>,
    verbose: bool,
}

fn parse_args() -> Opt {
    Opt {
        region: None,
        profile: Some("work".to_owned()),
        verbose: true,
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let Opt {
        region,
        profile,
        verbose,
    } = parse_args();
    let region_provider = RegionProviderChain::first_try(region.map(Region::new))
        .or_default_provider()
        .or_else(Region::new("us-west-2"));
    let shown = region_provider.region().await.unwrap();

    let mut loader = aws_config::from_env().region(region_provider);
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    let shared_config = loader.load().await;
    let client = Client::new(&shared_config);

    if verbose {
        println!("Region: {}", shown.as_ref());
        println!(
            "Region of the config: {}",
            shared_config
                .region()
                .map(|r| r.to_string())
                .unwrap_or_default()
        );
    }
    let identity = client.get_caller_identity().send().await?;
    println!("UserId:  {}", identity.user_id().unwrap_or_default());
    println!("Account: {}", identity.account().unwrap_or_default());
    println!("Arn:     {}", identity.arn().unwrap_or_default());
    Ok(())
}
