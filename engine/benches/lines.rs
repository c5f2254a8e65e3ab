//! What it costs to find out who is asking, and to make ready for it: `make bench-engine`.
//!
//! Asked of plans over the table that comes in the package, which `python -m lines.raw` writes: one that tells carriers
//! apart, one that tells all of its lines apart, and one of five million ranges, the same ones cut further.

#![allow(clippy::expect_used, clippy::panic)]

use std::fs;
use std::hint::black_box;
use std::net::IpAddr;

use _engine::chance::Chance;
use _engine::lines::{AskerTable, Plan, Ranges, Said};
use criterion::{criterion_group, criterion_main, Criterion};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/lines.bin");
/// Of each range of the embedded table: five million in all.
const PARTS: u32 = 8;
const ASKERS: usize = 1 << 16;

/// The embedded table as it stands in the file, and which carrier each of its classes is of.
struct Embedded {
    classes: u32,
    carriers: Box<[u16]>,
    v4: (Box<[u32]>, Box<[u16]>),
    v6: (Box<[u128]>, Box<[u16]>),
}

impl Embedded {
    fn read() -> Self {
        let bytes =
            fs::read(FILE).unwrap_or_else(|error| panic!("{FILE}: {error}; `make bench-engine` writes it"));
        let mut rest = bytes.as_slice();
        let [classes, n4, n6] = [(); 3].map(|()| numbers(&mut rest, 1, u32::from_le_bytes)[0]);
        let (n4, n6) = (n4 as usize, n6 as usize);
        let high_first = |pair: [u8; 16]| u128::from_le_bytes(pair).rotate_left(64);
        Self {
            classes,
            carriers: numbers(&mut rest, classes as usize, u16::from_le_bytes),
            v4: (
                numbers(&mut rest, n4, u32::from_le_bytes),
                numbers(&mut rest, n4, u16::from_le_bytes),
            ),
            v6: (
                numbers(&mut rest, n6, high_first),
                numbers(&mut rest, n6, u16::from_le_bytes),
            ),
        }
    }

    fn table(&self) -> AskerTable {
        self.table_of(self.v4.clone(), self.v6.clone())
    }

    /// Each range in so many parts, as far as it has them, and no two neighbours of one class.
    fn cut(&self, parts: u32) -> AskerTable {
        let v4 = cut(&self.v4.0, u32::MAX, |first, last| {
            ((last - first) / parts).max(1)
        });
        let v6 = cut(&self.v6.0, u128::MAX, |first, last| {
            ((last - first) / u128::from(parts)).max(1)
        });
        let alternating = |count: usize| (0..count).map(|at| at as u16 % 3).collect();
        let (c4, c6) = (alternating(v4.len()), alternating(v6.len()));
        self.table_of((v4, c4), (v6, c6))
    }

    fn table_of(&self, v4: (Box<[u32]>, Box<[u16]>), v6: (Box<[u128]>, Box<[u16]>)) -> AskerTable {
        AskerTable {
            classes: self.classes,
            v4: Ranges::new(v4.0, v4.1, self.classes).expect("IPv4 ranges"),
            v6: Ranges::new(v6.0, v6.1, self.classes).expect("IPv6 ranges"),
        }
    }

    fn carriers(&self) -> Said {
        Said::of_answers(self.carriers.clone())
    }

    fn all_lines(&self) -> Said {
        Said::of_answers((0..self.classes as u16).collect())
    }
}

fn numbers<const N: usize, T>(rest: &mut &[u8], count: usize, number: fn([u8; N]) -> T) -> Box<[T]> {
    let (taken, left) = rest.split_at(count * N);
    *rest = left;
    let chunks = taken.chunks_exact(N);
    chunks
        .map(|chunk| number(chunk.try_into().expect("so many bytes")))
        .collect()
}

/// The starts of all parts, where a range has parts of the size that `part` says.
fn cut<A>(starts: &[A], last: A, part: impl Fn(A, A) -> A) -> Box<[A]>
where
    A: Copy + Ord + std::ops::Add<Output = A> + std::ops::Sub<Output = A>,
{
    let ends = starts.iter().skip(1).copied().chain([last]);
    let mut found = Vec::new();
    for (&first, end) in starts.iter().zip(ends) {
        let size = part(first, end);
        let mut at = first;
        loop {
            found.push(at);
            if end - at <= size {
                break;
            }
            at = at + size;
        }
    }
    found.into()
}

fn plans(bench: &mut Criterion) {
    let embedded = Embedded::read();
    let (whole, many) = (embedded.table(), embedded.cut(PARTS));
    for (what, table, said) in [
        ("carriers", &whole, embedded.carriers()),
        ("all lines", &whole, embedded.all_lines()),
        ("five million ranges", &many, embedded.all_lines()),
    ] {
        let before = resident();
        let plan = Plan::new(table, &said).expect("a plan of all classes");
        println!("{what}: {:.1} MB", (resident() - before) as f64 / 1e6);
        for (family, askers) in [("IPv4", v4_askers()), ("IPv6", v6_askers(&embedded.v6.0))] {
            let mut next = askers.iter().cycle();
            bench.bench_function(&format!("look up {family}: {what}"), |bench| {
                bench.iter(|| next.next().map(|asker| plan.find(*black_box(asker))));
            });
        }
        bench.bench_function(&format!("make a plan: {what}"), |bench| {
            bench.iter_with_large_drop(|| Plan::new(table, black_box(&said)));
        });
    }
}

/// Anywhere.
fn v4_askers() -> Vec<IpAddr> {
    let mut chance = Chance::from_seed(4);
    let mut anywhere = || IpAddr::from((chance.below(1 << 32) as u32).to_be_bytes());
    (0..ASKERS).map(|_| anywhere()).collect()
}

/// Anywhere in the range of somebody: a network of 64 bits of its own.
fn v6_askers(starts: &[u128]) -> Vec<IpAddr> {
    let mut chance = Chance::from_seed(6);
    let mut anywhere = || {
        let at = chance.below(starts.len() as u64 - 1) as usize;
        let networks = ((starts[at + 1] - starts[at]) >> 64) as u64;
        let network = u128::from(chance.below(networks.clamp(1, 1 << 32)));
        IpAddr::from((starts[at] + (network << 64)).to_be_bytes())
    };
    (0..ASKERS).map(|_| anywhere()).collect()
}

/// Bytes of this process that are in memory.
fn resident() -> i64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<i64>().ok());
    resident.unwrap_or_default() * 4096
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = plans
}
criterion_main!(benches);
