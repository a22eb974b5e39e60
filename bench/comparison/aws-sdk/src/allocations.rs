//! Measures the client with a global allocator that counts, for the command `allocations`.

bench_driver::counting_main!(bench_aws_sdk::AwsSdk);
