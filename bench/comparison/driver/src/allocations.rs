//! The counting allocator. It is installed by [`counting_main!`](crate::counting_main) only.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// The type of the counting allocator.
pub type Counting = StatsAlloc<System>;

/// The counting allocator.
pub static COUNTING: &Counting = &INSTRUMENTED_SYSTEM;

/// What has been allocated since the program started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// Allocations and reallocations.
    pub count: usize,
    /// The bytes of allocations, and the bytes by which reallocations grew.
    pub bytes: usize,
    /// The bytes that are allocated now.
    pub live: usize,
}

/// What has been allocated so far; `None` in a program without the counting allocator.
pub fn allocated() -> Option<Allocated> {
    let stats = COUNTING.stats();
    (stats.allocations > 0).then(|| Allocated {
        count: stats.allocations + stats.reallocations,
        bytes: stats.bytes_allocated,
        live: stats
            .bytes_allocated
            .saturating_sub(stats.bytes_deallocated),
    })
}
