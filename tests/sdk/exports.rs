//! The types in the signatures of the API can be named from this crate.

use querysmith::{
    AsConfig, Config, DateTime, DateTimeError, Error, ErrorMetadataBuilder, Service, Timeouts,
    TimestampFormat,
};

#[test]
fn types_in_signatures_can_be_named() {
    let parse: fn(&str, TimestampFormat) -> Result<DateTime, DateTimeError> = DateTime::parse;
    let timeouts: fn(&Config) -> &Timeouts = Config::timeouts;
    let builder: fn() -> ErrorMetadataBuilder = Error::builder;
    let url: for<'c> fn(&'c Config, &Service) -> Option<&'c str> = Config::endpoint_url;

    assert!(parse("yesterday", TimestampFormat::DateTime).is_err());
    let config = Config::builder().endpoint_url("http://localhost:9").build();
    assert!(timeouts(&config).operation.is_some());
    assert_eq!(
        builder().code("Throttling").build().code(),
        Some("Throttling")
    );
    let service = Service::new("STS", "2011-06-15", "sts", |_| {
        Ok(querysmith::endpoint::Endpoint::new(
            "https://sts.example.com",
        ))
    });
    assert_eq!(url(&config, &service), Some("http://localhost:9"));
    let as_config: fn(&Config) -> &Config = Config::as_config;
    assert_eq!(as_config(&config).region(), None);
}
