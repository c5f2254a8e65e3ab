//! How every asker is treated, as operators set it: what a server tells of itself, and what proves an address.

/// A secret that server cookies are made with (RFC 9018 section 4.4).
pub type Secret = [u8; 16];

/// What is told beside answers; by default nothing is.
///
/// Texts are 255 bytes at most; an empty one is not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    /// Which server this is, for those who ask by NSID (RFC 5001).
    pub nsid: Box<[u8]>,
    /// What runs here: `version.bind` and `version.server` of the class CHAOS.
    pub version: Box<[u8]>,
    /// Where it runs: `hostname.bind` and `id.server` of the class CHAOS (RFC 4892).
    pub hostname: Box<[u8]>,
    /// The present secret, then former ones whose cookies are still good; none: cookies are ignored.
    pub secrets: Box<[Secret]>,
    /// Tenths of a second that a TCP connection may idle, as told to those who ask (RFC 7828); 0 is not told.
    pub tcp_idle: u16,
    /// Whether errors come with a reason (RFC 8914).
    pub explains: bool,
    /// One query in so many is told of, on average; 0: none is.
    pub query_log: u32,
}

impl Conduct {
    /// What is told of this server by that name of the class CHAOS; nothing if it is not told, or no such name.
    pub fn introduction(&self, name: &[u8]) -> Option<&[u8]> {
        let text: &[u8] = match name {
            b"\x07version\x04bind\x00" | b"\x07version\x06server\x00" => &self.version,
            b"\x08hostname\x04bind\x00" | b"\x02id\x06server\x00" => &self.hostname,
            _ => b"",
        };
        Some(text).filter(|text| !text.is_empty())
    }
}
