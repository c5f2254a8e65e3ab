//! Worlds by chance and the changes between them: what is answered, and for which prefix, is what going through lists
//! finds; and a snapshot that a change was made from answers as before.

#![no_main]

use std::net::IpAddr;

use _engine::publish::Published;
use _engine::respond::Transport;
use _engine::snapshot::Snapshot;
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use slowly::ask::{ask, SOMEBODY};
use slowly::askers::{network_around, Network};
use slowly::name::Labels;
use slowly::steps::message;
use slowly::walk::Walk;
use slowly::world::{asked_name, Steering, Step, World};

#[derive(Arbitrary, Debug)]
struct Story {
    networks: [Network; 8],
    zone: (u8, [Option<u8>; 4]),
    steered: [Steering; 6],
    asked: [Asked; 8],
    changes: Vec<Vec<Step>>,
}

/// A question for a name and a type by number, by who is at an edge of a network or for the network around it.
#[derive(Arbitrary, Debug)]
struct Asked {
    name: u8,
    kind: u8,
    asker: u8,
    subnet: Option<u8>,
}

fuzz_target!(|story: Story| {
    let published = Published::default();
    let (mut world, steps) = World::begin(&story.networks, story.zone.0, &story.zone.1);
    published.publish(&message(&steps), true).expect("a sound zone");
    let first = story.steered.map(Step::Steer).to_vec();
    for steps in std::iter::once(&first).chain(&story.changes) {
        let (before, world_before) = (Snapshot::clone(&published.present()), world.clone());
        let mut numbered = 0;
        let bytes: Vec<u8> = steps
            .iter()
            .flat_map(|step| world.take(step, &mut numbered))
            .collect();
        published
            .publish(&message(&bytes), false)
            .expect("a sound change");
        for asked in &story.asked {
            asked.of(&before, &world_before);
            asked.of(&published.present(), &world);
        }
    }
});

impl Asked {
    fn of(&self, snapshot: &Snapshot, world: &World) {
        let (name, kind) = (asked_name(self.name), [1, 5, 28, 16][usize::from(self.kind) % 4]);
        let edge = world.askers.at_an_edge(self.asker);
        // Who sends a subnet is himself elsewhere.
        let (sender, subnet) = match self.subnet {
            Some(prefix) => (SOMEBODY, Some(network_around(edge, prefix))),
            None => (edge, None),
        };
        let told = subnet.filter(|(prefix, _)| *prefix > 0);
        let query = query(&name, kind, subnet);
        let asker = told.map_or(sender, |(_, first)| first);
        for transport in [Transport::Tcp, Transport::Udp] {
            let (said, _) = ask(snapshot, &query, sender, transport).expect("an answer");
            // What is turned may lead elsewhere each time, so each answer has a scope of its own.
            if !said.truncated {
                let scope = Walk::check(world, &name, kind, asker, &said);
                let expected = subnet.map(|_| if told.is_some() { usize::from(scope) } else { 0 });
                let back = said.opt.and_then(|opt| opt.subnet_told());
                assert_eq!(back.map(|back| back.scope), expected, "the scope");
            }
        }
    }
}

fn query(name: &Labels, kind: u16, subnet: Option<(u8, IpAddr)>) -> Vec<u8> {
    let mut query = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00".to_vec();
    for label in name {
        query.push(label.len() as u8);
        query.extend(label);
    }
    query.push(0);
    query.extend(kind.to_be_bytes());
    query.extend([0, 1]);
    if let Some((prefix, first)) = subnet {
        let (family, octets) = match first {
            IpAddr::V4(address) => (1, address.octets().to_vec()),
            IpAddr::V6(address) => (2, address.octets().to_vec()),
        };
        let octets = &octets[..usize::from(prefix).div_ceil(8)];
        let length = 4 + octets.len() as u8;
        query[11] = 1;
        query.extend(b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00");
        query.extend([0, length + 4, 0, 8, 0, length, 0, family, prefix, 0]);
        query.extend(octets);
    }
    query
}
