//! Who is asking: networks that may lie in one another, gone through one by one.

use std::net::{IpAddr, Ipv6Addr};

use arbitrary::Arbitrary;

/// A network whose askers are of a class (two bits), of IPv4 or IPv6 (one bit): the first bits of its address, and how
/// many of all are its prefix.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Network {
    of: u8,
    bits: u16,
    prefix: u8,
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

fn address(v6: bool, number: u128) -> IpAddr {
    match v6 {
        true => IpAddr::V6(Ipv6Addr::from(number)),
        false => IpAddr::from((number as u32).to_be_bytes()),
    }
}

/// The network of so many bits around this address, as many as it can have: how many, and its first address.
pub fn network_around(asker: IpAddr, prefix: u8) -> (u8, IpAddr) {
    let (v6, number) = number(asker);
    let prefix = u32::from(prefix) % (width(v6) + 1);
    (prefix as u8, address(v6, around(v6, number, prefix).first))
}

impl Askers {
    /// These networks.
    pub fn new(networks: &[Network]) -> Self {
        let net = |network: &Network| {
            let v6 = network.of & 4 != 0;
            let address = u128::from(network.bits) << (width(v6) - 16);
            let net = around(v6, address, u32::from(network.prefix) % (width(v6) + 1));
            (net, usize::from(network.of % 4))
        };
        Self {
            networks: networks.iter().map(net).collect(),
        }
    }

    /// The first address of a network or of what lies behind one, or the last one before it.
    pub fn at_an_edge(&self, which: u8) -> IpAddr {
        let v6 = which & 1 != 0;
        let edges = self.edges(v6);
        let edge = edges[usize::from(which / 4) % edges.len()];
        address(v6, edge.saturating_sub(u128::from(which / 2 % 2)))
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
