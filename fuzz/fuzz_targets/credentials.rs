#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| querysmith_fuzz_targets::credentials(bytes));
