//! Messages that leave together, those that can as one.

use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::ops::Range;

use crate::syscalls::{Post, BATCH};

/// Of a datagram whose segments the kernel sends as datagrams; it must be less than 64 KiB with its headers.
const LONGEST_PARCEL: usize = 60_000;

/// Messages in a row, of one length and one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Where they are among the bytes that are sent.
    pub place: Range<usize>,
    /// How long each of them is.
    pub length: usize,
    /// Where they are to come from, if that was said.
    pub source: Option<Ipv4Addr>,
}

impl Parcel {
    /// How many messages it is.
    pub fn messages(&self) -> usize {
        self.place.len() / self.length
    }
}

/// What is sent next.
pub struct Outgoing {
    bytes: Vec<u8>,
    parcels: Vec<Parcel>,
    most: usize,
    post: Post,
}

impl Outgoing {
    /// Nothing yet. As many as `most` messages make a parcel; `destination` is told where the socket is not connected.
    pub fn to(destination: Option<SocketAddrV4>, most: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(BATCH * 512),
            parcels: Vec::with_capacity(BATCH),
            most,
            post: Post::to(destination),
        }
    }

    /// One more, under this id.
    pub fn push(&mut self, message: &[u8], id: u16, source: Option<Ipv4Addr>) {
        let (start, length) = (self.bytes.len(), message.len());
        self.bytes.extend_from_slice(message);
        self.bytes[start..start + 2].copy_from_slice(&id.to_be_bytes());
        match self.parcels.last_mut() {
            Some(last)
                if (last.length, last.source) == (length, source)
                    && last.messages() < self.most
                    && last.place.len() + length <= LONGEST_PARCEL =>
            {
                last.place.end += length;
            }
            _ => self.parcels.push(Parcel {
                place: start..start + length,
                length,
                source,
            }),
        }
    }

    /// Sends all of it; what cannot be sent is lost, as datagrams are.
    pub fn send(&mut self, socket: &UdpSocket) {
        self.post.send(socket, &self.bytes, &self.parcels);
        self.bytes.clear();
        self.parcels.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<Ipv4Addr> = Some(Ipv4Addr::new(127, 0, 0, 7));

    #[test]
    fn only_neighbours_of_one_length_and_source_share_a_parcel() {
        let of = |lengths: &[(usize, Option<Ipv4Addr>)]| {
            let mut outgoing = Outgoing::to(None, 3);
            for &(length, source) in lengths {
                outgoing.push(&vec![0; length], 7, source);
            }
            outgoing.parcels.iter().map(Parcel::messages).collect::<Vec<_>>()
        };
        assert_eq!(
            of(&[(20, None), (20, None), (20, None), (20, None)]),
            [3, 1],
            "no more than allowed"
        );
        assert_eq!(of(&[(20, None), (21, None), (20, None)]), [1, 1, 1]);
        assert_eq!(of(&[(20, HERE), (20, HERE), (20, None)]), [2, 1]);
        assert_eq!(
            of(&[(25_000, None), (25_000, None), (25_000, None)]),
            [2, 1],
            "no longer than a datagram"
        );
    }

    #[test]
    fn each_message_has_its_own_id() {
        let mut outgoing = Outgoing::to(None, 1);
        outgoing.push(b"\x00\x00query", 0x1234, None);
        outgoing.push(b"\x00\x00query", 0x5678, None);
        assert_eq!(outgoing.bytes, b"\x12\x34query\x56\x78query");
    }
}
