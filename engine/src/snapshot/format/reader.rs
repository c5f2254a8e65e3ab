//! Values off the front of bytes, each checked against their end.

use crate::error::{Malformed, Unreadable};
use crate::wire::name::Name;

const MAGIC: &[u8; 4] = b"TKLN";
const VERSION: u16 = 2;
const MAX_TTL: u32 = i32::MAX as u32;

/// Takes values off the front of the bytes; everything is checked against their end.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn open(message: &'a [u8]) -> Result<Self, Unreadable> {
        let mut reader = Self { rest: message };
        if reader.take(4)? != MAGIC {
            return Err(Unreadable::because("it does not begin as a snapshot does"));
        }
        let version = reader.u16()?;
        if version != VERSION || reader.u16()? != 0 {
            return Err(Unreadable::because(format!(
                "it is of version {version}, and only {VERSION} is understood"
            )));
        }
        match reader.u64()? == reader.rest.len() as u64 {
            true => Ok(reader),
            false => Err(Unreadable::because("it is cut short, or something follows it")),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let cut_short = || Unreadable::because("it ends in the middle of a value");
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_short)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Unreadable> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(super) fn u16(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32, Unreadable> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Unreadable> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// `count` numbers of `N` bytes each.
    pub(super) fn numbers<const N: usize, T>(
        &mut self,
        count: u32,
        number: impl Fn([u8; N]) -> T,
    ) -> Result<Box<[T]>, Unreadable> {
        let too_long = || Unreadable::because("a list in it is too long");
        let bytes = self.take((count as usize).checked_mul(N).ok_or_else(too_long)?)?;
        let whole = bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok());
        let mut numbers = Vec::with_capacity(count as usize);
        numbers.extend(whole.map(number));
        Ok(numbers.into())
    }

    /// A name that is plain, in lower case and nothing but a name.
    pub(super) fn name(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = self.u8()?;
        let name = self.take(usize::from(length))?;
        match Name::from_wire(name)?.as_wire() == name {
            true => Ok(name),
            false => Err(Malformed.into()),
        }
    }

    pub(super) fn rdata(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    pub(super) fn ttl(&mut self) -> Result<u32, Unreadable> {
        match self.u32()? {
            ttl @ 0..=MAX_TTL => Ok(ttl),
            _ => Err(Unreadable::because(
                "a TTL in it is above 2147483647 (RFC 2181 section 8)",
            )),
        }
    }

    pub(super) fn text(&mut self) -> Result<Box<[u8]>, Unreadable> {
        let length = self.u8()?;
        Ok(self.take(usize::from(length))?.into())
    }
}
