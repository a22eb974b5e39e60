//! The comparison of STS clients: the call that is measured, the responses of the service, the trait
//! that a client implements, and the measurements.
//!
//! A program of a client is one line, [`main!`]. Its figures are lines `key=value` on standard output.

pub mod allocations;
mod arguments;
pub mod call;
mod check;
mod client;
mod command;
mod measure;
pub mod response;
pub mod signature;

pub use check::check;
pub use client::{Failure, Outcome, RoleSession, StsClient};
pub use command::run;

/// The main function of a client's program.
#[macro_export]
macro_rules! main {
    ($client:ty) => {
        fn main() -> std::process::ExitCode {
            $crate::run::<$client>()
        }
    };
}

/// The main function of a client's program that counts allocations.
///
/// It is a separate program, because counting would slow down the other measurements.
#[macro_export]
macro_rules! counting_main {
    ($client:ty) => {
        #[global_allocator]
        static ALLOCATOR: &$crate::allocations::Counting = &$crate::allocations::COUNTING;

        $crate::main!($client);
    };
}
