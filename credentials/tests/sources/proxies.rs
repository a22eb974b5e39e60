//! Which credential providers use a proxy.

use querysmith_credentials::profile::SsoStep;
use querysmith_credentials::{
    ContainerProvider, InstanceMetadataProvider, ProviderContext, SsoProvider,
};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;

#[test]
fn local_metadata_services_are_never_called_through_a_proxy() {
    let proxy = "proxy.example";
    let url = format!("http://{proxy}:3128");
    let env: Env = [
        ("HOME", "/home/ann"),
        ("HTTP_PROXY", &url),
        ("http_proxy", &url),
        ("HTTPS_PROXY", &url),
        ("https_proxy", &url),
    ]
    .into_iter()
    .collect();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(Files::empty());
    // The `Debug` output of a provider includes its transport.
    let local = [
        format!("{:?}", ContainerProvider::new(&context)),
        format!("{:?}", InstanceMetadataProvider::new(&context)),
    ];
    for provider in local {
        assert!(provider.contains("HyperTransport"), "{provider}");
        assert!(!provider.contains(proxy), "{provider}");
    }
    let step = SsoStep::new("https://x", "us-east-1", "1", "r");
    let remote = format!("{:?}", SsoProvider::new(&context, step));
    assert!(remote.contains(proxy), "{remote}");
}
