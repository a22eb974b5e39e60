//! The user agent, in version 2.1 of the format that AWS SDKs share.

use http::HeaderValue;

use crate::config::Config;
use crate::config::retry::RetryMode;
use crate::spec::Service;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The minimum supported Rust version of this crate: the version of the compiler that built it is
/// not available to the code.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The maximum length of an application id, in characters.
const MAX_APP_ID_LENGTH: usize = 50;

/// The reason for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A single call.
    Call,
    /// A page of a paginator.
    Page,
    /// A poll of a waiter.
    Wait,
}

/// `querysmith/0.1.0 ua/2.1 api/sts#0.1.0 os/linux lang/rust#1.88 exec-env/<..> m/E,N app/<..>`.
pub(super) fn user_agent(
    config: &Config,
    service: &Service,
    purpose: Purpose,
    is_compressed: bool,
) -> HeaderValue {
    let mut text = String::with_capacity(96);
    text.push_str(concat!(
        "querysmith/",
        env!("CARGO_PKG_VERSION"),
        " ua/2.1 api/"
    ));
    push_token(
        &mut text,
        service.sdk_id.chars().map(|c| c.to_ascii_lowercase()),
    );
    text.extend(["#", VERSION, " os/", os(), " lang/rust#", RUST_VERSION]);
    if let Some(execution_env) = config.execution_env() {
        text.push_str(" exec-env/");
        push_token(&mut text, execution_env.chars());
    }
    push_features(&mut text, features(config, service, purpose, is_compressed));
    if let Some(app_id) = config.app_id() {
        text.push_str(" app/");
        push_token(&mut text, app_id.chars().take(MAX_APP_ID_LENGTH));
    }
    // The text consists of token characters, which are all allowed in a header value.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("querysmith"))
}

/// The codes of the features in use. All AWS SDKs share these codes.
fn features(
    config: &Config,
    service: &Service,
    purpose: Purpose,
    is_compressed: bool,
) -> [Option<&'static str>; 4] {
    let purpose = match purpose {
        Purpose::Call => None,
        Purpose::Wait => Some("B"),
        Purpose::Page => Some("C"),
    };
    let retry_mode = match config.retry_mode() {
        RetryMode::Standard => Some("E"),
        RetryMode::Adaptive => Some("F"),
        RetryMode::Off => None,
    };
    let compression = is_compressed.then_some("L");
    let endpoint_override = config.endpoint_url(service).map(|_| "N");
    [purpose, retry_mode, compression, endpoint_override]
}

/// Writes the list of features as ` m/E,N`, or nothing if it is empty.
fn push_features(text: &mut String, features: [Option<&str>; 4]) {
    let mut separator = " m/";
    for feature in features.into_iter().flatten() {
        text.push_str(separator);
        text.push_str(feature);
        separator = ",";
    }
}

/// The name of the operating system, if the format defines one for it.
fn os() -> &'static str {
    match std::env::consts::OS {
        os @ ("linux" | "macos" | "windows" | "android" | "ios") => os,
        _ => "other",
    }
}

/// Writes `-` for each character that is not allowed in a token of RFC 9110.
fn push_token(text: &mut String, value: impl Iterator<Item = char>) {
    text.extend(value.map(|c| if is_token(c) { c } else { '-' }));
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigBuilder;
    use crate::spec::endpoint::EndpointError;
    use crate::system::env::Env;

    const SERVICE: Service = Service::new(
        "Elastic Beanstalk",
        "2010-12-01",
        "elasticbeanstalk",
        |_| Err(EndpointError::new("not asked")),
    );

    fn user_agent_of(variables: &[(&str, &str)]) -> String {
        let env: Env = variables.iter().copied().collect();
        let config = ConfigBuilder::from_env(&env).unwrap().build();
        let user_agent = user_agent(&config, &SERVICE, Purpose::Call, false);
        user_agent.to_str().unwrap().to_owned()
    }

    fn expected_start() -> String {
        format!(
            "querysmith/{VERSION} ua/2.1 api/elastic-beanstalk#{VERSION} os/{} lang/rust#{RUST_VERSION}",
            os()
        )
    }

    #[test]
    fn the_user_agent_names_this_crate_the_service_and_the_platform() {
        assert_eq!(user_agent_of(&[]), expected_start() + " m/E");
    }

    #[test]
    fn the_execution_environment_and_the_application_id_are_appended() {
        let text = user_agent_of(&[
            ("AWS_SDK_UA_APP_ID", "billing"),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_rust"),
        ]);
        assert_eq!(
            text,
            expected_start() + " exec-env/AWS_Lambda_rust m/E app/billing"
        );
    }

    #[test]
    fn only_features_in_use_are_listed() {
        for (retry_mode, url, expected) in [
            ("adaptive", "", " m/F"),
            ("standard", "http://h", " m/E,N"),
            ("off", "http://h", " m/N"),
            ("off", "", ""),
        ] {
            let variables = [("AWS_RETRY_MODE", retry_mode), ("AWS_ENDPOINT_URL", url)];
            assert_eq!(user_agent_of(&variables), expected_start() + expected);
        }
    }

    #[test]
    fn the_purpose_of_a_call_and_compression_are_listed() {
        let config = Config::builder().endpoint_url("http://h").build();
        let end = |purpose, is_compressed| {
            let text = user_agent(&config, &SERVICE, purpose, is_compressed);
            text.to_str()
                .unwrap()
                .rsplit(' ')
                .next()
                .unwrap()
                .to_owned()
        };
        assert_eq!(end(Purpose::Wait, false), "m/B,E,N");
        assert_eq!(end(Purpose::Page, false), "m/C,E,N");
        assert_eq!(end(Purpose::Call, true), "m/E,L,N");
    }

    #[test]
    fn an_application_id_is_sanitized_and_limited_to_50_characters() {
        let app_id = format!("my app\r\nx/{}", "y".repeat(90));
        let text = user_agent_of(&[("AWS_SDK_UA_APP_ID", &app_id)]);
        let app_id = text.rsplit(' ').next().unwrap();
        assert_eq!(app_id, format!("app/my-app--x-{}", "y".repeat(40)));
    }
}
