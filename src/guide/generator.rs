//! Generating a client for any service that uses the Query protocol.
//!
//! The client of STS in this crate is generated from the service's model. The generator takes the
//! model of any service that uses awsQuery or ec2Query, such as SNS, IAM, EC2, RDS or
//! CloudFormation, as AWS publishes it in Smithy's JSON format, or as `service-2.json` of botocore.
//!
//! # In a build script
//!
//! Add [`querysmith-codegen`](https://docs.rs/querysmith-codegen) to the build-dependencies and
//! [`querysmith-runtime`](https://docs.rs/querysmith-runtime) to the dependencies:
//!
//! ```ignore
//! // build.rs
//! fn main() -> Result<(), querysmith_codegen::Diagnostics> {
//!     querysmith_codegen::Builder::new().model("model/sns.json").generate()?;
//!     Ok(())
//! }
//!
//! // src/lib.rs
//! include!(concat!(env!("OUT_DIR"), "/sns.rs")); // pub mod sns
//! ```
//!
//! The module has the same parts as [`sts`](crate::sts): a client, operations, types, errors, and,
//! with features of your crate, a blocking client and a stub. A config of this crate is a config
//! for it, so credentials come from the same sources:
//!
//! ```ignore
//! let config = querysmith::load().await?;
//! let client = sns::Client::new(&config);
//! client.publish().topic_arn(topic).message("hello").send().await?;
//! ```
//!
//! # As a crate
//!
//! The command `querysmith` (in a clone of the repository, `cargo install --path xtask`) writes a
//! crate with tests, which you commit:
//!
//! ```text
//! querysmith generate --model rds.json --out ./rds --license MIT --operations 'DescribeDB*,StartDBInstance'
//! ```
//!
//! The crate has the name, version and license that you set, and only these operations and what
//! they need. The settings are kept in `rds.crate.json` for the next run. Another run after a
//! change of the model gives a small diff, and `querysmith check` fails in CI if the crate is out
//! of date. `querysmith diff OLD NEW` groups the changes of a newer version of a model by what
//! users of the crate have to do, and recommends the next version:
//!
//! ```text
//! AWS Security Token Service: from sts-2025-04.json (2011-06-15) to sts-2026-08.json (2011-06-15)
//!
//! behavior: code compiles, but acts differently at run time or gets warnings; check it (1)
//!   major: changed member AssumeRoleInput.provided_contexts: length, from `0 to 5` to `1 to 5` (a value that was accepted can fail validation)
//!
//! additions: nothing to do (6)
//!   added error ExpiredTradeInTokenException
//!   added operation GetDelegatedAccessToken
//!   ...
//!
//! documentation: nothing to do (13)
//!   documentation (8), examples (4), tests of the crate (1)
//!
//! 1 major, 6 minor, 13 patch
//! advice: a major release: from 0.4.2 to 0.5.0, from 1.4.2 to 2.0.0
//! ```
//!
//! Code that uses items under `breaking` no longer compiles. Code that uses those under `behavior`
//! compiles, but requests, responses or checks differ at run time. The exit status is 0, even if
//! there are changes; it is 2 with `--fail-on major` (or `minor`, `patch`) if there is a change of
//! that level or higher, and 1 if a model has defects.
//!
//! # Defects of a model
//!
//! Models are read strictly. All defects are reported at once, each with its place, and no file is
//! written:
//!
//! ```text
//! error: member targets a shape that does not exist
//!   at:       com.amazonaws.sts#AssumeRoleRequest$Policy  (model/sts.json)
//!   found:    com.amazonaws.sts#sessionPolicyDocumentTyp
//!   expected: the id of a shape in this model or in smithy.api
//!   help:     did you mean com.amazonaws.sts#sessionPolicyDocumentType?
//! ```
//!
//! # What is generated
//!
//! The generated code is straight-line code over concrete types, meant to be read: a file for each
//! operation with its input, output, error and serialization; shared structures and enums in
//! `types`; the endpoint rules as a function; paginators and waiters for the services that have
//! them; and the model's tests and examples as tests. The same model gives the same bytes on any
//! machine.
