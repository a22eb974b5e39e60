//! The macros of the runtime, whose bodies are items: printed like the items of an inline module.

/// The text of a macro whose body is items in braces; `None` for any other.
pub(super) fn print_items(item: &syn::Item) -> Option<String> {
    let syn::Item::Macro(item) = item else {
        return None;
    };
    let is_block = matches!(item.mac.delimiter, syn::MacroDelimiter::Brace(_));
    let body: syn::File = item.mac.parse_body().ok().filter(|_| is_block)?;
    let name = &item.mac.path.segments.last()?.ident;
    let mut text = format!("{name}! {{\n");
    let mut previous_is_type = true;
    for item in body.items {
        let is_type = matches!(item, syn::Item::Type(_));
        if !(text.ends_with("{\n") || is_type && previous_is_type) {
            text.push('\n');
        }
        previous_is_type = is_type;
        text.push_str(&print_indented(item));
    }
    text.push_str("}\n");
    Some(text)
}

/// The text of an item with the indentation that it has in a module, whose lines are shorter by it.
fn print_indented(item: syn::Item) -> String {
    let mut module: syn::ItemMod = syn::parse_quote! { mod items {} };
    if let Some((_, items)) = &mut module.content {
        items.push(item);
    }
    let printed = super::print(Vec::new(), vec![syn::Item::Mod(module)]);
    let lines = printed.lines();
    let inner = lines.filter(|line| !matches!(*line, "mod items {" | "}"));
    inner.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::render::{Blocks, render_file};

    #[test]
    fn the_items_of_a_macro_are_printed_like_items() {
        let tokens = quote! {
            declare! {
                /// A structure.
                #[error(code = "a = b || c { d }", status = 400)]
                pub struct Declared { pub a_member: Option<String>, }

                type First = A;
                type Second = B;
            }
            declare! {
                pub enum Choice { #[error("First", is_first)] First(A), }
            }
        };
        let expected = "\
declare! {
    /// A structure.
    #[error(code = \"a = b || c { d }\", status = 400)]
    pub struct Declared {
        pub a_member: Option<String>,
    }

    type First = A;
    type Second = B;
}

declare! {
    pub enum Choice {
        #[error(\"First\", is_first)]
        First(A),
    }
}
";
        let text = render_file("", tokens, &Blocks::default());
        assert_eq!(text.expect("valid Rust"), expected);
    }
}
