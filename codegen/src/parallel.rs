//! Work on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{panic, thread};

/// The stack of a thread in bytes: that of the main thread on most systems, because models may nest
/// deeply.
const STACK: usize = 8 << 20;

/// Applies `work` to every item, from the first to the last, and returns the results in the order of the
/// items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || -> Vec<(usize, R)> {
        let done = std::iter::from_fn(|| {
            let index = next.fetch_add(1, Ordering::Relaxed);
            Some((index, work(items.get(index)?)))
        });
        done.collect()
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut results = thread::scope(|scope| {
        // A thread that cannot be started leaves its work to the others.
        let others: Vec<_> = (1..threads.min(items.len()))
            .filter_map(|_| {
                let thread = thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, share).ok()
            })
            .collect();
        let mut results = share();
        for other in others {
            match other.join() {
                Ok(more) => results.extend(more),
                Err(payload) => panic::resume_unwind(payload),
            }
        }
        results
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Vec<usize> = items.iter().map(|item| 2 * item).collect();
        assert_eq!(map(&items, |item| 2 * item), doubled);
        assert_eq!(map(&[], |item: &usize| *item), Vec::<usize>::new());
    }

    #[test]
    fn a_panic_is_passed_on() {
        let outcome = panic::catch_unwind(|| map(&[1, 2, 3], |item| assert_ne!(*item, 2)));
        assert!(outcome.is_err());
    }
}
