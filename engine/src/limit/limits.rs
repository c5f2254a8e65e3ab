//! What operators set so that nobody takes more than a share.

use std::net::IpAddr;
use std::time::Duration;

use crate::network::Prefix;

/// How much one network, a /24 or /56, may have. By default responses are not limited, and connections are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Responses a second over UDP that say the same of the same name; 0 is as many as come.
    pub alike: u32,
    /// Responses a second over UDP, whatever they say; 0 is as many as come.
    pub all: u32,
    /// Every so many-th response above a limit is not dropped but says: ask again over TCP. 0: all are dropped.
    pub slip: u32,
    /// TCP connections, of all networks together.
    pub connections: u32,
    /// TCP connections of one network.
    pub share: u32,
    /// For how long a query over TCP may take to come whole, the first one from when the connection began.
    pub query: Duration,
    /// Networks whose responses and connections are limited by what there is alone.
    pub exempt: Box<[Prefix]>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            alike: 0,
            all: 0,
            slip: 2,
            connections: 1024,
            share: 128,
            query: Duration::from_secs(5),
            exempt: Box::default(),
        }
    }
}

impl Limits {
    /// Whether any responses are limited.
    pub fn limit_responses(&self) -> bool {
        self.alike > 0 || self.all > 0
    }

    /// Whether `address` stands in a network that is exempt.
    pub fn exempts(&self, address: IpAddr) -> bool {
        self.exempt.iter().any(|prefix| prefix.contains(address))
    }
}
