//! Blocks of code one by one: items, members of an `impl`, statements. SDKs have many that differ in
//! nothing but names and texts, which affect the layout only by their lengths, or not at all if all lines
//! are short. Such blocks are parsed and printed once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::emit::Names;

use super::frame::{FUNCTION, Frame, FunctionFrames, HEAD, ITEM, MEMBER, METHOD};
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
                    self.items.render(tokens, names, ITEM, text)?;
                }
                Item::Function(function) => {
                    self.functions.render(function, names, FUNCTION, text)?;
                }
                Item::Impl { head, members } => {
                    self.heads.render(head, names, HEAD, text)?;
                    let mut previous = Spacing::default();
                    for member in members {
                        let at = text.len();
                        let spacing = match member {
                            Member::Whole(tokens) => {
                                self.members.render(tokens, names, MEMBER, text)?
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
        frames: FunctionFrames,
        text: &mut String,
    ) -> Result<Spacing, syn::Error> {
        let spacing = self.heads.render(function.head, names, frames.head, text)?;
        for statement in function.statements {
            let frame = frames.statement;
            self.statements.render(statement, names, frame, text)?;
        }
        self.tails.render(function.tail, names, frames.tail, text)?;
        text.push_str(frames.end);
        Ok(Spacing {
            is_followed_by_blank: true,
            ..spacing
        })
    }
}

impl Printed {
    fn render(
        &self,
        tokens: Tokens,
        names: &mut Names,
        frame: Frame,
        text: &mut String,
    ) -> Result<Spacing, syn::Error> {
        let source = Source::of(tokens, Hide::StringsAndNames, frame.is_in_body, names);
        let mut is_kept = source.short.len() <= MAX_SOURCE;
        if is_kept && !source.has_literal {
            let short = self.short(&source, frame)?;
            is_kept = short.is_some();
            // Where all lines are short, nothing is broken because of its width.
            if let Some(short) = short.filter(|it| source.hidden.fit(&it.lines, SHORT_WIDTH)) {
                source
                    .hidden
                    .restore(&short.block.text, Form::Short, text)?;
                return Ok(short.block.spacing);
            }
        }
        let block = match is_kept {
            true => self.exact(&source, frame)?,
            false => Arc::new(Block::print(&source.exact(), frame)?),
        };
        source.hidden.restore(&block.text, Form::Exact, text)?;
        Ok(block.spacing)
    }

    /// The block with short placeholders, or `None` if its source occurs for the first time.
    fn short(&self, source: &Source, frame: Frame) -> Result<Option<Arc<ShortBlock>>, syn::Error> {
        let mut known = lock(&self.short);
        match known.get(&source.short) {
            Some(Some(block)) => return Ok(Some(Arc::clone(block))),
            Some(None) => drop(known),
            None => {
                known.insert(source.short.clone(), None);
                return Ok(None);
            }
        }
        let block = Block::print(&source.short, frame)?;
        let lines = source.hidden.measure(&block.text);
        let short = Arc::new(ShortBlock { block, lines });
        lock(&self.short).insert(source.short.clone(), Some(Arc::clone(&short)));
        Ok(Some(short))
    }

    fn exact(&self, source: &Source, frame: Frame) -> Result<Arc<Block>, syn::Error> {
        let exact = source.exact();
        let known = lock(&self.exact).get(&exact).cloned();
        if let Some(block) = known {
            return Ok(block);
        }
        let block = Arc::new(Block::print(&exact, frame)?);
        lock(&self.exact).insert(exact, Arc::clone(&block));
        Ok(block)
    }
}

impl Block {
    fn print(source: &str, frame: Frame) -> Result<Self, syn::Error> {
        let text = frame.print(source)?;
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
        is_followed_by_blank: super::ends_method(last) || (is_constant && last.ends_with(';')),
        is_type: last.starts_with("    type "),
        is_method: super::starts_method(member),
    }
}
