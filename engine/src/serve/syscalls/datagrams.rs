//! Datagrams in batches: one call takes many, and one sends the responses.

use std::cell::UnsafeCell;
use std::io;
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, Ipv6Addr};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr::null_mut;

use libc::{c_int, c_void};

use crate::serve::syscalls::retried;
use crate::serve::syscalls::sockets::{from_kernel, Name, NAME_LENGTH};

/// In bytes; a longer datagram is cut off and so malformed.
const LONGEST_QUERY: usize = 2048;
const LONGEST_RESPONSE: usize = 1500;
type Control = [u64; 8];

/// Datagrams received at once, and the responses to them.
///
/// The headers for receiving point to the same slots all their life, so a call costs what came, not what could come.
pub struct Batch {
    slots: Box<[UnsafeCell<Slot>]>,
    incoming: Box<[libc::mmsghdr]>,
    /// Followed by the kernel.
    _rooms: Box<[UnsafeCell<libc::iovec>]>,
    outgoing: Box<[libc::mmsghdr]>,
    contents: Box<[UnsafeCell<libc::iovec>]>,
    received: usize,
}

// SAFETY: the raw pointers inside lead to what the batch itself owns on the heap.
unsafe impl Send for Batch {}

struct Slot {
    message: [u8; LONGEST_QUERY],
    sender: Name,
    control: Control,
    response: Vec<u8>,
}

impl Batch {
    /// Room for so many.
    pub fn of(size: usize) -> Self {
        // SAFETY: all these are plain numbers and null pointers, for which zero is a value.
        let slot = || unsafe {
            UnsafeCell::new(Slot {
                message: [0; LONGEST_QUERY],
                sender: zeroed(),
                control: zeroed(),
                response: Vec::with_capacity(LONGEST_RESPONSE),
            })
        };
        // SAFETY: as above.
        let (header, vector) = unsafe { (zeroed::<libc::mmsghdr>(), zeroed::<libc::iovec>()) };
        let vectors = || (0..size).map(|_| UnsafeCell::new(vector)).collect::<Box<[_]>>();
        let mut batch = Self {
            slots: (0..size).map(|_| slot()).collect(),
            incoming: vec![header; size].into(),
            _rooms: vectors(),
            outgoing: vec![header; size].into(),
            contents: vectors(),
            received: 0,
        };
        for ((slot, header), room) in batch.slots.iter().zip(&mut batch.incoming).zip(&batch._rooms) {
            // SAFETY: nobody else refers to the batch yet; these pointers lead into cells on the heap, which stay
            // where they are.
            unsafe {
                let slot = slot.get();
                (*room.get()).iov_base = (&raw mut (*slot).message).cast();
                (*room.get()).iov_len = LONGEST_QUERY;
                header.msg_hdr.msg_name = (&raw mut (*slot).sender).cast();
                header.msg_hdr.msg_control = (&raw mut (*slot).control).cast();
            }
            header.msg_hdr.msg_iov = room.get();
            header.msg_hdr.msg_iovlen = 1;
            ready(header);
        }
        batch
    }

    /// Takes what has come, up to the batch's size. If nothing has, that is WouldBlock: at once, or, if it is to `wait`,
    /// after the socket's timeout.
    pub fn receive(&mut self, socket: &OwnedFd, wait: bool) -> io::Result<usize> {
        self.incoming[..self.received].iter_mut().for_each(ready);
        self.received = 0;
        let (headers, most) = (self.incoming.as_mut_ptr(), self.incoming.len() as u32);
        let flags = if wait {
            libc::MSG_WAITFORONE
        } else {
            libc::MSG_DONTWAIT
        };
        let (of, forever) = (socket.as_raw_fd(), null_mut::<libc::timespec>());
        // SAFETY: each header points to a slot and a vector of this batch, which nothing else refers to now. The call is
        // made bare: libc's own makes a point of it at which a thread may be cancelled, and none of ours is.
        let count = retried(|| unsafe {
            libc::syscall(libc::SYS_recvmmsg, of, headers, most, flags, forever) as c_int
        })?;
        self.received = count as usize;
        Ok(self.received)
    }

    /// Each message that came.
    pub fn messages(&mut self) -> impl Iterator<Item = &[u8]> {
        let received = self.slots[..self.received]
            .iter_mut()
            .zip(&self.incoming[..self.received]);
        received.map(|(slot, header)| told(&slot.get_mut().message, header))
    }

    /// Each message that came, from that number on, with its sender, and the empty buffer for its response (left empty:
    /// silence).
    pub fn each_from(&mut self, first: usize) -> impl Iterator<Item = (&[u8], IpAddr, &mut Vec<u8>)> {
        let received = self.slots[first..self.received]
            .iter_mut()
            .zip(&self.incoming[first..self.received]);
        received.map(|(slot, header)| {
            let slot = slot.get_mut();
            slot.response.clear();
            (
                told(&slot.message, header),
                sender(&slot.sender),
                &mut slot.response,
            )
        })
    }

    /// Leaves the message of that number without a response.
    pub fn silence(&mut self, number: usize) {
        if let Some(slot) = self.slots.get_mut(number) {
            slot.get_mut().response.clear();
        }
    }

    /// Sends the responses from where the queries went to; one that cannot be sent is lost, as datagrams are.
    pub fn send(&mut self, socket: &OwnedFd) {
        let mut count = 0;
        let received = self.slots[..self.received]
            .iter_mut()
            .zip(&self.incoming[..self.received]);
        for (slot, incoming) in received {
            let slot = slot.get_mut();
            if slot.response.is_empty() {
                continue;
            }
            let control_length = match incoming.msg_hdr.msg_controllen {
                0 => 0,
                _ => forget_interface(slot, &incoming.msg_hdr),
            };
            let (outgoing, content) = (&mut self.outgoing[count], &self.contents[count]);
            // SAFETY: the kernel follows the vector only during a call, and now there is none.
            unsafe {
                (*content.get()).iov_base = slot.response.as_mut_ptr().cast();
                (*content.get()).iov_len = slot.response.len();
            }
            outgoing.msg_hdr.msg_iov = content.get();
            outgoing.msg_hdr.msg_iovlen = 1;
            outgoing.msg_hdr.msg_name = (&raw mut slot.sender).cast();
            outgoing.msg_hdr.msg_namelen = incoming.msg_hdr.msg_namelen;
            outgoing.msg_hdr.msg_control = (&raw mut slot.control).cast();
            outgoing.msg_hdr.msg_controllen = control_length;
            count += 1;
        }
        let mut sent = 0;
        while sent < count {
            let rest = &mut self.outgoing[sent..count];
            let (headers, most) = (rest.as_mut_ptr(), rest.len() as u32);
            // SAFETY: these headers point to slots and vectors of this batch, which nothing else refers to now.
            let of = socket.as_raw_fd();
            let result =
                retried(|| unsafe { libc::syscall(libc::SYS_sendmmsg, of, headers, most, 0) as c_int });
            sent += result.map_or(1, |count| count.max(1) as usize);
        }
    }
}

/// As much of the room as the kernel filled.
fn told<'m>(room: &'m [u8; LONGEST_QUERY], header: &libc::mmsghdr) -> &'m [u8] {
    room.get(..header.msg_len as usize).unwrap_or(room)
}

/// A socket of ours has askers of its own family, and there are but two.
fn sender(room: &Name) -> IpAddr {
    from_kernel(room).map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |address| address.ip())
}

/// Tells the kernel anew how much room there is: it wrote there how much it took.
fn ready(header: &mut libc::mmsghdr) {
    header.msg_hdr.msg_namelen = NAME_LENGTH;
    header.msg_hdr.msg_controllen = size_of::<Control>() as _;
    header.msg_hdr.msg_flags = 0;
}

/// What came with the query says where it went to; sent back, it says where the response comes from.
///
/// The way out is for the routing table to choose, except for addresses that mean something on one link only.
///
/// Gives the length of what is to be sent back.
fn forget_interface(slot: &mut Slot, received: &libc::msghdr) -> usize {
    // SAFETY: the header describes the slot's own control bytes, which the kernel wrote and which stay put; the
    // macros give pointers inside them or null, and the type says what they point to.
    unsafe {
        let mut header: libc::msghdr = zeroed();
        header.msg_control = (&raw mut slot.control).cast::<c_void>();
        header.msg_controllen = received.msg_controllen;
        let first = libc::CMSG_FIRSTHDR(&header);
        let Some(head) = first.as_ref() else { return 0 };
        match (head.cmsg_level, head.cmsg_type) {
            (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                (*libc::CMSG_DATA(first).cast::<libc::in_pktinfo>()).ipi_ifindex = 0;
            }
            (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                let told = &mut *libc::CMSG_DATA(first).cast::<libc::in6_pktinfo>();
                if told.ipi6_addr.s6_addr[..2] != [0xFE, 0x80] {
                    told.ipi6_ifindex = 0;
                }
            }
            _ => return 0,
        }
    }
    received.msg_controllen
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn what_was_answered_is_sent_though_a_later_query_failed() {
        let (server, asker) = (
            UdpSocket::bind("127.0.0.1:0").unwrap(),
            UdpSocket::bind("127.0.0.1:0").unwrap(),
        );
        asker.connect(server.local_addr().unwrap()).unwrap();
        for query in ["one", "two", "three"] {
            asker.send(query.as_bytes()).unwrap();
        }
        let server = OwnedFd::from(server);
        let mut batch = Batch::of(4);
        assert_eq!(batch.receive(&server, true).unwrap(), 3);
        // The second is begun, and fails half-way; it is gone on with the third.
        for (message, _, response) in batch.each_from(0).take(2) {
            response.extend_from_slice(message);
        }
        batch.silence(1);
        for (message, _, response) in batch.each_from(2) {
            response.extend_from_slice(message);
        }
        batch.send(&server);
        let mut room = [0; 16];
        for told in ["one", "three"] {
            let length = asker.recv(&mut room).unwrap();
            assert_eq!(&room[..length], told.as_bytes());
        }
    }
}
