//! Reading zones and records: data of the types that the engine looks into must have their shape.

use crate::error::Unreadable;
use crate::snapshot::answer::Records;
use crate::snapshot::format::reader::Reader;
use crate::snapshot::zone::{RecordSet, Zone};
use crate::wire::kind;
use crate::wire::name::Name;

impl Reader<'_> {
    pub(super) fn zone(&mut self) -> Result<Zone, Unreadable> {
        let origin = self.name()?;
        let mut names = Vec::new();
        for _ in 0..self.u32()? {
            let name = self.name()?;
            let mut sets = Vec::new();
            for _ in 0..self.u16()? {
                sets.extend(self.record_set()?);
            }
            names.push((name, sets));
        }
        Zone::new(origin, names)
    }

    fn record_set(&mut self) -> Result<Option<RecordSet>, Unreadable> {
        let (kind, ttl, count) = (self.u16()?, self.ttl()?, self.u16()?);
        let records = self.records(kind, ttl, count)?;
        Ok((count > 0).then_some(RecordSet { kind, records }))
    }

    pub(super) fn records(&mut self, kind: u16, ttl: u32, count: u16) -> Result<Records, Unreadable> {
        let mut rdatas = Vec::new();
        for _ in 0..count {
            rdatas.push(fitting(kind, self.rdata()?)?);
        }
        Records::new(kind, ttl, rdatas.into_iter())
    }
}

/// Data that the engine itself looks into must have the shape that its type asks for.
pub(super) fn fitting(kind: u16, rdata: &[u8]) -> Result<&[u8], Unreadable> {
    let is_name = |at: usize| rdata.get(at..).is_some_and(|name| Name::from_wire(name).is_ok());
    let fits = match kind {
        kind::A => rdata.len() == 4,
        kind::AAAA => rdata.len() == 16,
        kind::CNAME | kind::DNAME | kind::NS => is_name(0),
        kind::MX => is_name(2),
        kind::SRV => is_name(6),
        kind::SVCB | kind::HTTPS => Name::read(rdata, 2).is_ok(),
        kind::SOA => is_soa(rdata),
        _ => true,
    };
    match fits {
        true => Ok(rdata),
        false => Err(Unreadable::because(format!(
            "data of record type {kind} has another shape"
        ))),
    }
}

/// Two names and five numbers (RFC 1035 section 3.3.13).
fn is_soa(rdata: &[u8]) -> bool {
    let first = Name::read(rdata, 0);
    let second = first.and_then(|(_, at)| Name::read(rdata, at));
    second.is_ok_and(|(_, at)| rdata.len() == at + 20)
}
