//! The system calls that the standard library does not offer; the only unsafe code in the engine.
//!
//! Each function is safe to call: pointers handed to the kernel come from values that outlive the call, and their
//! lengths are those of these values.

#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::io;
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::ptr::null_mut;
use std::time::Duration;

use libc::{c_int, c_void, sockaddr_in6, socklen_t};

/// Gives back what a call returned, or the error it left.
fn checked(returned: c_int) -> io::Result<c_int> {
    if returned < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(returned)
    }
}

/// Repeats a call that a signal broke off.
fn retried(mut call: impl FnMut() -> c_int) -> io::Result<c_int> {
    loop {
        match checked(call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => return result,
        }
    }
}

/// While this lives, the thread and those it starts leave all signals to others: they are Python's.
pub struct SignalsBlocked(libc::sigset_t);

impl SignalsBlocked {
    /// Blocks them.
    pub fn new() -> Self {
        // SAFETY: both sets are values of our own; a zeroed set is filled before it is used.
        unsafe {
            let (mut all, mut before) = (zeroed(), zeroed());
            libc::sigfillset(&mut all);
            libc::pthread_sigmask(libc::SIG_BLOCK, &all, &mut before);
            Self(before)
        }
    }
}

impl Default for SignalsBlocked {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // SAFETY: the set was filled by the call that blocked.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, null_mut()) };
    }
}

/// A socket bound to `address`; what a datagram is told of its destination only where it has many addresses.
pub fn bound(address: SocketAddr, transport: c_int, options: &[c_int]) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
    let socket = unsafe {
        let raw = checked(libc::socket(family, transport | libc::SOCK_CLOEXEC, 0))?;
        OwnedFd::from_raw_fd(raw)
    };
    for &option in options {
        switch_on(&socket, libc::SOL_SOCKET, option)?;
    }
    if address.is_ipv6() {
        switch_on(&socket, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY)?;
    }
    if transport == libc::SOCK_DGRAM {
        ignore_path_mtu(&socket, address)?;
    }
    if transport == libc::SOCK_DGRAM && address.ip().is_unspecified() {
        match address {
            SocketAddr::V4(_) => switch_on(&socket, libc::IPPROTO_IP, libc::IP_PKTINFO)?,
            SocketAddr::V6(_) => switch_on(&socket, libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO)?,
        }
    }
    let (name, length) = to_kernel(address);
    // SAFETY: `name` lives through the call and is at least `length` bytes long.
    checked(unsafe { libc::bind(socket.as_raw_fd(), (&raw const name).cast(), length) })?;
    Ok(socket)
}

/// Whoever forges "too big" could otherwise have responses sent in fragments, and forge those (RFC 9715).
fn ignore_path_mtu(socket: &OwnedFd, address: SocketAddr) -> io::Result<()> {
    match address {
        SocketAddr::V4(_) => set(
            socket,
            libc::IPPROTO_IP,
            libc::IP_MTU_DISCOVER,
            libc::IP_PMTUDISC_OMIT,
        ),
        SocketAddr::V6(_) => set(
            socket,
            libc::IPPROTO_IPV6,
            libc::IPV6_MTU_DISCOVER,
            libc::IPV6_PMTUDISC_OMIT,
        ),
    }
}

/// The same open socket by a descriptor of our own, which no program that we start inherits.
pub fn duplicate(raw: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
    unsafe {
        let copy = checked(libc::fcntl(raw, libc::F_DUPFD_CLOEXEC, 3))?;
        Ok(OwnedFd::from_raw_fd(copy))
    }
}

/// Begins to take connections.
pub fn listen(socket: &OwnedFd, backlog: c_int) -> io::Result<()> {
    // SAFETY: no pointers.
    checked(unsafe { libc::listen(socket.as_raw_fd(), backlog) }).map(drop)
}

/// Asks for room for `bytes` of datagrams that wait to be read; the system gives as much as it allows.
pub fn set_receive_buffer(socket: &OwnedFd, bytes: c_int) -> io::Result<()> {
    set(socket, libc::SOL_SOCKET, libc::SO_RCVBUF, bytes)
}

/// For so long a call that takes datagrams waits for one.
pub fn set_receive_timeout(socket: &OwnedFd, timeout: Duration) -> io::Result<()> {
    let timeout = libc::timeval {
        tv_sec: timeout.as_secs() as libc::time_t,
        tv_usec: timeout.subsec_micros() as libc::suseconds_t,
    };
    set(socket, libc::SOL_SOCKET, libc::SO_RCVTIMEO, timeout)
}

fn switch_on(socket: &OwnedFd, level: c_int, option: c_int) -> io::Result<()> {
    set(socket, level, option, 1)
}

fn set<T: Copy>(socket: &OwnedFd, level: c_int, option: c_int, value: T) -> io::Result<()> {
    let length = size_of::<T>() as socklen_t;
    // SAFETY: `value` lives through the call and is `length` bytes long.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw const value).cast(),
            length,
        )
    })
    .map(drop)
}

/// Room for the address of either family.
type Name = sockaddr_in6;
const NAME_LENGTH: socklen_t = size_of::<Name>() as socklen_t;

fn to_kernel(address: SocketAddr) -> (Name, socklen_t) {
    // SAFETY: all these are plain numbers, for which zero is a value; an IPv4 address takes less room and is aligned
    // as an IPv6 address is.
    unsafe {
        let mut room: Name = zeroed();
        let length = match address {
            SocketAddr::V4(v4) => {
                let name = &mut *(&raw mut room).cast::<libc::sockaddr_in>();
                name.sin_family = libc::AF_INET as libc::sa_family_t;
                name.sin_port = v4.port().to_be();
                name.sin_addr.s_addr = u32::from(*v4.ip()).to_be();
                size_of::<libc::sockaddr_in>()
            }
            SocketAddr::V6(v6) => {
                room.sin6_family = libc::AF_INET6 as libc::sa_family_t;
                room.sin6_port = v6.port().to_be();
                room.sin6_addr.s6_addr = v6.ip().octets();
                room.sin6_scope_id = v6.scope_id();
                size_of::<Name>()
            }
        };
        (room, length as socklen_t)
    }
}

fn from_kernel(room: &Name) -> Option<SocketAddr> {
    match c_int::from(room.sin6_family) {
        libc::AF_INET => {
            // SAFETY: the family says that the kernel wrote this one, which takes less room.
            let name = unsafe { &*(&raw const *room).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
            Some(SocketAddrV4::new(ip, u16::from_be(name.sin_port)).into())
        }
        libc::AF_INET6 => {
            let ip = Ipv6Addr::from(room.sin6_addr.s6_addr);
            Some(SocketAddrV6::new(ip, u16::from_be(room.sin6_port), 0, room.sin6_scope_id).into())
        }
        _ => None,
    }
}

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
        // SAFETY: each header points to a slot and a vector of this batch, which nothing else refers to now.
        let count =
            retried(|| unsafe { libc::recvmmsg(socket.as_raw_fd(), headers, most, flags as _, null_mut()) })?;
        self.received = count as usize;
        Ok(self.received)
    }

    /// Each message that came.
    pub fn messages(&mut self) -> impl Iterator<Item = &[u8]> {
        let received = self.slots.iter_mut().zip(&self.incoming).take(self.received);
        received.map(|(slot, header)| told(&slot.get_mut().message, header))
    }

    /// Each message that came with its sender, and the empty buffer for its response (left empty: silence).
    pub fn each(&mut self) -> impl Iterator<Item = (&[u8], IpAddr, &mut Vec<u8>)> {
        let received = self.slots.iter_mut().zip(&self.incoming).take(self.received);
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

    /// Sends the responses from where the queries went to; one that cannot be sent is lost, as datagrams are.
    pub fn send(&mut self, socket: &OwnedFd) {
        let mut count = 0;
        for (slot, incoming) in self.slots.iter_mut().zip(&self.incoming).take(self.received) {
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
            let result = retried(|| unsafe { libc::sendmmsg(socket.as_raw_fd(), headers, most, 0) });
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

/// Waits for many descriptors at once.
pub struct Epoll(OwnedFd);

/// A descriptor that is ready, by the number it was added with.
pub type Event = libc::epoll_event;

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Something to read.
    pub read: bool,
    /// Room to write.
    pub write: bool,
}

impl Interest {
    /// Something to read.
    pub const READ: Self = Self {
        read: true,
        write: false,
    };

    fn event(self, number: u64) -> Event {
        let read = if self.read { libc::EPOLLIN } else { 0 };
        let write = if self.write { libc::EPOLLOUT } else { 0 };
        Event {
            events: (read | write) as u32,
            u64: number,
        }
    }
}

impl Epoll {
    /// Waits for nothing yet.
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
        unsafe {
            let raw = checked(libc::epoll_create1(libc::EPOLL_CLOEXEC))?;
            Ok(Self(OwnedFd::from_raw_fd(raw)))
        }
    }

    /// Waits for `descriptor` too, until it is closed.
    pub fn add(&self, descriptor: RawFd, number: u64, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, descriptor, interest.event(number))
    }

    /// Waits for something else of `descriptor`.
    pub fn change(&self, descriptor: RawFd, number: u64, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_MOD, descriptor, interest.event(number))
    }

    fn control(&self, operation: c_int, descriptor: RawFd, mut event: Event) -> io::Result<()> {
        // SAFETY: `event` lives through the call, which keeps no pointer to it.
        checked(unsafe { libc::epoll_ctl(self.0.as_raw_fd(), operation, descriptor, &mut event) }).map(drop)
    }

    /// Waits up to `milliseconds` (-1: for ever) and gives the numbers of what is ready.
    pub fn wait<'e>(
        &self,
        events: &'e mut [Event],
        milliseconds: c_int,
    ) -> io::Result<impl Iterator<Item = u64> + 'e> {
        let (first, most) = (events.as_mut_ptr(), events.len() as c_int);
        // SAFETY: `first` points to `most` events that live through the call.
        let count = retried(|| unsafe { libc::epoll_wait(self.0.as_raw_fd(), first, most, milliseconds) })?;
        Ok(events[..count as usize].iter().map(|event| event.u64))
    }
}

/// A bell that, once rung, is heard by all who wait for it, at any time.
pub struct Bell(OwnedFd);

impl Bell {
    /// Not yet rung.
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
        unsafe {
            let raw = checked(libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK))?;
            Ok(Self(OwnedFd::from_raw_fd(raw)))
        }
    }

    /// Rings; nobody reads it, so it stays readable.
    pub fn ring(&self) {
        let one = 1u64;
        // SAFETY: eight bytes of a value that lives through the call.
        let _ = retried(|| unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) as c_int });
    }
}

impl AsRawFd for Bell {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// How many descriptors the process may have open at once.
pub fn max_descriptors() -> usize {
    // SAFETY: two plain numbers, for which zero is a value, that live through the call.
    unsafe {
        let mut limit: libc::rlimit = zeroed();
        libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit);
        usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
    }
}

/// Which port the kernel chose.
pub fn local_port(socket: &OwnedFd) -> io::Result<u16> {
    // SAFETY: zero is a value of the room, which lives through the call and is `length` bytes long.
    let room = unsafe {
        let mut room: Name = zeroed();
        let mut length = NAME_LENGTH;
        checked(libc::getsockname(
            socket.as_raw_fd(),
            (&raw mut room).cast(),
            &mut length,
        ))?;
        room
    };
    Ok(from_kernel(&room).map_or(0, |address| address.port()))
}
