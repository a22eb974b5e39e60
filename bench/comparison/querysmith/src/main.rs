//! Measures the client. Run it without arguments for its commands.

bench_driver::main!(bench_querysmith::Querysmith);
