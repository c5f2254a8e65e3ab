//! The system calls that the standard library does not offer; the only unsafe code here.
//!
//! Each function is safe to call: pointers handed to the kernel come from values that outlive the call, and their
//! lengths are those of these values.

#![allow(unsafe_code)]

use std::io::{self, ErrorKind};
use std::mem::{size_of, zeroed};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr::null_mut;

use libc::{c_int, c_uint, sockaddr_storage, socklen_t};

use crate::outgoing::Parcel;

/// Messages that one call takes, in and out.
pub const BATCH: usize = 32;

const LONGEST_ANSWER: usize = 4096;

fn checked(returned: c_int) -> io::Result<usize> {
    usize::try_from(returned).map_err(|_| io::Error::last_os_error())
}

/// Keeps this thread on one processor.
pub fn pin(cpu: usize) -> io::Result<()> {
    if cpu >= libc::CPU_SETSIZE as usize {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "there is no such processor",
        ));
    }
    // SAFETY: a zeroed set is an empty one; `cpu` is a place in it, and it lives through the call.
    unsafe {
        let mut set: libc::cpu_set_t = zeroed();
        libc::CPU_SET(cpu, &mut set);
        checked(libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set)).map(drop)
    }
}

/// How many ticks of the processor clock make a second in `/proc`.
pub fn ticks_per_second() -> f64 {
    // SAFETY: no pointers.
    unsafe { libc::sysconf(libc::_SC_CLK_TCK) as f64 }
}

/// Allows this process as many open descriptors as the system lets it have, and says how many.
pub fn raise_descriptors() -> io::Result<usize> {
    // SAFETY: two plain numbers, for which zero is a value, that live through both calls.
    unsafe {
        let mut limit: libc::rlimit = zeroed();
        checked(libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit))?;
        limit.rlim_cur = limit.rlim_max;
        checked(libc::setrlimit(libc::RLIMIT_NOFILE, &limit))?;
        Ok(usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX))
    }
}

/// Asks for room for `bytes` of datagrams that wait to be read: beyond the system's bound where that is permitted.
pub fn make_room(socket: &UdpSocket, bytes: c_int) -> io::Result<()> {
    let set = |option| {
        let length = size_of::<c_int>() as socklen_t;
        // SAFETY: `bytes` lives through the call and is `length` bytes long.
        checked(unsafe {
            libc::setsockopt(
                socket.as_raw_fd(),
                libc::SOL_SOCKET,
                option,
                (&raw const bytes).cast(),
                length,
            )
        })
    };
    set(libc::SO_RCVBUFFORCE)
        .or_else(|_| set(libc::SO_RCVBUF))
        .map(drop)
}

/// What rides along with a datagram: where it comes from, or how it is cut into segments.
#[repr(C)]
struct Control {
    head: libc::cmsghdr,
    body: [u8; 16],
}

impl Control {
    fn of(level: c_int, kind: c_int, told: &[u8]) -> Self {
        // SAFETY: plain numbers, for which zero is a value; computes a length and follows no pointer.
        let (mut head, length): (libc::cmsghdr, _) =
            unsafe { (zeroed(), libc::CMSG_LEN(told.len() as c_uint)) };
        (head.cmsg_level, head.cmsg_type, head.cmsg_len) = (level, kind, length as _);
        let mut body = [0; 16];
        body[..told.len()].copy_from_slice(told);
        Self { head, body }
    }

    /// The datagram leaves from this address, as `in_pktinfo` says it: interface, source, and a part only for receivers.
    fn source(address: Ipv4Addr) -> Self {
        let mut told = [0; 12];
        told[4..8].copy_from_slice(&address.octets());
        Self::of(libc::IPPROTO_IP, libc::IP_PKTINFO, &told)
    }

    /// The datagram is many, each of so many bytes.
    fn segments(length: u16) -> Self {
        Self::of(libc::SOL_UDP, libc::UDP_SEGMENT, &length.to_ne_bytes())
    }
}

/// What the kernel is told of messages that leave together.
pub struct Post {
    destination: Option<libc::sockaddr_in>,
    controls: Vec<Control>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
}

impl Post {
    /// Nothing yet; `destination` where the socket is not connected.
    pub fn to(destination: Option<SocketAddrV4>) -> Self {
        let name = |to: SocketAddrV4| {
            // SAFETY: plain numbers, for which zero is a value.
            let mut name: libc::sockaddr_in = unsafe { zeroed() };
            name.sin_family = libc::AF_INET as libc::sa_family_t;
            name.sin_port = to.port().to_be();
            name.sin_addr.s_addr = u32::from(*to.ip()).to_be();
            name
        };
        Self {
            destination: destination.map(name),
            controls: Vec::with_capacity(BATCH),
            vectors: Vec::with_capacity(BATCH),
            headers: Vec::with_capacity(BATCH),
        }
    }

    /// Sends these parts of `bytes`.
    pub fn send(&mut self, socket: &UdpSocket, bytes: &[u8], parcels: &[Parcel]) {
        self.controls.clear();
        self.vectors.clear();
        self.headers.clear();
        for parcel in parcels {
            let part = &bytes[parcel.place.clone()];
            self.vectors.push(libc::iovec {
                iov_base: part.as_ptr().cast_mut().cast(),
                iov_len: part.len(),
            });
            self.controls.push(match parcel.source {
                Some(address) => Control::source(address),
                None => Control::segments(parcel.length as u16),
            });
        }
        for ((parcel, vector), control) in parcels.iter().zip(&mut self.vectors).zip(&mut self.controls) {
            // SAFETY: plain numbers and null pointers, for which zero is a value.
            let mut told: libc::mmsghdr = unsafe { zeroed() };
            let header = &mut told.msg_hdr;
            (header.msg_iov, header.msg_iovlen) = (vector, 1);
            if let Some(name) = &mut self.destination {
                header.msg_name = (&raw mut *name).cast();
                header.msg_namelen = size_of::<libc::sockaddr_in>() as socklen_t;
            }
            if parcel.source.is_some() || parcel.messages() > 1 {
                header.msg_controllen = control.head.cmsg_len;
                header.msg_control = (&raw mut *control).cast();
            }
            self.headers.push(told);
        }
        send(socket, &mut self.headers);
    }
}

/// Sends what each header points to; one that cannot be sent is left out.
///
/// Callers set each pointer to a value that outlives the call and is as long as the header says.
fn send(socket: &UdpSocket, headers: &mut [libc::mmsghdr]) {
    let mut sent = 0;
    while sent < headers.len() {
        let rest = &mut headers[sent..];
        // SAFETY: `rest` is as long as is told, and what it points to is there, as callers promise.
        let count = unsafe { libc::sendmmsg(socket.as_raw_fd(), rest.as_mut_ptr(), rest.len() as c_uint, 0) };
        sent += checked(count).map_or(1, |count| count.max(1));
    }
}

/// Messages that came together.
pub struct Incoming {
    messages: Vec<[u8; LONGEST_ANSWER]>,
    senders: Vec<sockaddr_storage>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
    received: usize,
}

impl Incoming {
    /// Room for a batch.
    pub fn new() -> Self {
        // SAFETY: all these are plain numbers and null pointers, for which zero is a value.
        let (senders, vectors, headers) = unsafe {
            (
                vec![zeroed(); BATCH],
                vec![zeroed(); BATCH],
                vec![zeroed(); BATCH],
            )
        };
        Self {
            messages: vec![[0; LONGEST_ANSWER]; BATCH],
            senders,
            vectors,
            headers,
            received: 0,
        }
    }

    /// Takes what is there, up to a batch: none if nothing came, or if the socket was told that a message got nowhere.
    ///
    /// With `wait` it waits for the first, as long as the socket's time limit says.
    pub fn receive(&mut self, socket: &UdpSocket, wait: bool) -> io::Result<usize> {
        for place in 0..BATCH {
            self.point(place);
        }
        let flags = if wait {
            libc::MSG_WAITFORONE
        } else {
            libc::MSG_DONTWAIT
        };
        let headers = self.headers.as_mut_ptr();
        // SAFETY: each of the headers points to a message, a sender and a vector of our own, which stay as they are.
        let count = checked(unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers,
                BATCH as c_uint,
                flags as _,
                null_mut(),
            )
        });
        self.received = match count {
            Err(error) if NOTHING.contains(&error.kind()) => 0,
            other => other?,
        };
        Ok(self.received)
    }

    /// Each message that came.
    pub fn each(&mut self) -> impl Iterator<Item = &mut [u8]> {
        let came = self.messages.iter_mut().zip(&self.headers).take(self.received);
        came.map(|(message, header)| &mut message[..(header.msg_len as usize).min(LONGEST_ANSWER)])
    }

    /// Sends all that came back to where it came from, as it stands now.
    pub fn send_back(&mut self, socket: &UdpSocket) {
        for place in 0..self.received {
            self.vectors[place].iov_len = self.headers[place].msg_len as usize;
        }
        send(socket, &mut self.headers[..self.received]);
    }

    fn point(&mut self, place: usize) {
        let vector = &mut self.vectors[place];
        vector.iov_base = self.messages[place].as_mut_ptr().cast();
        vector.iov_len = LONGEST_ANSWER;
        let header = &mut self.headers[place].msg_hdr;
        header.msg_iov = vector;
        header.msg_iovlen = 1;
        header.msg_name = (&raw mut self.senders[place]).cast();
        header.msg_namelen = size_of::<sockaddr_storage>() as socklen_t;
    }
}

const NOTHING: [ErrorKind; 3] = [
    ErrorKind::WouldBlock,
    ErrorKind::Interrupted,
    ErrorKind::ConnectionRefused,
];
