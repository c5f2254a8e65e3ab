//! Taking a port for UDP and TCP together, and noticing that another has it.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::Arc;

use crate::serve::syscalls::{bound, duplicate, listen, local_port, set_receive_buffer};

const BACKLOG: libc::c_int = 1024;
/// Bytes of queries that may wait while a thread is busy; a burst beyond it is lost.
const RECEIVE_BUFFER: libc::c_int = 4 << 20;
/// A free port for TCP may be taken for UDP; so many times another one is tried.
const TRIES: usize = 16;

/// The sockets of one address.
pub struct Bound {
    /// With the port that was chosen.
    pub address: SocketAddr,
    /// One for each thread.
    pub udp: Vec<Arc<OwnedFd>>,
    /// Takes connections.
    pub tcp: TcpListener,
}

/// The descriptors of one address's sockets, as one process tells them to another that has them too.
pub struct Descriptors {
    /// What they are bound to.
    pub address: SocketAddr,
    /// As many threads will read.
    pub udp: Vec<RawFd>,
    /// It listens.
    pub tcp: RawFd,
}

impl Bound {
    /// To be handed to another process; they stay ours, and open for as long as this lives.
    pub fn descriptors(&self) -> Descriptors {
        Descriptors {
            address: self.address,
            udp: self.udp.iter().map(|socket| socket.as_raw_fd()).collect(),
            tcp: self.tcp.as_raw_fd(),
        }
    }

    /// The same sockets by descriptors of our own; whose they were may close theirs.
    pub fn adopt(given: &Descriptors) -> io::Result<Self> {
        let udp = given.udp.iter().map(|&raw| duplicate(raw).map(Arc::new));
        Ok(Self {
            address: given.address,
            udp: udp.collect::<Result<_, _>>()?,
            tcp: TcpListener::from(duplicate(given.tcp)?),
        })
    }
}

/// Which address could not be bound, for which transport, and why.
#[derive(Debug)]
pub struct CannotBind {
    /// The address.
    pub address: SocketAddr,
    /// UDP or TCP.
    pub transport: &'static str,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for CannotBind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, transport) = (self.address.ip(), self.transport);
        let port = self.address.port();
        match self.error.kind() {
            io::ErrorKind::AddrInUse => write!(
                out,
                "{transport} port {port} of {address} is in use by another process: \
                 stop that one, or listen on another address or port"
            ),
            io::ErrorKind::AddrNotAvailable => write!(
                out,
                "{address} is not an address of this machine: listen on one that is"
            ),
            io::ErrorKind::PermissionDenied => write!(
                out,
                "{transport} port {port} of {address} needs a privilege: \
                 grant CAP_NET_BIND_SERVICE, or listen on a port from 1024 up"
            ),
            _ => write!(
                out,
                "cannot listen on {transport} port {port} of {address}: {}",
                self.error
            ),
        }
    }
}

impl std::error::Error for CannotBind {}

/// Binds both transports at `address`, port 0 standing for any that is free on both.
pub fn bind(address: SocketAddr, threads: usize) -> Result<Bound, CannotBind> {
    let mut result = bind_once(address, threads);
    for _ in 1..TRIES {
        match &result {
            Err(cannot) if address.port() == 0 && cannot.error.kind() == io::ErrorKind::AddrInUse => {
                result = bind_once(address, threads);
            }
            _ => break,
        }
    }
    result
}

fn bind_once(mut address: SocketAddr, threads: usize) -> Result<Bound, CannotBind> {
    let tcp = take_tcp(address).map_err(cannot(address, "TCP"))?;
    let port = local_port(&tcp).map_err(cannot(address, "TCP"))?;
    address.set_port(port);
    let udp = take_udp(address, threads).map_err(cannot(address, "UDP"))?;
    Ok(Bound {
        address,
        udp: udp.into_iter().map(Arc::new).collect(),
        tcp: TcpListener::from(tcp),
    })
}

fn cannot(address: SocketAddr, transport: &'static str) -> impl FnOnce(io::Error) -> CannotBind {
    move |error| CannotBind {
        address,
        transport,
        error,
    }
}

fn take_tcp(address: SocketAddr) -> io::Result<OwnedFd> {
    // Connections of a former run that linger must not keep the port from us; a listener still does.
    let socket = bound(address, libc::SOCK_STREAM, &[libc::SO_REUSEADDR])?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}

fn take_udp(address: SocketAddr, threads: usize) -> io::Result<Vec<OwnedFd>> {
    // Sockets that all say SO_REUSEPORT share a port even between processes: one that does not say it finds them out.
    drop(bound(address, libc::SOCK_DGRAM, &[])?);
    let shared = || {
        let socket = bound(address, libc::SOCK_DGRAM, &[libc::SO_REUSEPORT])?;
        set_receive_buffer(&socket, RECEIVE_BUFFER)?;
        Ok(socket)
    };
    (0..threads.max(1)).map(|_| shared()).collect()
}
