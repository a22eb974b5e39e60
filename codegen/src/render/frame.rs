//! The code around a block that is printed alone: it gives the block the right indentation, and is removed
//! from the printed text.

use proc_macro2::Span;

/// The code around a kind of block.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// As source text: before and after the block.
    source: (&'static str, &'static str),
    /// As printed text.
    printed: (&'static str, &'static str),
    /// Whether the block is part of a body.
    pub(super) is_in_body: bool,
}

/// The frames of the parts of a function, and the line after the last.
#[derive(Clone, Copy)]
pub(super) struct FunctionFrames {
    pub(super) head: Frame,
    pub(super) statement: Frame,
    pub(super) tail: Frame,
    pub(super) end: &'static str,
}

pub(super) const ITEM: Frame = Frame {
    source: ("", ""),
    printed: ("", ""),
    is_in_body: false,
};

/// For the line or lines before the members of an `impl`.
pub(super) const HEAD: Frame = Frame {
    source: ("", "{ fn f() {} }"),
    printed: ("", "    fn f() {}\n}\n"),
    ..ITEM
};

pub(super) const MEMBER: Frame = Frame {
    source: ("impl X {", "}"),
    printed: ("impl X {\n", "}\n"),
    ..ITEM
};

pub(super) const FUNCTION: FunctionFrames = FunctionFrames {
    head: Frame {
        source: ("", "{ f(); }"),
        printed: ("", "    f();\n}\n"),
        ..ITEM
    },
    // Another statement follows, because the printer may print the last one differently.
    statement: Frame {
        source: ("fn f() {", "f(); }"),
        printed: ("fn f() {\n", "    f();\n}\n"),
        is_in_body: true,
    },
    tail: Frame {
        source: ("fn f() {", "}"),
        printed: ("fn f() {\n", "}\n"),
        is_in_body: true,
    },
    end: "}\n",
};

pub(super) const METHOD: FunctionFrames = FunctionFrames {
    head: Frame {
        source: ("impl X {", "{ f(); } }"),
        printed: ("impl X {\n", "        f();\n    }\n}\n"),
        ..ITEM
    },
    statement: Frame {
        source: ("impl X { fn f() {", "f(); } }"),
        printed: ("impl X {\n    fn f() {\n", "        f();\n    }\n}\n"),
        is_in_body: true,
    },
    tail: Frame {
        source: ("impl X { fn f() {", "} }"),
        printed: ("impl X {\n    fn f() {\n", "    }\n}\n"),
        is_in_body: true,
    },
    end: "    }\n",
};

impl Frame {
    /// The lines of a block.
    pub(super) fn print(self, block: &str) -> Result<String, syn::Error> {
        let (before, after) = self.source;
        let file: syn::File = syn::parse_str(&format!("{before} {block} {after}"))?;
        let printed: String = file.items.into_iter().map(super::render_item).collect();
        let (before, after) = self.printed;
        let lines = printed.strip_prefix(before);
        let lines = lines.and_then(|lines| lines.strip_suffix(after));
        let unexpected =
            || syn::Error::new(Span::call_site(), "a block is printed in another form");
        Ok(lines.ok_or_else(unexpected)?.to_owned())
    }
}
