//! Paginators.

use crate::ir::pagination::{Pagination, Step};
use crate::ir::{Field, Operation, Sdk, Type};

use super::Comparison;
use super::change::{Change, Level, Subject};

/// The public interface of a paginator: names and types of Rust.
#[derive(PartialEq)]
struct Pages {
    token: String,
    token_type: String,
    next_token: String,
    page_size: Option<String>,
    items: Option<String>,
    item_type: Option<String>,
}

impl Comparison<'_> {
    pub(super) fn compare_pagination(&mut self, at: &str, old: &Operation, new: &Operation) {
        let subject = Subject::Paginator;
        let (from, to) = match (&old.pagination, &new.pagination) {
            (None, None) => return,
            (None, Some(_)) => return self.push(Change::added(subject, at)),
            (Some(_), None) => return self.push(Change::removed(subject, at)),
            (Some(from), Some(to)) => (from, to),
        };
        let rename = |text: String| self.renames.apply(&text);
        let (Some(from), Some(to)) = (
            Pages::of(self.old, old, from, &rename),
            Pages::of(self.new, new, to, &|text| text),
        ) else {
            return;
        };
        if from.token_type != to.token_type {
            let change = Change::broken(subject, at, "type of its token");
            self.push(change.between(&from.token_type, &to.token_type));
        }
        let texts = [
            ("method `items`", &from.item_type, &to.item_type),
            ("method `page_size`", &from.page_size, &to.page_size),
        ];
        for (aspect, from, to) in texts {
            let text = |text: &Option<String>| text.clone().unwrap_or("none".to_owned());
            if from != to {
                let change = match from {
                    None => Change::extended(subject, at, aspect),
                    Some(_) => Change::broken(subject, at, aspect),
                };
                self.push(change.between(text(from), text(to)));
            }
        }
        let path = |pages: &Pages| {
            let items = pages.items.clone().unwrap_or_default();
            format!("{} {} {items}", pages.token, pages.next_token)
        };
        // Items that appear with the method are already reported.
        if from.items.is_some() == to.items.is_some() && path(&from) != path(&to) {
            self.push(Change::changed(
                Level::Patch,
                subject,
                at,
                "members that it uses",
            ));
        }
    }
}

impl Pages {
    fn of(
        sdk: &Sdk,
        operation: &Operation,
        pagination: &Pagination,
        rename: &dyn Fn(String) -> String,
    ) -> Option<Self> {
        let input = sdk.input(operation);
        let token = input.fields.get(pagination.input_token)?;
        let ty = |ty: &Type| rename(sdk.rust_type(ty));
        let page_size = pagination.page_size.and_then(|size| input.fields.get(size));
        let items = pagination.items.as_deref();
        let item = items.and_then(|steps| Some(field(sdk, steps.last()?)));
        Some(Self {
            token: token.bare_ident().to_owned(),
            token_type: ty(&token.ty),
            next_token: path(sdk, &pagination.output_token),
            page_size: page_size.map(|field| ty(&field.ty)),
            items: items.map(|steps| path(sdk, steps)),
            item_type: item.map(|field| ty(&field.ty)),
        })
    }
}

fn path(sdk: &Sdk, steps: &[Step]) -> String {
    let names = steps.iter().map(|step| field(sdk, step).bare_ident());
    names.collect::<Vec<_>>().join(".")
}

fn field<'a>(sdk: &'a Sdk, step: &Step) -> &'a Field {
    sdk.field(step.structure, step.field)
}
