//! Sockets: opened, bound and set; and addresses as the kernel writes them.

use std::io;
use std::mem::{size_of, zeroed};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

use libc::{c_int, sockaddr_in6, socklen_t};

use crate::serve::syscalls::checked;

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

/// Room for the address of either family.
pub(super) type Name = sockaddr_in6;
/// In bytes.
pub(super) const NAME_LENGTH: socklen_t = size_of::<Name>() as socklen_t;

/// With how many bytes of the room it takes.
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

/// Nothing where the kernel wrote an address of neither family.
pub(super) fn from_kernel(room: &Name) -> Option<SocketAddr> {
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
