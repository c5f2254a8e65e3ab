//! Worlds by chance and the changes between them: what is answered, and for which prefix, is what going through lists
//! finds; and a snapshot that a change was made from answers as before.

#![no_main]

use std::net::IpAddr;

use _engine::publish::Published;
use _engine::respond::Transport;
use _engine::snapshot::Snapshot;
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use slowly::ask::ask;
use slowly::askers::address;
use slowly::edns::Subnet;
use slowly::name::Labels;
use slowly::steps::message;
use slowly::walk::Walk;
use slowly::world::{asked_name, Step, World};

#[derive(Arbitrary, Debug)]
struct Story {
    zone: (u8, [Option<u8>; 4]),
    changes: Vec<Vec<Step>>,
    asked: Vec<Asked>,
}

/// A question for a name by number and a type by number.
#[derive(Arbitrary, Debug)]
struct Asked {
    name: u8,
    kind: u8,
    v6: bool,
    sender: u32,
    subnet: Option<(bool, u32, u8)>,
}

fuzz_target!(|story: Story| {
    let published = Published::default();
    let (mut world, steps) = World::begin(story.zone.0, &story.zone.1);
    published.publish(&message(&steps), true).expect("a sound zone");
    for steps in &story.changes {
        let (before, world_before) = (Snapshot::clone(&published.present()), world.clone());
        let mut numbered = 0;
        let bytes: Vec<u8> = steps
            .iter()
            .flat_map(|step| world.take(step, &mut numbered))
            .collect();
        published
            .publish(&message(&bytes), false)
            .expect("a sound change");
        for asked in story.asked.iter().take(8) {
            asked.of(&before, &world_before);
            asked.of(&published.present(), &world);
        }
    }
});

impl Asked {
    fn of(&self, snapshot: &Snapshot, world: &World) {
        let (name, kind) = (asked_name(self.name), [1, 5, 28, 16][usize::from(self.kind) % 4]);
        let sender = address(self.v6, self.sender);
        let subnet = self.subnet.map(|(v6, bits, prefix)| subnet(v6, bits, prefix));
        let asker = match &subnet {
            Some((found, address)) if found.prefix > 0 => *address,
            _ => sender,
        };
        let query = query(&name, kind, subnet.as_ref().map(|(found, _)| found));
        let (said, _) = ask(snapshot, &query, sender, Transport::Tcp).expect("an answer");
        let scope = Walk::check(world, &name, kind, asker, &said);
        let (over_udp, _) = ask(snapshot, &query, sender, Transport::Udp).expect("an answer");
        for told in [said, over_udp] {
            let told = told.opt.and_then(|opt| opt.subnet_told());
            let expected = subnet
                .as_ref()
                .map(|(found, _)| if found.prefix > 0 { scope } else { 0 });
            assert_eq!(told.map(|told| told.scope as u8), expected, "the scope");
        }
    }
}

/// The client subnet of so many bits at the front of this address, and its first address.
fn subnet(v6: bool, bits: u32, prefix: u8) -> (Subnet, IpAddr) {
    let length = if v6 { 128 } else { 32 };
    let prefix = usize::from(prefix) % (length + 1);
    let kept = u32::MAX.checked_shl(32 - prefix.min(32) as u32).unwrap_or(0);
    let address = address(v6, bits & kept);
    let octets = match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let found = Subnet {
        family: if v6 { 2 } else { 1 },
        prefix,
        scope: 0,
        octets: octets[..prefix.div_ceil(8)].to_vec(),
    };
    (found, address)
}

fn query(name: &Labels, kind: u16, subnet: Option<&Subnet>) -> Vec<u8> {
    let mut query = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00".to_vec();
    for label in name {
        query.push(label.len() as u8);
        query.extend(label);
    }
    query.push(0);
    query.extend(kind.to_be_bytes());
    query.extend([0, 1]);
    if let Some(subnet) = subnet {
        query[11] = 1;
        query.extend(b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00");
        let length = 4 + subnet.octets.len() as u16;
        query.extend((length + 4).to_be_bytes());
        query.extend([0, 8]);
        query.extend(length.to_be_bytes());
        query.extend([0, subnet.family as u8, subnet.prefix as u8, 0]);
        query.extend(&subnet.octets);
    }
    query
}
