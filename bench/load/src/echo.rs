//! The floor: what the system calls of a server cost that does nothing.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{json, Value};

use crate::addresses::{Reach, ROOM};
use crate::pace;
use crate::response::mark;
use crate::syscalls::{make_room, pin, Incoming};

const BETWEEN_LOOKS_AT_THE_CLOCK: Duration = Duration::from_millis(100);

/// Send everything back as it came, but marked as a response: the floor that servers are compared with
///
/// Prints `listening` when it can be asked, and at the end how many messages it `echoed`; SIGTERM ends it at once.
#[derive(clap::Args)]
pub struct Echo {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT")]
    listen: SocketAddr,
    /// When to end
    #[arg(long, default_value = "600", value_parser = pace::seconds)]
    seconds: Duration,
    /// The processor to stay on
    #[arg(long)]
    cpu: Option<usize>,
    #[command(flatten)]
    reach: Reach,
}

impl Echo {
    /// Echoes until the time is over.
    pub fn run(&self) -> anyhow::Result<Value> {
        self.reach.check(self.listen.ip())?;
        if let Some(cpu) = self.cpu {
            pin(cpu).with_context(|| format!("cannot stay on processor {cpu}"))?;
        }
        let socket =
            UdpSocket::bind(self.listen).with_context(|| format!("cannot listen on {}", self.listen))?;
        socket.set_read_timeout(Some(BETWEEN_LOOKS_AT_THE_CLOCK))?;
        make_room(&socket, ROOM)?;
        println!("{}", json!({"listening": socket.local_addr()?.to_string()}));
        let end = Instant::now() + self.seconds;
        let (mut incoming, mut echoed) = (Incoming::new(), 0);
        while Instant::now() < end {
            echoed += incoming.receive(&socket, true)?;
            incoming.each().for_each(mark);
            incoming.send_back(&socket);
        }
        Ok(json!({"echoed": echoed}))
    }
}
