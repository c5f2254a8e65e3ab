//! Whom load may be sent to: this machine, unless somebody says otherwise.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use anyhow::{bail, Context};

use crate::syscalls::make_room;

/// Bytes of datagrams that may wait to be read; what is dropped here would be blamed on the server.
pub const ROOM: i32 = 4 << 20;

/// The one option that every command has.
#[derive(clap::Args, Clone, Copy)]
pub struct Reach {
    /// Allow addresses that are not loopback: only for a network namespace of your own
    #[arg(long)]
    pub any_address: bool,
}

impl Reach {
    /// Refuses what is not loopback, unless all is allowed.
    pub fn check(self, address: IpAddr) -> anyhow::Result<()> {
        if !self.any_address && !address.is_loopback() {
            bail!("{address} is not a loopback address: load is not for other people's machines (--any-address)");
        }
        Ok(())
    }
}

/// A socket that does not wait, on a free port of `from`.
pub fn unconnected(from: IpAddr) -> anyhow::Result<UdpSocket> {
    let socket = UdpSocket::bind((from, 0)).with_context(|| format!("cannot send from {from}"))?;
    socket.set_nonblocking(true)?;
    make_room(&socket, ROOM)?;
    Ok(socket)
}

/// The same, which hears nobody but `to`; from an address that the system picks unless it is told.
pub fn connected(from: Option<IpAddr>, to: SocketAddr) -> anyhow::Result<UdpSocket> {
    let any = match to {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = unconnected(from.unwrap_or(any))?;
    socket
        .connect(to)
        .with_context(|| format!("cannot send to {to}"))?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn only_loopback_is_reached_unless_all_is_allowed() -> anyhow::Result<()> {
        for (address, ours) in [
            ("127.8.9.1", true),
            ("::1", true),
            ("192.0.2.1", false),
            ("0.0.0.0", false),
        ] {
            let address = address.parse()?;
            assert_eq!(
                Reach { any_address: false }.check(address).is_ok(),
                ours,
                "{address}"
            );
            assert!(Reach { any_address: true }.check(address).is_ok(), "{address}");
        }
        Ok(())
    }
}
