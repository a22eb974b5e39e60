//! Buffers that are wiped from memory when they are dropped.
//!
//! Unlike `Zeroizing`, they are wiped with instructions that write many bytes, because each call wipes
//! all of its request.

use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use zeroize::optimization_barrier;

/// Bytes that are wiped from memory when they are dropped. Reallocation would leave a copy behind.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct WipedBytes(Vec<u8>);

impl WipedBytes {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Makes room for `additional` bytes without leaving a copy of the others behind.
    pub(crate) fn reserve(&mut self, additional: usize) {
        let needed = self.len() + additional;
        if self.capacity() < needed {
            let mut larger = Vec::with_capacity(needed.max(2 * self.len()));
            larger.extend_from_slice(&self.0);
            *self = Self(larger);
        }
    }

    /// Appends bytes without leaving a copy of the others behind.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Shares the bytes, which are wiped when the last clone is dropped.
    pub(crate) fn share(self) -> Bytes {
        Bytes::from_owner(self)
    }

    /// The bytes, which are no longer wiped.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl AsRef<[u8]> for WipedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for WipedBytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for WipedBytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for WipedBytes {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Text that is wiped from memory when it is dropped. Reallocation would leave a copy behind.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct WipedString(String);

impl WipedString {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(String::with_capacity(capacity))
    }
}

impl Deref for WipedString {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl DerefMut for WipedString {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.0
    }
}

impl Drop for WipedString {
    fn drop(&mut self) {
        wipe(&mut std::mem::take(&mut self.0).into_bytes());
    }
}

/// Overwrites bytes that nobody else has. A transport that keeps them, for example as a part of its
/// buffer, is not affected.
pub(crate) fn wipe_unshared(bytes: Bytes) {
    if let Ok(mut bytes) = bytes.try_into_mut() {
        bytes.fill(0);
        optimization_barrier(&bytes[..]);
    }
}

/// Overwrites all bytes, including those after the end.
fn wipe(bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    // Without it, the compiler would omit writing to memory that is freed next.
    optimization_barrier(bytes.as_slice());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_of_a_buffer_are_overwritten_in_place() {
        let mut bytes = Vec::with_capacity(16);
        bytes.extend_from_slice(b"hush, hush");
        bytes.truncate(4);
        let (at, capacity) = (bytes.as_ptr(), bytes.capacity());
        wipe(&mut bytes);
        assert_eq!((bytes.as_ptr(), bytes.len()), (at, capacity));
        assert!(bytes.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_buffer_grows_into_another_one() {
        let mut bytes = WipedBytes::new(b"hush".to_vec());
        for length in 4..100 {
            assert_eq!(bytes.len(), length);
            bytes.append(b"!");
        }
        assert!(bytes.starts_with(b"hush!!"));
        let capacity = bytes.capacity();
        bytes.reserve(capacity - bytes.len());
        assert_eq!(bytes.capacity(), capacity);
    }

    #[test]
    fn shared_bytes_are_those_that_were_given() {
        let shared = WipedBytes::new(b"hush".to_vec()).share();
        assert_eq!(shared.slice(1..).as_ref(), b"ush");
        assert!(std::mem::needs_drop::<WipedBytes>() && std::mem::needs_drop::<WipedString>());
    }
}
