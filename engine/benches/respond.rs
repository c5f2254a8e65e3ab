//! What one response costs, without sockets: `cargo bench`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::net::IpAddr;
use std::time::Instant;

use _engine::chance::Chance;
use _engine::example::example;
use _engine::limit::limits::Limits;
use _engine::lines::{AskerTable, Plan, Ranges, Said};
use _engine::respond::{respond, Asker, Transport};
use _engine::worker::Worker;
use criterion::{criterion_group, criterion_main, Criterion};

const HEADER: &[u8] = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01";
const OPT: &[u8] = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x0b\x00\x08\x00\x07\x00\x01\x18\x00";

fn query(label: &[u8]) -> Vec<u8> {
    let mut message = [
        HEADER,
        &[label.len() as u8],
        label,
        b"\x07example\x03com\x00\x00\x01\x00\x01",
    ]
    .concat();
    message.extend(OPT);
    message.extend([10, 1, 2]);
    message
}

fn responses(bench: &mut Criterion) {
    let published = example(4000).expect("the example can be read");
    let present = published.present();
    let mut worker = Worker::from_seed(1);
    let mut out = Vec::with_capacity(1500);
    let asker = Asker {
        address: IpAddr::from([127, 0, 0, 1]),
        transport: Transport::Udp,
    };
    for (what, label) in [
        ("steered", b"www".as_slice()),
        ("steered wildcard", b"anything"),
        ("cname to steered", b"alias"),
        ("steered cname to steered", b"to"),
        ("own", b"mail"),
    ] {
        let message = query(label);
        bench.bench_function(&format!("respond to a client subnet query: {what}"), |bench| {
            bench.iter(|| respond(&present, black_box(&message), asker, &mut worker, &mut out));
        });
    }
}

fn look_ups(bench: &mut Criterion) {
    let starts: Box<[u32]> = (0..4000u32).map(|n| n << 20).collect();
    let values: Box<[u16]> = (0..4000).map(|n| n % 4).collect();
    let table = AskerTable {
        classes: 4,
        v4: Ranges::new(starts, values, 4).expect("rising ranges"),
        ..AskerTable::default()
    };
    let plan = Plan::new(&table, &Said::of_answers([0, 1, 2, 3].into())).expect("a plan for four classes");
    let mut chance = Chance::from_seed(1);
    bench.bench_function("look up a line among 4000 ranges", |bench| {
        bench.iter(|| plan.find(IpAddr::from((chance.below(1 << 32) as u32).to_be_bytes())));
    });
}

/// At one moment, so that in the end all are above the limit; each is to another of 64 networks than the one before.
fn limits(bench: &mut Criterion) {
    let published = example(4000).expect("the example can be read");
    let (mut worker, mut out) = (Worker::from_seed(1), Vec::with_capacity(1500));
    let mut asker = Asker {
        address: IpAddr::from([192, 0, 2, 1]),
        transport: Transport::Udp,
    };
    let message = query(b"www");
    let outcome = respond(&published.present(), &message, asker, &mut worker, &mut out).expect("an answer");
    for (what, limits) in [
        (
            "alike",
            Limits {
                alike: 1_000_000,
                ..Limits::default()
            },
        ),
        (
            "alike and all",
            Limits {
                alike: 1_000_000,
                all: 1_000_000,
                ..Limits::default()
            },
        ),
    ] {
        bench.bench_function(&format!("limit a response: {what}"), |bench| {
            let mut third = 0u8;
            worker.limiter.begin(&limits, Instant::now);
            bench.iter(|| {
                third = (third + 1) % 64;
                asker.address = IpAddr::from([192, 0, third, 1]);
                worker
                    .limiter
                    .judge(&limits, asker.address, outcome, black_box(&out))
            });
        });
    }
}

criterion_group!(benches, responses, look_ups, limits);
criterion_main!(benches);
