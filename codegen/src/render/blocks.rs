//! Blocks of code one by one: items, members of an `impl`, statements. SDKs have many that differ in
//! nothing but names and texts, which affect the layout only by their lengths, or not at all if all lines
//! are short. Such blocks are parsed and printed once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proc_macro2::Span;

use crate::emit::Names;

use super::hidden::{Form, Lines};
use super::source::{Hide, Source};
use super::split::{Function, Item, Member, Tokens};

/// The maximum width of lines whose layout does not depend on the lengths of names and texts. It is less
/// than the printer's, because passes over lines correct what is near it.
const SHORT_WIDTH: usize = 80;

/// The maximum size in bytes of a source that is kept: larger ones are not repeated.
const MAX_SOURCE: usize = 1 << 14;

/// The printed blocks of a crate. Its files are rendered in parallel.
#[derive(Default)]
pub(crate) struct Blocks {
    items: Printed,
    heads: Printed,
    members: Printed,
    functions: Functions,
    methods: Functions,
}

/// The printed parts of functions: everything before the statements, each statement, and the last one or
/// the value.
#[derive(Default)]
struct Functions {
    heads: Printed,
    statements: Printed,
    tails: Printed,
}

/// Printed blocks, by their source with placeholders.
#[derive(Default)]
struct Printed {
    /// With short placeholders. `None` for a source that occurred once: most are never repeated.
    short: Mutex<HashMap<String, Option<Arc<ShortBlock>>>>,
    /// With placeholders that are as long as their contents.
    exact: Mutex<HashMap<String, Arc<Block>>>,
}

/// A printed block, with placeholders for names and texts.
struct Block {
    text: String,
    spacing: Spacing,
}

/// A block with short placeholders.
struct ShortBlock {
    block: Block,
    lines: Lines,
}

/// What blank lines between the members of an `impl` depend on.
#[derive(Clone, Copy, Default)]
struct Spacing {
    /// Whether a blank line follows every member but the last.
    is_followed_by_blank: bool,
    is_type: bool,
    /// Whether a blank line separates the member from types before it.
    is_method: bool,
}

impl Blocks {
    /// Adds the text of items, and the names in them.
    pub(super) fn render(
        &self,
        items: impl IntoIterator<Item = Item>,
        names: &mut Names,
        text: &mut String,
    ) -> Result<(), syn::Error> {
        for item in items {
            if !text.is_empty() {
                text.push('\n');
            }
            match item {
                Item::Whole(tokens) => {
                    self.items.render(tokens, names, PRINT_ITEM, text)?;
                }
                Item::Function(function) => {
                    self.functions.render(function, names, FUNCTION, text)?;
                }
                Item::Impl { head, members } => {
                    self.heads.render(head, names, PRINT_HEAD, text)?;
                    let mut previous = Spacing::default();
                    for member in members {
                        let at = text.len();
                        let spacing = match member {
                            Member::Whole(tokens) => {
                                self.members.render(tokens, names, PRINT_MEMBER, text)?
                            }
                            Member::Function(function) => {
                                self.methods.render(function, names, METHOD, text)?
                            }
                        };
                        if previous.is_followed_by_blank || (previous.is_type && spacing.is_method)
                        {
                            text.insert(at, '\n');
                        }
                        previous = spacing;
                    }
                    text.push_str("}\n");
                }
            }
        }
        Ok(())
    }

    /// The number of printed blocks that are kept for further ones.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        let functions = [&self.functions, &self.methods].into_iter();
        let parts = functions.flat_map(|it| [&it.heads, &it.statements, &it.tails]);
        let all = [&self.items, &self.heads, &self.members]
            .into_iter()
            .chain(parts);
        all.map(|it| lock(&it.short).values().flatten().count() + lock(&it.exact).len())
            .sum()
    }
}

impl Functions {
    fn render(
        &self,
        function: Function,
        names: &mut Names,
        print: PrintFunction,
        text: &mut String,
    ) -> Result<Spacing, syn::Error> {
        let spacing = self.heads.render(function.head, names, print.head, text)?;
        for statement in function.statements {
            self.statements
                .render(statement, names, print.statement, text)?;
        }
        self.tails.render(function.tail, names, print.tail, text)?;
        text.push_str(print.end);
        Ok(Spacing {
            is_followed_by_blank: true,
            ..spacing
        })
    }
}

/// The code that a kind of block is printed within, so that it has the right indentation.
#[derive(Clone, Copy)]
struct Print {
    /// As source text: before and after the block.
    source: (&'static str, &'static str),
    /// As printed text.
    printed: (&'static str, &'static str),
    /// Whether the block is part of a body.
    is_in_body: bool,
}

/// The parts of functions, and the line after the last.
#[derive(Clone, Copy)]
struct PrintFunction {
    head: Print,
    statement: Print,
    tail: Print,
    end: &'static str,
}

const PRINT_ITEM: Print = Print {
    source: ("", ""),
    printed: ("", ""),
    is_in_body: false,
};

/// The line or lines before the members of an `impl`.
const PRINT_HEAD: Print = Print {
    source: ("", "{ fn f() {} }"),
    printed: ("", "    fn f() {}\n}\n"),
    ..PRINT_ITEM
};

const PRINT_MEMBER: Print = Print {
    source: ("impl X {", "}"),
    printed: ("impl X {\n", "}\n"),
    ..PRINT_ITEM
};

const FUNCTION: PrintFunction = PrintFunction {
    head: Print {
        source: ("", "{ f(); }"),
        printed: ("", "    f();\n}\n"),
        ..PRINT_ITEM
    },
    statement: Print {
        source: ("fn f() {", "f(); }"),
        printed: ("fn f() {\n", "    f();\n}\n"),
        is_in_body: true,
    },
    tail: Print {
        source: ("fn f() {", "}"),
        printed: ("fn f() {\n", "}\n"),
        is_in_body: true,
    },
    end: "}\n",
};

const METHOD: PrintFunction = PrintFunction {
    head: Print {
        source: ("impl X {", "{ f(); } }"),
        printed: ("impl X {\n", "        f();\n    }\n}\n"),
        ..PRINT_ITEM
    },
    statement: Print {
        source: ("impl X { fn f() {", "f(); } }"),
        printed: ("impl X {\n    fn f() {\n", "        f();\n    }\n}\n"),
        is_in_body: true,
    },
    tail: Print {
        source: ("impl X { fn f() {", "} }"),
        printed: ("impl X {\n    fn f() {\n", "    }\n}\n"),
        is_in_body: true,
    },
    end: "    }\n",
};

impl Print {
    /// The lines of a block.
    fn print(self, block: &str) -> Result<String, syn::Error> {
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

impl Printed {
    fn render(
        &self,
        tokens: Tokens,
        names: &mut Names,
        print: Print,
        text: &mut String,
    ) -> Result<Spacing, syn::Error> {
        let source = Source::of(tokens, Hide::StringsAndNames, print.is_in_body, names);
        let mut is_kept = source.short.len() <= MAX_SOURCE;
        if is_kept && !source.has_literal {
            let short = self.short(&source, print)?;
            is_kept = short.is_some();
            // Where all lines are short, nothing is broken because of its width.
            if let Some(short) = short.filter(|it| source.hidden.fit(&it.lines, SHORT_WIDTH)) {
                source.hidden.restore(&short.block.text, Form::Short, text);
                return Ok(short.block.spacing);
            }
        }
        let block = match is_kept {
            true => self.exact(&source, print)?,
            false => Arc::new(Block::print(&source.exact(), print)?),
        };
        source.hidden.restore(&block.text, Form::Exact, text);
        Ok(block.spacing)
    }

    /// The block with short placeholders, or `None` if its source occurs for the first time.
    fn short(&self, source: &Source, print: Print) -> Result<Option<Arc<ShortBlock>>, syn::Error> {
        let mut known = lock(&self.short);
        match known.get(&source.short) {
            Some(Some(block)) => return Ok(Some(Arc::clone(block))),
            Some(None) => drop(known),
            None => {
                known.insert(source.short.clone(), None);
                return Ok(None);
            }
        }
        let block = Block::print(&source.short, print)?;
        let lines = source.hidden.measure(&block.text);
        let short = Arc::new(ShortBlock { block, lines });
        lock(&self.short).insert(source.short.clone(), Some(Arc::clone(&short)));
        Ok(Some(short))
    }

    fn exact(&self, source: &Source, print: Print) -> Result<Arc<Block>, syn::Error> {
        let exact = source.exact();
        let known = lock(&self.exact).get(&exact).cloned();
        if let Some(block) = known {
            return Ok(block);
        }
        let block = Arc::new(Block::print(&exact, print)?);
        lock(&self.exact).insert(exact, Arc::clone(&block));
        Ok(block)
    }
}

impl Block {
    fn print(source: &str, print: Print) -> Result<Self, syn::Error> {
        let text = print.print(source)?;
        Ok(Self {
            spacing: spacing(&text),
            text,
        })
    }
}

fn lock<T>(printed: &Mutex<T>) -> MutexGuard<'_, T> {
    printed.lock().unwrap_or_else(PoisonError::into_inner)
}

fn spacing(member: &str) -> Spacing {
    let starts = |starts: &[&str]| {
        let mut lines = member.lines();
        lines.any(|line| starts.iter().any(|start| line.starts_with(start)))
    };
    let last = member.lines().next_back().unwrap_or_default();
    let is_constant = starts(&["    const ", "    pub(crate) const "]);
    Spacing {
        is_followed_by_blank: last == "    }" || (is_constant && last.ends_with(';')),
        is_type: last.starts_with("    type "),
        is_method: super::starts_method(member),
    }
}
