//! The names that emitted code uses for every model.

use crate::scope::Fixed;

use super::{
    builder, client, enumeration, error, error_shape, examples, imports, operation, protocol_tests,
    root, server, structure, testing, types, union, waiter,
};

/// The names that emitted code uses for every model. Each emitter declares its own.
pub(crate) fn fixed_names() -> Fixed {
    Fixed {
        types: [
            &imports::PRELUDE[..],
            &imports::RUNTIME,
            &builder::TYPES,
            &client::TYPES,
            &enumeration::TYPES,
            &error_shape::TYPES,
            &examples::TYPES,
            &operation::TYPES,
            &root::TYPES,
            &server::TYPES,
            &testing::TYPES,
        ]
        .concat(),
        members: [
            &structure::METHODS[..],
            &operation::METHODS,
            &builder::METHODS,
            &waiter::METHODS,
        ]
        .concat(),
        error_members: error_shape::MEMBERS.to_vec(),
        variants: vec![enumeration::UNKNOWN],
        union_methods: union::METHODS.to_vec(),
        error_variants: vec![error::UNHANDLED],
        error_methods: [&error::METHODS[..], &error::CALL_METHODS].concat(),
        client_methods: [&client::METHODS[..], &testing::METHODS, &STD_METHODS].concat(),
        operation_modules: operation::MODULES.to_vec(),
        type_modules: types::MODULES.to_vec(),
        error_modules: types::ERROR_MODULES.to_vec(),
        waiter_modules: waiter::MODULES.to_vec(),
        waiter_functions: waiter::FUNCTIONS.to_vec(),
        example_functions: examples::FUNCTIONS.to_vec(),
        protocol_test_functions: protocol_tests::FUNCTIONS.to_vec(),
    }
}

/// Methods of traits of the standard library: a client's method with such a name would be mistaken
/// for that of the trait, by readers or by the compiler.
const STD_METHODS: [&str; 32] = [
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_iter",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
    "try_into",
];
