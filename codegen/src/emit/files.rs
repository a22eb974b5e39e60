//! Which files a crate has, with the emitter of each.

use proc_macro2::TokenStream;

use crate::ir::{Operation, Role, Sdk};
use crate::naming::bare;

use super::items::Items;
use super::{Emitted, File, Manifest};
use super::{
    blocking, builder, client, endpoint, enumeration, error_shape, examples, manifest, operation,
    paginator, protocol, protocol_tests, root, server, structure, testing, types, union,
    validation, waiter,
};

/// Every file with its path. Those that grow with the model are first: the largest files would otherwise
/// be left for the end, when other processors have no work any more.
pub(crate) fn files<'a>(sdk: &'a Sdk, manifest: &'a Manifest<'_>) -> Vec<File<'a>> {
    let mut files = whole_model_files(sdk);
    files.extend(test_files(sdk));
    // These need hashes of the model.
    files.extend([
        rust("src/lib.rs", move || root::emit_root(sdk, manifest)),
        toml("Cargo.toml", move || {
            manifest::emit_cargo_toml(sdk, manifest)
        }),
    ]);
    // Two files of an operation have the same documentation. One that needs it while another thread
    // converts it would wait.
    files.extend(sdk.operations.iter().map(|it| operation_file(sdk, it)));
    for operation in &sdk.operations {
        files.extend(more_operation_files(sdk, operation));
    }
    files.extend(type_files(sdk));
    files.extend([
        rust("src/operation.rs", move || operation::emit_modules(sdk)),
        markdown("README.md", move || manifest::emit_readme(sdk, manifest)),
        toml("rustfmt.toml", manifest::emit_rustfmt_toml),
    ]);
    if !sdk.waiters().is_empty() {
        files.push(rust("src/waiters.rs", move || waiter::emit_modules(sdk)));
    }
    if sdk.has_types() {
        files.push(rust("src/types.rs", move || types::emit_modules(sdk)));
    }
    if !sdk.errors().is_empty() {
        files.push(rust("src/types/error.rs", move || {
            types::emit_error_modules(sdk)
        }));
    }
    files
}

/// The files with code for every operation or type.
fn whole_model_files(sdk: &Sdk) -> Vec<File<'_>> {
    let mut files = vec![
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
    files.extend([
        rust("src/client.rs", move || client::emit_client(sdk)),
        rust("src/blocking.rs", move || blocking::emit_client(sdk)),
        rust("src/server.rs", move || server::emit_server(sdk)),
        rust("src/testing.rs", move || testing::emit_testing(sdk)),
    ]);
    if let Some(rules) = &sdk.endpoint_rules {
        files.push(rust("src/endpoint.rs", move || {
            endpoint::emit_endpoint(rules)
        }));
    }
    files
}

fn test_files(sdk: &Sdk) -> Vec<File<'_>> {
    let mut files = Vec::new();
    if sdk.has_examples() {
        files.push(items("tests/examples.rs", move || {
            examples::emit_tests(sdk)
        }));
    }
    if !sdk.endpoint_tests.is_empty() {
        files.push(rust("tests/endpoint_tests.rs", move || {
            endpoint::emit_endpoint_tests(&sdk.endpoint_tests, &sdk.crate_ident)
        }));
    }
    if !sdk.protocol_tests.is_empty() {
        files.push(items("tests/protocol_tests.rs", move || {
            protocol_tests::emit_tests(sdk)
        }));
    }
    if sdk.protocol_tests.iter().any(server::is_server_test) {
        files.push(items("tests/server_tests.rs", move || {
            server::emit_server_tests(sdk)
        }));
    }
    files
}

fn operation_file<'a>(sdk: &'a Sdk, operation: &'a Operation) -> File<'a> {
    let path = format!("src/operation/{}.rs", bare(&operation.module));
    items(&path, move || operation::emit_operation(sdk, operation))
}

/// The files of an operation besides its own.
fn more_operation_files<'a>(sdk: &'a Sdk, operation: &'a Operation) -> Vec<File<'a>> {
    let path = format!("src/operation/{}", bare(&operation.module));
    let mut files = vec![items(&format!("{path}/builders.rs"), move || {
        builder::emit_operation_builders(sdk, operation)
    })];
    if let Some(pagination) = &operation.pagination {
        files.push(items(&format!("{path}/paginator.rs"), move || {
            paginator::emit_paginator(sdk, operation, pagination)
        }));
    }
    for waiter in &operation.waiters {
        let module = bare(&waiter.module);
        files.push(items(&format!("src/waiters/{module}.rs"), move || {
            waiter::emit_waiter(sdk, operation, waiter)
        }));
    }
    files
}

/// The files of shared types and errors.
fn type_files(sdk: &Sdk) -> Vec<File<'_>> {
    let mut files = Vec::new();
    for structure in &sdk.structures {
        let module = bare(&structure.module);
        match &structure.role {
            Role::Shared => {
                files.push(items(&format!("src/types/{module}.rs"), move || {
                    structure::emit_shared(sdk, structure)
                }));
            }
            Role::Error(error) => {
                files.push(items(&format!("src/types/error/{module}.rs"), move || {
                    error_shape::emit_error(sdk, structure, error)
                }));
            }
            Role::Input | Role::Output => {}
        }
    }
    for union in &sdk.unions {
        let module = bare(&union.module);
        files.push(items(&format!("src/types/{module}.rs"), move || {
            union::emit_union(sdk, union)
        }));
    }
    for enumeration in &sdk.enums {
        let module = bare(&enumeration.module);
        files.push(rust(&format!("src/types/{module}.rs"), move || {
            enumeration::emit_enum(enumeration)
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
