//! Which providers of credentials go through a proxy.

#![cfg(feature = "hyper")]

use querysmith_runtime::credentials::{
    ContainerProvider, InstanceMetadataProvider, ProviderContext, SsoProvider,
};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::profile::SsoStep;

#[test]
fn the_services_next_to_a_program_are_never_asked_by_way_of_a_proxy() {
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
    // What a provider sends with is part of its `Debug`.
    let near = [
        format!("{:?}", ContainerProvider::new(&context)),
        format!("{:?}", InstanceMetadataProvider::new(&context)),
    ];
    for provider in near {
        assert!(provider.contains("HyperTransport"), "{provider}");
        assert!(!provider.contains(proxy), "{provider}");
    }
    let step = SsoStep::new("https://x", "us-east-1", "1", "r");
    let far = format!("{:?}", SsoProvider::new(&context, step));
    assert!(far.contains(proxy), "{far}");
}
