//! Queries at a rate, whatever comes back.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{json, Value};

use crate::addresses::{connected, Reach};
use crate::outgoing::Outgoing;
use crate::pace::{self, Pace};
use crate::response::head;
use crate::syscalls::{Incoming, BATCH};

/// Between looks at what is due: it leaves the processor to those who are measured.
const REST: Duration = Duration::from_micros(500);
/// How long the last answers are waited for.
const PATIENCE: Duration = Duration::from_millis(250);
const REFUSED: u8 = 5;

/// What all floods of queries have to be told.
#[derive(clap::Args)]
pub struct Datagrams {
    /// The server
    #[arg(long, value_name = "IP:PORT")]
    to: SocketAddr,
    /// How long
    #[arg(long, value_parser = pace::seconds)]
    seconds: Duration,
    /// Queries a second
    #[arg(long, default_value = "10000", value_parser = pace::rate)]
    rate: f64,
    #[command(flatten)]
    pub reach: Reach,
}

#[derive(Default)]
struct Counts {
    sent: u64,
    answered: u64,
    refused: u64,
    truncated: u64,
}

impl Datagrams {
    /// Sends what `next` makes, from one socket: of the address `from`, or of one that the system picks.
    pub fn send(&self, from: Option<IpAddr>, mut next: impl FnMut() -> Vec<u8>) -> anyhow::Result<Value> {
        self.reach.check(self.to.ip())?;
        let socket = connected(from, self.to)?;
        let start = Instant::now();
        let mut pace = Pace::new(start, Some(self.rate));
        let (mut outgoing, mut incoming) = (Outgoing::to(None, 1), Incoming::new());
        let mut counts = Counts::default();
        let mut now = start;
        while now < start + self.seconds + PATIENCE {
            // What is due comes in batches; if the server takes them more slowly, the rest is due the next time.
            let due = if now < start + self.seconds {
                pace.due(now, BATCH)
            } else {
                0
            };
            for _ in 0..due {
                outgoing.push(&next(), counts.sent as u16, None);
                counts.sent += 1;
            }
            outgoing.send(&socket);
            pace.did(due);
            counts.hear(&socket, &mut incoming)?;
            if due < BATCH {
                sleep(REST);
            }
            now = Instant::now();
        }
        Ok(counts.told())
    }
}

impl Counts {
    fn hear(&mut self, socket: &UdpSocket, incoming: &mut Incoming) -> anyhow::Result<()> {
        while incoming.receive(socket, false)? > 0 {
            for head in incoming.each().filter_map(|message| head(message)) {
                self.answered += 1;
                self.refused += u64::from(head.rcode == REFUSED);
                self.truncated += u64::from(head.truncated);
            }
        }
        Ok(())
    }

    fn told(&self) -> Value {
        json!({
            "sent": self.sent,
            "answered": self.answered,
            "refused": self.refused,
            "truncated": self.truncated,
        })
    }
}
