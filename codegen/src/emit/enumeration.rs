//! Enums, which keep unknown values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Deprecated, Enum, EnumValues, EnumVariant};
use crate::markdown::code_span;

use super::imports::use_items;
use super::{deprecated_attr, doc, docs_or, ident};

/// The variant of enums and unions for values that the model does not have.
pub(super) const UNKNOWN: &str = "Unknown";

/// Types in scope with those of the model.
pub(super) const TYPES: [&str; 4] = ["FromStr", "Infallible", "Redacted", "UnknownValue"];

/// `src/types/<enum>.rs`.
pub(super) fn emit_enum(enumeration: &Enum) -> TokenStream {
    match &enumeration.values {
        EnumValues::Text(variants) => emit_text_enum(enumeration, variants),
        EnumValues::Integer(variants) => emit_integer_enum(enumeration, variants),
    }
}

fn emit_text_enum(enumeration: &Enum, variants: &[EnumVariant<String>]) -> TokenStream {
    let name = ident(&enumeration.ident);
    let idents: Vec<_> = variants
        .iter()
        .map(|variant| ident(&variant.ident))
        .collect();
    let values: Vec<&str> = variants
        .iter()
        .map(|variant| variant.value.as_str())
        .collect();
    let head = emit_head(enumeration, quote! { Eq, Hash, Ord, PartialEq, PartialOrd });
    let shown: Vec<String> = values
        .iter()
        .map(|value| match value.is_empty() {
            true => "The empty value.".to_owned(),
            false => format!("The value {}.", code_span(value)),
        })
        .collect();
    let definitions = emit_variants(variants, &shown);
    let debug = emit_debug(enumeration);
    let display = (!enumeration.sensitive).then(|| {
        quote! {
            /// The value on the wire.
            impl fmt::Display for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        }
    });
    let fmt = (debug.is_some() || display.is_some()).then(|| quote! { use std::fmt; });
    let allow = allow_deprecated(variants);
    let runtime: &[&str] = match enumeration.sensitive {
        true => &["Redacted", "UnknownValue"],
        false => &["UnknownValue"],
    };
    let imports = use_items(quote! { querysmith_runtime }, runtime);
    quote! {
        use std::convert::Infallible;
        #fmt
        use std::str::FromStr;

        #imports

        #head
        pub enum #name {
            #definitions
            /// A value that is not in the model.
            Unknown(UnknownValue),
        }

        #allow
        impl #name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#idents => #values,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Every value in the model.
            pub const fn values() -> &'static [&'static str] {
                &[#(#values),*]
            }
        }

        #debug

        impl AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        #allow
        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#idents,)*
                    other => Self::Unknown(UnknownValue::new(other)),
                }
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                value.as_str().into()
            }
        }

        impl FromStr for #name {
            type Err = Infallible;

            fn from_str(value: &str) -> Result<Self, Infallible> {
                Ok(value.into())
            }
        }

        #display
    }
}

fn emit_integer_enum(enumeration: &Enum, variants: &[EnumVariant<i32>]) -> TokenStream {
    let name = ident(&enumeration.ident);
    let idents: Vec<_> = variants
        .iter()
        .map(|variant| ident(&variant.ident))
        .collect();
    let values: Vec<Literal> = variants
        .iter()
        .map(|variant| Literal::i32_unsuffixed(variant.value))
        .collect();
    let head = emit_head(
        enumeration,
        quote! { Copy, Eq, Hash, Ord, PartialEq, PartialOrd },
    );
    let shown: Vec<String> = variants
        .iter()
        .map(|variant| format!("The value {}.", variant.value))
        .collect();
    let definitions = emit_variants(variants, &shown);
    let debug = emit_debug(enumeration);
    let fmt = debug
        .is_some()
        .then(|| quote! { use std::fmt; use querysmith_runtime::Redacted; });
    let allow = allow_deprecated(variants);
    quote! {
        #fmt

        #head
        pub enum #name {
            #definitions
            /// A value that is not in the model.
            Unknown(i32),
        }

        #allow
        impl #name {
            /// The value on the wire.
            pub fn as_i32(&self) -> i32 {
                match *self {
                    #(Self::#idents => #values,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Every value in the model.
            pub const fn values() -> &'static [i32] {
                &[#(#values),*]
            }
        }

        #debug

        #allow
        impl From<i32> for #name {
            fn from(value: i32) -> Self {
                match value {
                    #(#values => Self::#idents,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<#name> for i32 {
            fn from(value: #name) -> Self {
                value.as_i32()
            }
        }
    }
}

/// The attributes of an enum. A sensitive one implements `Debug` itself.
fn emit_head(enumeration: &Enum, traits: TokenStream) -> TokenStream {
    let docs = docs_or(
        &enumeration.docs,
        &format!("The shape `{}` of the model.", enumeration.shape),
    );
    let deprecated = deprecated_attr(enumeration.deprecated.as_ref());
    let debug = (!enumeration.sensitive).then(|| quote! { Debug, });
    quote! {
        #docs
        #deprecated
        #[non_exhaustive]
        #[derive(Clone, #debug #traits)]
    }
}

fn emit_variants<T>(variants: &[EnumVariant<T>], shown: &[String]) -> TokenStream {
    let variants = variants.iter().zip(shown).map(|(variant, shown)| {
        let name = ident(&variant.ident);
        let docs = docs_or(&variant.docs, shown);
        let deprecated = deprecated_attr(variant.deprecated.as_ref());
        quote! { #docs #deprecated #name, }
    });
    quote! { #(#variants)* }
}

fn emit_debug(enumeration: &Enum) -> Option<TokenStream> {
    let name = ident(&enumeration.ident);
    let docs = doc("Redacted: the value is sensitive.");
    enumeration.sensitive.then(|| {
        quote! {
            #docs
            impl fmt::Debug for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    Redacted.fmt(f)
                }
            }
        }
    })
}

fn allow_deprecated<T>(variants: &[EnumVariant<T>]) -> TokenStream {
    let is_deprecated = |variant: &EnumVariant<T>| -> bool {
        let deprecated: &Option<Deprecated> = &variant.deprecated;
        deprecated.is_some()
    };
    match variants.iter().any(is_deprecated) {
        true => quote! { #[allow(deprecated)] },
        false => quote! {},
    }
}
