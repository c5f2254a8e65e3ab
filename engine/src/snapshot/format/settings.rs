//! Reading how every asker is treated, and how much one network may have.

use std::net::IpAddr;
use std::time::Duration;

use crate::conduct::Conduct;
use crate::error::Unreadable;
use crate::limit::limits::Limits;
use crate::network::Prefix;
use crate::snapshot::format::reader::Reader;

impl Reader<'_> {
    pub(super) fn conduct(&mut self) -> Result<Conduct, Unreadable> {
        let (explains, tcp_idle, query_log) = (self.u8()? != 0, self.u16()?, self.u32()?);
        let secrets = self.u8()?;
        Ok(Conduct {
            secrets: (0..secrets).map(|_| self.array()).collect::<Result<_, _>>()?,
            nsid: self.text()?,
            version: self.text()?,
            hostname: self.text()?,
            tcp_idle,
            explains,
            query_log,
        })
    }

    pub(super) fn limits(&mut self) -> Result<Limits, Unreadable> {
        Ok(Limits {
            alike: self.u32()?,
            all: self.u32()?,
            slip: self.u32()?,
            connections: self.u32()?,
            share: self.u32()?,
            query: Duration::from_secs(u64::from(self.u16()?)),
            exempt: {
                let count = self.u16()?;
                (0..count).map(|_| self.prefix()).collect::<Result<_, _>>()?
            },
        })
    }

    fn prefix(&mut self) -> Result<Prefix, Unreadable> {
        let (length, octets) = (self.u8()?, self.u8()?);
        let address = match octets {
            4 => IpAddr::from(self.array::<4>()?),
            _ => IpAddr::from(self.array::<16>()?),
        };
        Prefix::new(address, length)
            .ok_or_else(|| Unreadable::because("a network in it is longer than its address"))
    }
}
