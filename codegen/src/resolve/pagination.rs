//! `smithy.api#paginated`: the members for tokens, items and page size.

use crate::ast::{Kind, Shape};
use crate::diagnostic::{Diagnostics, nearest};
use crate::ir::pagination::{Pagination, Step};
use crate::ir::{Operation, StructId, Structure, Type};
use crate::json::Cursor;

use super::Resolver;

const PAGINATED: &str = "smithy.api#paginated";

/// The pagination of an operation, with the service's defaults.
pub(super) fn resolve_pagination(
    resolver: &Resolver<'_, '_>,
    shape: &Shape<'_>,
    operation: &Operation,
    d: &mut Diagnostics,
) -> Option<Pagination> {
    let at = shape.traits.get(PAGINATED)?;
    at.object(d)?;
    let mut services = resolver.model.shapes.values();
    let service = services.find(|shape| matches!(shape.kind, Kind::Service(_)));
    let defaults = service.and_then(|service| service.traits.get(PAGINATED));
    let find = |key: &str| at.get(key).or_else(|| defaults.and_then(|at| at.get(key)));
    let required = |key: &str, d: &mut Diagnostics| find(key).or_else(|| at.required(key, d));

    let paths = Paths {
        structures: &resolver.structures,
    };
    let input_at = required("inputToken", d);
    let output_at = required("outputToken", d);
    let input_token = input_at
        .as_ref()
        .and_then(|at| paths.input_member(at, operation, d));
    let output_token = output_at
        .as_ref()
        .and_then(|at| paths.output_path(at, operation, d));
    let items_at = find("items");
    let items = items_at
        .as_ref()
        .map(|at| paths.output_path(at, operation, d));
    let size_at = find("pageSize");
    let page_size = size_at
        .as_ref()
        .map(|at| paths.input_member(at, operation, d));

    let (input, output) = (operation.input, output_token?);
    let input_token = input_token?;
    let tokens = paths.check_tokens(&output_at?, input, input_token, &output, d);
    // An absent path is valid; defects of present ones are already reported.
    let items = match (items_at, items) {
        (Some(at), Some(items)) => items
            .and_then(|items| paths.check_items(&at, items, d))
            .map(Some),
        _ => Some(None),
    };
    let page_size = match (size_at, page_size) {
        (Some(at), Some(size)) => size
            .and_then(|size| paths.check_page_size(&at, input, size, d))
            .map(Some),
        _ => Some(None),
    };
    tokens?;
    let [paginator, paginator_items] = type_names(&operation.type_prefix);
    Some(Pagination {
        paginator,
        paginator_items,
        input_token,
        output_token: output,
        items: items?,
        page_size: page_size?,
    })
}

/// The names of the paginator and of the paginator of items.
pub(super) fn type_names(prefix: &str) -> [String; 2] {
    [
        format!("{prefix}Paginator"),
        format!("{prefix}PaginatorItems"),
    ]
}

struct Paths<'a> {
    structures: &'a [Structure],
}

impl Paths<'_> {
    fn ty(&self, step: Step) -> Option<&Type> {
        Some(
            &self
                .structures
                .get(step.structure.0)?
                .fields
                .get(step.field)?
                .ty,
        )
    }

    fn input_member(
        &self,
        at: &Cursor<'_>,
        operation: &Operation,
        d: &mut Diagnostics,
    ) -> Option<usize> {
        self.member(at, at.string(d)?, operation.input, d)
    }

    /// The fields along a dotted path.
    fn output_path(
        &self,
        at: &Cursor<'_>,
        operation: &Operation,
        d: &mut Diagnostics,
    ) -> Option<Vec<Step>> {
        let path = at.string(d)?;
        let mut structure = operation.output;
        let mut steps = Vec::new();
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let field = self.member(at, name, structure, d)?;
            let step = Step { structure, field };
            steps.push(step);
            match self.ty(step)? {
                Type::Structure(inner) => structure = *inner,
                _ if names.peek().is_some() => {
                    d.push(
                        at.diagnostic("a path continues into a value without members")
                            .found(format!("{path}, where {name} is not a structure"))
                            .expected("structures up to the last name of the path"),
                    );
                    return None;
                }
                _ => {}
            }
        }
        Some(steps)
    }

    fn member(
        &self,
        at: &Cursor<'_>,
        name: &str,
        id: StructId,
        d: &mut Diagnostics,
    ) -> Option<usize> {
        let structure = self.structures.get(id.0)?;
        let index = structure
            .fields
            .iter()
            .position(|field| field.member == name);
        if index.is_none() {
            let diagnostic = at
                .diagnostic("a path names a member that does not exist")
                .found(name)
                .expected(format!("the name of a member of {}", structure.shape));
            let members = structure.fields.iter().map(|field| field.member.as_str());
            d.push(match nearest(name, members) {
                Some(near) => diagnostic.help(format!("did you mean {near}?")),
                None => diagnostic,
            });
        }
        index
    }

    /// Refuses tokens that cannot be copied from output to input.
    fn check_tokens(
        &self,
        at: &Cursor<'_>,
        input: StructId,
        field: usize,
        output: &[Step],
        d: &mut Diagnostics,
    ) -> Option<()> {
        let input = self.ty(Step {
            structure: input,
            field,
        })?;
        let output = self.ty(*output.last()?)?;
        let is_token = is_text(output) || is_whole_number(output);
        if is_token && input == output {
            return Some(());
        }
        let diagnostic = at
            .diagnostic("a pagination token that cannot be passed on")
            .found(match is_token {
                true => "members of different types",
                false => "a member that is neither a string nor an integer",
            });
        d.push(
            diagnostic
                .expected("inputToken and outputToken of the same type, a string or an integer"),
        );
        None
    }

    fn check_items(
        &self,
        at: &Cursor<'_>,
        items: Vec<Step>,
        d: &mut Diagnostics,
    ) -> Option<Vec<Step>> {
        if let Type::List(_) | Type::Map(_) = self.ty(*items.last()?)? {
            return Some(items);
        }
        d.push(
            at.diagnostic("paginated items that are neither a list nor a map")
                .found("a member that is neither a list nor a map")
                .expected("the path of a list or a map in the output"),
        );
        None
    }

    fn check_page_size(
        &self,
        at: &Cursor<'_>,
        structure: StructId,
        field: usize,
        d: &mut Diagnostics,
    ) -> Option<usize> {
        if is_whole_number(self.ty(Step { structure, field })?) {
            return Some(field);
        }
        d.push(
            at.diagnostic("a page size that is not an integer")
                .found("a member that is not an integer")
                .expected("the name of a byte, short, integer or long in the input"),
        );
        None
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::SensitiveString)
}

fn is_whole_number(ty: &Type) -> bool {
    matches!(ty, Type::Byte | Type::Short | Type::Integer | Type::Long)
}
