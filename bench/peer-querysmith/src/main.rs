fn main() {
    bench_common::main::<peer_querysmith::Querysmith>();
}
