//! Who is asking: networks that may lie in one another, gone through one by one.

use std::net::{IpAddr, Ipv6Addr};

use arbitrary::Arbitrary;

/// A network whose askers are of a class: the bits at its front (IPv4 or IPv6), how many of them, the class.
#[derive(Arbitrary, Clone, Debug)]
pub struct Network {
    v6: bool,
    bits: u32,
    prefix: u8,
    class: u8,
}

/// Networks, the later one deciding where two overlap; class 0 is everybody else's.
#[derive(Clone)]
pub struct Askers {
    networks: Vec<(Net, usize)>,
}

/// The first and the last address as numbers of the family's own width.
#[derive(Clone, Copy)]
struct Net {
    v6: bool,
    first: u128,
    last: u128,
}

fn width(v6: bool) -> u32 {
    if v6 {
        128
    } else {
        32
    }
}

/// The network of `prefix` bits around an address.
fn around(v6: bool, address: u128, prefix: u32) -> Net {
    let rest = width(v6) - prefix;
    let ones = if rest == 128 { u128::MAX } else { (1 << rest) - 1 };
    Net {
        v6,
        first: address & !ones,
        last: address | ones,
    }
}

fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(address) => (false, u128::from(u32::from(address))),
        IpAddr::V6(address) => (true, u128::from(address)),
    }
}

/// An address that is near the networks that fuzzing makes up.
pub fn address(v6: bool, bits: u32) -> IpAddr {
    match v6 {
        true => IpAddr::V6(Ipv6Addr::from(u128::from(bits) << 96)),
        false => IpAddr::from(bits.to_be_bytes()),
    }
}

impl Askers {
    /// At most 20 networks.
    pub fn new(networks: &[Network]) -> Self {
        let net = |network: &Network| {
            let (_, bits) = number(address(network.v6, network.bits));
            let prefix = u32::from(network.prefix) % (width(network.v6) + 1);
            (around(network.v6, bits, prefix), usize::from(network.class) % 4)
        };
        Self {
            networks: networks.iter().take(20).map(net).collect(),
        }
    }

    fn class(&self, v6: bool, address: u128) -> usize {
        let here = |net: &Net| net.v6 == v6 && net.first <= address && address <= net.last;
        let last = self.networks.iter().rev().find(|(net, _)| here(net));
        last.map_or(0, |(_, class)| *class)
    }

    /// All addresses at which the class may change: the first of each network, and the first behind it.
    fn edges(&self, v6: bool) -> Vec<u128> {
        let mut edges = vec![0];
        for (net, _) in self.networks.iter().filter(|(net, _)| net.v6 == v6) {
            edges.push(net.first);
            edges.extend(net.last.checked_add(1).filter(|edge| v6 || *edge < 1 << 32));
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// What holds for this asker, and the length of the shortest prefix around it in which it holds for everybody.
    pub fn find(&self, asker: IpAddr, of_class: impl Fn(usize) -> usize) -> (usize, u8) {
        let (v6, address) = number(asker);
        let value = |address| of_class(self.class(v6, address));
        let edges = self.edges(v6);
        let holds = |prefix: &u32| {
            let net = around(v6, address, *prefix);
            let mut inside = edges
                .iter()
                .filter(|edge| net.first <= **edge && **edge <= net.last);
            value(net.first) == value(address) && inside.all(|edge| value(*edge) == value(address))
        };
        let shortest = (0..=width(v6))
            .find(holds)
            .expect("one address alone has one value");
        (value(address), shortest as u8)
    }

    /// The step that tells the engine.
    pub fn step(&self) -> Vec<u8> {
        let (v4, v6) = (self.edges(false), self.edges(true));
        let mut step = vec![1];
        for count in [4, v4.len() as u32, v6.len() as u32] {
            step.extend(count.to_le_bytes());
        }
        v4.iter()
            .for_each(|edge| step.extend((*edge as u32).to_le_bytes()));
        v4.iter()
            .for_each(|edge| step.extend((self.class(false, *edge) as u16).to_le_bytes()));
        for edge in &v6 {
            step.extend(((edge >> 64) as u64).to_le_bytes());
            step.extend((*edge as u64).to_le_bytes());
        }
        v6.iter()
            .for_each(|edge| step.extend((self.class(true, *edge) as u16).to_le_bytes()));
        step
    }
}
