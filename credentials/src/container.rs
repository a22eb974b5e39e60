//! Credentials from the endpoint of a container agent: ECS and EKS Pod Identity.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri, header};

use crate::context::ProviderContext;
use crate::fetch::{Fetch, Limits, secret_header};
use crate::response::{
    NAMES_OF_AGENTS, check_object, describe_failure, parse_body, take_credentials,
};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::provider_v1::has_valid_port;
use querysmith_runtime::sensitive::SensitiveString;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

const ECS_HOST: &str = "http://169.254.170.2";

/// The addresses other than loopback to which plain HTTP is allowed: the agents of ECS and EKS.
const AGENTS: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
];

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(2),
    read: Duration::from_secs(5),
    attempts: 3,
};

/// The maximum size of a token in bytes.
const TOKEN_LIMIT: usize = 64 * 1024;

/// Provides the credentials of the container that the program runs in, from its agent: that of ECS
/// at `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` on `169.254.170.2`, or the one at
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`, which EKS Pod Identity sets.
///
/// A full URI must be `https`, or `http` to a loopback address, `localhost`, `169.254.170.2`,
/// `169.254.170.23` or `[fd00:ec2::23]`. The authorization token is read from the file in
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` on each call, or else from
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN`; if neither is set, the request has none.
///
/// The connect timeout is 2 s, and a response may take 5 s more. A request has up to 3 attempts if
/// the failures are transient.
#[derive(Debug, Clone)]
pub struct ContainerProvider {
    env: Env,
    files: Files,
    fetch: Fetch,
}

impl ContainerProvider {
    /// A provider that reads the environment of `context`.
    pub fn new(context: &ProviderContext) -> Self {
        Self {
            env: context.env.clone(),
            files: context.files.clone(),
            fetch: Fetch::local(context, LIMITS),
        }
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let uri = self.uri()?;
        let source = format!("container credentials from {}", host_and_port(&uri));
        let token = self.token().await?;
        let request = request(uri, token.as_ref())?;
        let sent = self.fetch.send_checked(&request, check_object).await;
        let response = sent.map_err(|error| error.failed(&source))?;
        if response.status() != StatusCode::OK {
            let secrets = [token.as_deref().unwrap_or_default()];
            let failure = describe_failure(&response, &secrets);
            return Err(CredentialsError::failed(format!("{source}: {failure}")));
        }
        parse_body(response)
            .and_then(|mut object| take_credentials(&mut object, &NAMES_OF_AGENTS))
            .map_err(|problem| CredentialsError::failed(format!("{source}: {problem}")))
    }

    fn uri(&self) -> Result<Uri, CredentialsError> {
        if let Some(path) = self.env.get(RELATIVE_URI) {
            return relative(&path);
        }
        match self.env.get(FULL_URI) {
            Some(uri) => full(&uri),
            None => Err(CredentialsError::not_configured(format!(
                "looked in the environment for {RELATIVE_URI} and {FULL_URI}, which are unset or \
                 blank"
            ))),
        }
    }

    async fn token(&self) -> Result<Option<SensitiveString>, CredentialsError> {
        let Some(path) = self.env.get(TOKEN_FILE) else {
            return Ok(self.env.get(TOKEN).map(SensitiveString::from));
        };
        let contents = self.files.read_async(Path::new(&path), TOKEN_LIMIT).await;
        match contents.and_then(|contents| contents.into_text()) {
            Ok(text) => Ok(Some(text.trim_end().into())),
            Err(error) => Err(CredentialsError::failed(format!(
                "the container's token, in the file that {TOKEN_FILE} names: {error}"
            ))
            .with_source(error)),
        }
    }
}

impl ProvideCredentials for ContainerProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}

fn request(uri: Uri, token: Option<&SensitiveString>) -> Result<Request<Bytes>, CredentialsError> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    headers.insert(
        header::ACCEPT,
        http::HeaderValue::from_static("application/json"),
    );
    if let Some(token) = token {
        let value = secret_header(token).ok_or_else(|| {
            CredentialsError::failed(format!(
                "the container's token, in the environment variable {TOKEN} or the file that \
                 {TOKEN_FILE} names, has a character that is invalid in a header, such as a line \
                 break"
            ))
        })?;
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(request)
}

/// The URI with the path `path` on the host of the ECS agent.
fn relative(path: &str) -> Result<Uri, CredentialsError> {
    // Without the slash, the text after the host could change the host.
    let uri = path
        .starts_with('/')
        .then(|| format!("{ECS_HOST}{path}").parse::<Uri>().ok())
        .flatten();
    uri.ok_or_else(|| {
        CredentialsError::failed(format!(
            "{RELATIVE_URI} is not a path, expected one that begins with `/`"
        ))
    })
}

/// Parses `text`, and checks that the token and the credentials may be sent to its host.
fn full(text: &str) -> Result<Uri, CredentialsError> {
    let unreadable = || {
        CredentialsError::failed(format!(
            "{FULL_URI} is not a URI, expected one like http://169.254.170.23/v1/credentials"
        ))
    };
    let uri: Uri = text.parse().map_err(|_| unreadable())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(unreadable());
    };
    if !has_valid_port(authority) {
        return Err(unreadable());
    }
    let is_allowed = match scheme {
        "https" => true,
        "http" => is_local(authority.host()),
        _ => false,
    };
    // User info is not needed here, and can make one host look like another.
    if is_allowed && !authority.as_str().contains('@') {
        return Ok(uri);
    }
    Err(CredentialsError::failed(format!(
        "{FULL_URI} points to {scheme}://{}, expected https, or http to this computer, {}, {} or \
         [{}]; the container's token is not sent anywhere else",
        host_and_port(&uri),
        AGENTS[0],
        AGENTS[1],
        AGENTS[2]
    )))
}

/// Whether `host` is this computer or an agent on it. Names other than `localhost` are not
/// resolved: their address could change between this check and the request.
fn is_local(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || AGENTS.contains(&address),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// The host and port, for messages: user info, path and query may contain secrets.
fn host_and_port(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_uri_must_use_tls_or_point_to_this_computer_or_an_agent() {
        for allowed in [
            "https://anywhere.example/credentials",
            "http://localhost:80/credentials",
            "http://LOCALHOST/credentials",
            "http://127.0.0.1:9/",
            "http://127.9.9.9",
            "http://[::1]:9/",
            "http://169.254.170.2/v2",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
        ] {
            assert!(full(allowed).is_ok(), "{allowed}");
        }
        for refused in [
            "http://anywhere.example/credentials",
            "http://169.254.170.24/",
            "http://169.254.169.254/",
            "http://10.0.0.1/",
            "http://[fd00:ec2::24]/",
            "http://localhost.example/",
            "http://127.0.0.1.example/",
            "http://169.254.170.2@anywhere.example/",
            "http://user@127.0.0.1/",
            "https://user:hush@anywhere.example/",
            "ftp://127.0.0.1/",
            "http://127.0.0.1:99999/",
            "https://anywhere.example:0/",
            "127.0.0.1",
            "/v1/credentials",
            "not a uri",
        ] {
            let error = full(refused).unwrap_err();
            assert!(!error.is_not_configured(), "{refused}");
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn the_error_for_a_refused_uri_shows_scheme_and_host() {
        assert_eq!(
            full("http://evil.example:81/secret?hush")
                .unwrap_err()
                .to_string(),
            "the credentials cannot be used: AWS_CONTAINER_CREDENTIALS_FULL_URI points to \
             http://evil.example:81, expected https, or http to this computer, 169.254.170.2, \
             169.254.170.23 or [fd00:ec2::23]; the container's token is not sent anywhere else"
        );
    }

    #[test]
    fn a_relative_uri_cannot_change_the_host() {
        assert_eq!(relative("/v2/x?y").unwrap(), "http://169.254.170.2/v2/x?y");
        for refused in ["@evil.example/", ".evil.example", ":81/", "v2", "/a b"] {
            assert!(relative(refused).is_err(), "{refused}");
        }
    }
}
