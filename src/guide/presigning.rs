//! Presigned URLs, proving identity to a server, and tokens for EKS.
//!
//! # Presigned URLs
//!
//! Every call can be presigned: the result is a URL that others can send until it expires. It is a
//! secret.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use querysmith::presigning::PresigningConfig;
//!
//! # async fn example(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
//! let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?;
//! let presigned = client.get_caller_identity().presigned(presigning).await?;
//! println!("valid until {:?}", presigned.expires_at());
//! # Ok(())
//! # }
//! ```
//!
//! # Proving identity
//!
//! A client presigns `GetCallerIdentity` and passes the URL to a server. The server sends it to STS,
//! whose response states who signed it. Client and server share no secret. HashiCorp Vault and EKS
//! work that way.
//!
//! The server receives the URL from a client that it does not trust yet, and sends a request to it.
//! [`PresignedIdentity`](crate::identity::PresignedIdentity) lists the attacks, and its
//! [rules](crate::identity::IdentityRules) prevent them. The header below keeps a URL that was made
//! for one server from being used with another.
//!
//! ```no_run
//! use std::time::{Duration, SystemTime};
//!
//! use querysmith::Operation;
//! use querysmith::identity::{IdentityRules, PresignedIdentity, presign_get_caller_identity};
//! use querysmith::presigning::PresigningConfig;
//! use querysmith::sts::operation::get_caller_identity::GetCallerIdentityInput;
//!
//! # async fn example(client: querysmith::sts::Client) -> Result<(), Box<dyn std::error::Error>> {
//! // The client.
//! let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
//!     .with_header("x-server-id", "vault.example.org")?;
//! let presigned = presign_get_caller_identity(&client, presigning).await?;
//! let url = presigned.uri();
//!
//! // The server.
//! let rules = IdentityRules::new().require_header("x-server-id").max_expires(Duration::from_secs(60));
//! let identity = PresignedIdentity::parse(url, &rules, SystemTime::now())?;
//! let request = identity.into_request([("x-server-id", "vault.example.org")])?;
//! let config = querysmith::Config::builder().build();
//! let transport = config.transport().ok_or("no transport")?;
//! let response = transport.send(request).await?;
//! let caller = GetCallerIdentityInput::parse_response(&response)?;
//! println!("{:?}", caller.arn());
//! # Ok(())
//! # }
//! ```
//!
//! # Tokens for EKS
//!
//! [`eks_token`](crate::identity::eks_token) creates the bearer token for the Kubernetes API of a
//! cluster. Nothing is sent, so it takes less than a millisecond.
//!
//! ```no_run
//! # async fn example(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
//! let token = querysmith::identity::eks_token(&client, "production").await?;
//! println!("use it until {}", token.expires_at());
//! # Ok(())
//! # }
//! ```
//!
//! A webhook that authenticates such tokens uses
//! [`PresignedIdentity::from_token`](crate::identity::PresignedIdentity::from_token) with
//! [`IdentityRules::eks`](crate::identity::IdentityRules::eks).
