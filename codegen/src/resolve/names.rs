//! The scopes of the emitted crate, from which every name is taken.

use crate::ast::Shape;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::naming;
use crate::scope::{Fixed, Scope};

use super::Resolver;

/// The scopes in which the model's parts get their names.
pub(super) struct Names {
    pub(super) fixed: Fixed,
    pub(super) types: Scope,
    pub(super) members: Scope,
    pub(super) error_members: Scope,
    pub(super) variants: Scope,
    pub(super) error_variants: Scope,
    pub(super) error_methods: Scope,
    pub(super) client_methods: Scope,
    pub(super) request_variants: Scope,
    pub(super) operation_modules: Scope,
    pub(super) type_modules: Scope,
    pub(super) error_modules: Scope,
    pub(super) waiter_modules: Scope,
    /// The functions that read and write shared types: the ends of their names.
    pub(super) codecs: Scope,
}

impl Names {
    pub(super) fn new(fixed: &Fixed) -> Self {
        let error_members = [&fixed.members[..], &fixed.error_members].concat();
        Self {
            types: Scope::new(&fixed.types),
            members: Scope::new(&fixed.members),
            error_members: Scope::new(&error_members),
            variants: Scope::new(&fixed.variants),
            error_variants: Scope::new(&fixed.error_variants),
            error_methods: Scope::new(&fixed.error_methods),
            client_methods: Scope::new(&fixed.client_methods),
            request_variants: Scope::default(),
            operation_modules: Scope::new(&fixed.operation_modules),
            type_modules: Scope::new(&fixed.type_modules),
            error_modules: Scope::new(&fixed.error_modules),
            waiter_modules: Scope::new(&fixed.waiter_modules),
            codecs: Scope::default(),
            fixed: fixed.clone(),
        }
    }

    /// The name of a member, which is neither a fixed method nor a fixed field.
    pub(super) fn member(&self, name: &str, of_error: bool) -> String {
        let scope = match of_error {
            true => &self.error_members,
            false => &self.members,
        };
        scope.beside_fixed(&naming::member(name), naming::MEMBER_SUFFIX)
    }

    /// The module of a type, raw if it is a keyword.
    pub(super) fn type_module(&mut self, ident: &str, is_error: bool) -> String {
        let scope = match is_error {
            true => &mut self.error_modules,
            false => &mut self.type_modules,
        };
        take_module(scope, &naming::snake(ident))
    }

    /// The functions that write and read a type.
    pub(super) fn codec(&mut self, ident: &str) -> (String, String) {
        let end = naming::bare(&naming::module(&naming::snake(ident))).to_owned();
        let end = self.codecs.take_free(&end, "_", ident);
        (format!("write_{end}"), format!("read_{end}"))
    }

    /// The predicate and the variant of an operation's error for the error shape `ident`.
    pub(super) fn error_variant(&mut self, ident: &str) -> (String, String) {
        let predicate = format!("is_{}", naming::snake(ident));
        let variant = self
            .error_variants
            .beside_fixed(ident, naming::ERROR_SUFFIX);
        let predicate = self
            .error_methods
            .beside_fixed(&predicate, naming::PREDICATE_SUFFIX);
        // With the suffix, a name may be that of another error.
        let variant = self.error_variants.take_free(&variant, "", ident);
        let predicate = self.error_methods.take_free(&predicate, "_", ident);
        (predicate, variant)
    }

    /// The variant of an operation in the enum of requests.
    pub(super) fn request_variant(&mut self, wire: &str) -> String {
        let variant = naming::variant(wire);
        self.request_variants.take_free(&variant, "_", wire)
    }

    /// The method and the module of an operation, raw if they are keywords.
    pub(super) fn operation(&mut self, wire: &str) -> (String, String) {
        let snake = naming::method(wire);
        let method = self
            .client_methods
            .beside_fixed(&snake, naming::METHOD_SUFFIX);
        let method = self.client_methods.take_free(&method, "_", wire);
        let module = take_module(&mut self.operation_modules, &method);
        (naming::identifier(&method), module)
    }
}

/// The maximum length of a module's name. File systems limit the length of a file's name to 255 bytes
/// or fewer.
const MAX_MODULE: usize = 128;

/// Takes a module's name, which is raw if it is a keyword.
pub(super) fn take_module(scope: &mut Scope, snake: &str) -> String {
    let short: String = snake.chars().take(MAX_MODULE).collect();
    naming::module(&scope.take_free(&short, "_", snake))
}

impl<'m, 'a> Resolver<'m, 'a> {
    /// Takes names of types for a shape, or reports which shape already has one of them.
    pub(super) fn take_type_names(&mut self, names: &[String], shape: &str, d: &mut Diagnostics) {
        let types = &mut self.names.types;
        let taken = names
            .iter()
            .find_map(|name| Some((name, types.owner(name)?)));
        if let Some((name, other)) = taken {
            let diagnostic =
                Diagnostic::new(self.model.file, shape, "two shapes get the same type name")
                    .found(format!("{name}, already used by {other}"))
                    .expected("names that differ in more than case and underscores");
            // Smithy cannot rename operations.
            let both = [shape, other];
            d.push(
                match both.iter().all(|id| self.closure.operations.contains(id)) {
                    true => diagnostic,
                    false => {
                        diagnostic.help("give one of them another name in the service's `rename`")
                    }
                },
            );
            return;
        }
        for name in names {
            types.take(name, shape);
        }
    }

    /// The name of a shape's type: not a fixed one, and not that of an operation's type.
    pub(super) fn type_name(
        &self,
        shape: &Shape<'_>,
        names_of: &dyn Fn(&str) -> Vec<String>,
    ) -> String {
        let renamed = self.closure.renamed.get(shape.id).copied();
        let types = &self.names.types;
        let is_taken = |name: &String| {
            let operations = &self.closure.operations;
            types.is_fixed(name) || types.owner(name).is_some_and(|id| operations.contains(id))
        };
        let mut ident = naming::type_name(renamed.unwrap_or(shape.name()));
        while names_of(&ident).iter().any(is_taken) {
            ident.push_str(naming::TYPE_SUFFIX);
        }
        ident
    }
}
