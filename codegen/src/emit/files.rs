//! Which files a crate has, with the emitter of each.

use proc_macro2::TokenStream;

use crate::ir::{Role, Sdk};
use crate::naming::bare;

use super::items::Items;
use super::{Emitted, File, Manifest};
use super::{
    blocking, builder, client, endpoint, enumeration, error_shape, examples, manifest, operation,
    paginator, protocol, protocol_tests, root, server, structure, testing, types, union,
    validation, waiter,
};

/// Every file with its path.
pub(crate) fn files<'a>(sdk: &'a Sdk, manifest: &'a Manifest<'a>) -> Vec<File<'a>> {
    let mut files = vec![
        toml("Cargo.toml", move || {
            manifest::emit_cargo_toml(sdk, manifest)
        }),
        markdown("README.md", move || manifest::emit_readme(sdk, manifest)),
        toml("rustfmt.toml", manifest::emit_rustfmt_toml),
        rust("src/lib.rs", move || root::emit_root(sdk, manifest)),
        rust("src/client.rs", move || client::emit_client(sdk)),
        rust("src/blocking.rs", move || blocking::emit_client(sdk)),
        rust("src/operation.rs", move || operation::emit_modules(sdk)),
        rust("src/testing.rs", move || testing::emit_testing(sdk)),
        rust("src/server.rs", move || server::emit_server(sdk)),
        items("src/server/requests.rs", move || server::emit_requests(sdk)),
        items("src/server/responses.rs", move || {
            server::emit_responses(sdk)
        }),
    ];
    if sdk.has_request_types() {
        files.push(items("src/server/form.rs", move || {
            server::emit_request_types(sdk)
        }));
    }
    if sdk.has_response_types() {
        files.push(items("src/server/xml.rs", move || {
            server::emit_response_types(sdk)
        }));
    }
    if !sdk.waiters().is_empty() {
        files.push(rust("src/waiters.rs", move || waiter::emit_modules(sdk)));
    }
    if sdk.has_types() {
        files.push(rust("src/types.rs", move || types::emit_modules(sdk)));
    }
    if sdk.has_examples() {
        files.push(rust("tests/examples.rs", move || examples::emit_tests(sdk)));
    }
    for operation in &sdk.operations {
        let path = format!("src/operation/{}", bare(&operation.module));
        files.push(rust(&format!("{path}.rs"), move || {
            operation::emit_operation(sdk, operation)
        }));
        files.push(rust(&format!("{path}/builders.rs"), move || {
            builder::emit_operation_builders(sdk, operation)
        }));
        if let Some(pagination) = &operation.pagination {
            files.push(rust(&format!("{path}/paginator.rs"), move || {
                paginator::emit_paginator(sdk, operation, pagination)
            }));
        }
        for waiter in &operation.waiters {
            let module = bare(&waiter.module);
            files.push(rust(&format!("src/waiters/{module}.rs"), move || {
                waiter::emit_waiter(sdk, operation, waiter)
            }));
        }
    }
    for structure in &sdk.structures {
        let module = bare(&structure.module);
        match structure.role {
            Role::Shared => {
                files.push(rust(&format!("src/types/{module}.rs"), move || {
                    structure::emit_shared(sdk, structure)
                }));
            }
            Role::Error(_) => {
                files.push(rust(&format!("src/types/error/{module}.rs"), move || {
                    error_shape::emit_error(sdk, structure)
                }));
            }
            Role::Input | Role::Output => {}
        }
    }
    for union in &sdk.unions {
        let module = bare(&union.module);
        files.push(rust(&format!("src/types/{module}.rs"), move || {
            union::emit_union(sdk, union)
        }));
    }
    for enumeration in &sdk.enums {
        let module = bare(&enumeration.module);
        files.push(rust(&format!("src/types/{module}.rs"), move || {
            enumeration::emit_enum(enumeration)
        }));
    }
    if !sdk.errors().is_empty() {
        files.push(rust("src/types/error.rs", move || {
            types::emit_error_modules(sdk)
        }));
    }
    if sdk.has_protocol() {
        files.push(items("src/protocol.rs", move || {
            protocol::emit_protocol(sdk)
        }));
    }
    if !sdk.checks.is_empty() {
        files.push(items("src/validation.rs", move || {
            validation::emit_validation(sdk)
        }));
    }
    if let Some(rules) = &sdk.endpoint_rules {
        files.push(rust("src/endpoint.rs", move || {
            endpoint::emit_endpoint(rules)
        }));
    }
    if !sdk.endpoint_tests.is_empty() {
        files.push(rust("tests/endpoint_tests.rs", move || {
            endpoint::emit_endpoint_tests(&sdk.endpoint_tests, &sdk.crate_ident)
        }));
    }
    if !sdk.protocol_tests.is_empty() {
        files.push(rust("tests/protocol_tests.rs", move || {
            protocol_tests::emit_tests(sdk)
        }));
    }
    if sdk.protocol_tests.iter().any(server::is_server_test) {
        files.push(rust("tests/server_tests.rs", move || {
            server::emit_server_tests(sdk)
        }));
    }
    files
}

fn rust<'a>(path: &str, emit: impl Fn() -> TokenStream + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Rust(emit()))
}

fn items<'a>(path: &str, emit: impl Fn() -> Items<'a> + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Items(emit()))
}

fn toml<'a>(path: &str, emit: impl Fn() -> String + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Toml(emit()))
}

fn markdown<'a>(path: &str, emit: impl Fn() -> String + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Markdown(emit()))
}

fn file<'a>(path: &str, emit: impl Fn() -> Emitted<'a> + Send + Sync + 'a) -> File<'a> {
    File {
        path: path.to_owned(),
        emit: Box::new(emit),
    }
}
