//! `src/client.rs`: the client, a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Example, Operation, Outcome, Sdk};

use super::doc_example::{accessor, setter_lines, uses};
use super::imports::use_items;
use super::{deprecated_attr, doc, doc_lines, docs_or, ident};

pub(super) fn emit_client(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" The client of {title}.");
    let methods = sdk
        .operations
        .iter()
        .map(|operation| emit_method(sdk, operation));
    let wait_methods = sdk
        .waiters()
        .into_iter()
        .map(|(operation, waiter)| super::waiter::emit_method(operation, waiter));
    let waiters = (!sdk.waiters().is_empty()).then(|| quote! { use crate::waiters; });
    let uses = builder_uses(sdk);
    let crate_ident = &sdk.crate_ident;
    let example = doc_lines([
        "```no_run",
        &format!("use {crate_ident}::{{Client, Config}};"),
        "",
        "let config = Config::builder().region(\"eu-central-1\").build();",
        "let client = Client::new(&config);",
        "```",
    ]);
    let title_doc = doc(&format!("Calls {title}."));
    quote! {
        #![doc = #docs]
        use querysmith_runtime::Config;
        use querysmith_runtime::codegen_v1::ClientCore;
        #(#uses)*
        #waiters

        #title_doc
        ///
        /// Clones share connections, credentials and signing keys: make one client and clone it.
        ///
        #example
        #[derive(Clone, Debug)]
        pub struct Client {
            core: ClientCore,
        }

        impl Client {
            /// A client of the service as `config` has it: region, credentials, endpoint, limits.
            pub fn new(config: &impl AsRef<Config>) -> Self {
                Self { core: ClientCore::new(config.as_ref()) }
            }

            /// The configuration that the client was made with.
            pub fn config(&self) -> &Config {
                self.core.config()
            }

            #(#methods)*
            #(#wait_methods)*
        }
    }
}

/// The `use` items of the builders that the methods of a client give.
pub(super) fn builder_uses(sdk: &Sdk) -> impl Iterator<Item = TokenStream> {
    sdk.operations.iter().map(|operation| {
        let module = ident(&operation.method);
        let builders = quote! { crate::operation::#module::builders };
        use_items(builders, &[&operation.fluent_builder])
    })
}

fn emit_method(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let method = ident(&operation.method);
    let builder = ident(&operation.fluent_builder);
    let docs = docs_or(&operation.docs, &format!("Calls `{}`.", operation.wire));
    let example = operation
        .examples
        .iter()
        .find(|example| matches!(example.outcome, Outcome::Output { .. }));
    let example = example.map(|example| emit_example(sdk, operation, example));
    let deprecated = deprecated_attr(operation.deprecated.as_ref());
    quote! {
        #docs
        #example
        #deprecated
        pub fn #method(&self) -> #builder {
            #builder::new(self.core.clone())
        }
    }
}

fn emit_example(sdk: &Sdk, operation: &Operation, example: &Example) -> TokenStream {
    let error = format!(
        "# async fn example(client: {0}::Client) -> Result<(), Box<dyn std::error::Error>> {{",
        sdk.crate_ident
    );
    let mut lines = vec![String::new(), "# Example".to_owned(), String::new()];
    let title = format!("{}:", example.title.trim_end_matches('.'));
    lines.extend(crate::docs::to_markdown(&title));
    lines.extend([String::new(), "```no_run".to_owned(), error]);
    let setters = setter_lines(sdk, operation, example);
    lines.extend(uses(sdk, &setters));
    lines.push("let output = client".to_owned());
    lines.push(format!("    .{}()", operation.method));
    lines.extend(setters);
    lines.push("    .send()".to_owned());
    lines.push("    .await?;".to_owned());
    lines.push(accessor(sdk, operation));
    lines.push("# Ok(())".to_owned());
    lines.push("# }".to_owned());
    lines.push("```".to_owned());
    doc_lines(lines.iter().map(String::as_str))
}
