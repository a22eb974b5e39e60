//! The stack of lists and quotes that are open while documentation is read.

use super::block::Block;

/// The maximum nesting depth of lists and quotes. Deeper content is added to the innermost one.
const MAX_DEPTH: usize = 12;

#[derive(Default)]
pub(super) struct Nesting {
    frames: Vec<Frame>,
    root: Vec<Block>,
}

/// A block that is still open.
enum Frame {
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Item(Vec<Block>),
    Quote {
        label: &'static str,
        blocks: Vec<Block>,
    },
}

impl Nesting {
    pub(super) fn open_list(&mut self, ordered: bool) {
        // A list directly inside a list belongs to the preceding item.
        if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
            let item = items.pop().unwrap_or_default();
            self.frames.push(Frame::Item(item));
        }
        self.push_frame(Frame::List {
            ordered,
            items: Vec::new(),
        });
    }

    pub(super) fn close_list(&mut self) {
        self.close_frame(Frame::is_list, |_| false);
    }

    pub(super) fn open_item(&mut self) {
        self.close_item();
        if !self.in_list() {
            self.push_frame(Frame::List {
                ordered: false,
                items: Vec::new(),
            });
        }
        if self.in_list() {
            self.frames.push(Frame::Item(Vec::new()));
        }
    }

    pub(super) fn close_item(&mut self) {
        self.close_frame(|frame| matches!(frame, Frame::Item(_)), Frame::is_list);
    }

    pub(super) fn open_quote(&mut self, label: &'static str) {
        self.push_frame(Frame::Quote {
            label,
            blocks: Vec::new(),
        });
    }

    pub(super) fn close_quote(&mut self) {
        self.close_frame(|frame| matches!(frame, Frame::Quote { .. }), |_| false);
    }

    pub(super) fn push_block(&mut self, block: Block) {
        match self.frames.last_mut() {
            None => self.root.push(block),
            Some(Frame::Item(blocks) | Frame::Quote { blocks, .. }) => blocks.push(block),
            Some(Frame::List { items, .. }) => items.push(vec![block]),
        }
    }

    /// Closes all open frames and returns the blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.frames.is_empty() {
            self.pop_frame();
        }
        self.root
    }

    fn in_list(&self) -> bool {
        self.frames.last().is_some_and(Frame::is_list)
    }

    fn push_frame(&mut self, frame: Frame) {
        if self.frames.len() < MAX_DEPTH * 2 {
            self.frames.push(frame);
        }
    }

    /// Closes the innermost frame that is `wanted` and all frames in it, unless a `fence` is
    /// further in.
    fn close_frame(&mut self, wanted: fn(&Frame) -> bool, fence: fn(&Frame) -> bool) {
        let found = self
            .frames
            .iter()
            .rposition(|frame| wanted(frame) || fence(frame));
        let Some(at) = found.filter(|at| self.frames.get(*at).is_some_and(wanted)) else {
            return;
        };
        while self.frames.len() > at {
            self.pop_frame();
        }
    }

    fn pop_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::List { ordered, items }) if !items.is_empty() => {
                self.push_block(Block::List { ordered, items });
            }
            Some(Frame::Item(blocks)) if !blocks.is_empty() => match self.frames.last_mut() {
                Some(Frame::List { items, .. }) => items.push(blocks),
                _ => self.push_block(Block::List {
                    ordered: false,
                    items: vec![blocks],
                }),
            },
            Some(Frame::Quote { label, blocks }) if !blocks.is_empty() => {
                self.push_block(Block::Quote { label, blocks });
            }
            _ => {}
        }
    }
}

impl Frame {
    fn is_list(&self) -> bool {
        matches!(self, Frame::List { .. })
    }
}
