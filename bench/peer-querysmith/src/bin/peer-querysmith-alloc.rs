#[global_allocator]
static ALLOC: bench_common::alloc::Counting = bench_common::alloc::Counting;

fn main() {
    bench_common::main::<peer_querysmith::Querysmith>();
}
