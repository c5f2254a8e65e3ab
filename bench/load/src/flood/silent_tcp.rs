//! Connections that only sit there.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use serde_json::{json, Value};

use crate::addresses::Reach;
use crate::pace::{self, Pace};
use crate::syscalls::raise_descriptors;

/// Between looks at what is due.
const TICK: Duration = Duration::from_millis(10);
const EVENTS: usize = 1024;
const BETWEEN_BYTES: Duration = Duration::from_secs(1);
/// Descriptors that are not connections.
const OTHERS: usize = 16;
/// What a trickle says: the length of a message (RFC 7766 section 8) that never comes to its end.
const TRICKLE: u8 = 0xFF;

/// Open connections that say nothing, or next to nothing, and open anew what is closed
///
/// Prints how many connections were `opened`, how many attempts `refused`, how many connections the server `closed`, how
/// many were still `open` at the end and the `most_open` at any time, bytes `sent`, and messages `answered`.
#[derive(clap::Args)]
pub struct SilentTcp {
    /// The server
    #[arg(long, value_name = "IP:PORT")]
    to: SocketAddr,
    /// How long
    #[arg(long, value_parser = pace::seconds)]
    seconds: Duration,
    /// How many to keep open
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=25_000))]
    connections: u32,
    /// How many to open a second at most, those that were closed among them
    #[arg(long, default_value = "5000", value_parser = pace::rate)]
    rate: f64,
    /// Say one byte a second on each
    #[arg(long)]
    trickle: bool,
    #[command(flatten)]
    reach: Reach,
}

struct Connection {
    stream: TcpStream,
    open: bool,
}

#[derive(Default)]
struct Counts {
    opened: u64,
    refused: u64,
    closed: u64,
    sent: u64,
    answered: u64,
    open: u64,
    most_open: u64,
}

impl SilentTcp {
    /// Opens, holds, and tells.
    pub fn run(&self) -> anyhow::Result<Value> {
        self.reach.check(self.to.ip())?;
        let (allowed, wanted) = (raise_descriptors()?, self.connections as usize);
        ensure!(
            wanted + OTHERS <= allowed,
            "{wanted} connections, but only {allowed} descriptors are allowed"
        );
        let mut crowd = Crowd::of(self.to, wanted)?;
        let start = Instant::now();
        let mut pace = Pace::new(start, Some(self.rate));
        let mut events = Events::with_capacity(EVENTS);
        let mut next_bytes = start + BETWEEN_BYTES;
        loop {
            let now = Instant::now();
            if now >= start + self.seconds {
                return Ok(crowd.counts.told());
            }
            let due = pace.due(now, crowd.missing.len());
            pace.did(due);
            crowd.open(due)?;
            if self.trickle && now >= next_bytes {
                crowd.trickle();
                next_bytes = now + BETWEEN_BYTES;
            }
            crowd.poll.poll(&mut events, Some(TICK))?;
            for event in &events {
                crowd.look_at(event.token().0);
            }
        }
    }
}

struct Crowd {
    to: SocketAddr,
    poll: Poll,
    connections: Vec<Option<Connection>>,
    missing: BTreeSet<usize>,
    counts: Counts,
}

impl Crowd {
    fn of(to: SocketAddr, size: usize) -> anyhow::Result<Self> {
        Ok(Self {
            to,
            poll: Poll::new()?,
            connections: (0..size).map(|_| None).collect(),
            missing: (0..size).collect(),
            counts: Counts::default(),
        })
    }

    /// Begins to open so many of the missing.
    fn open(&mut self, count: usize) -> anyhow::Result<()> {
        for _ in 0..count {
            let Some(place) = self.missing.pop_first() else {
                break;
            };
            match TcpStream::connect(self.to) {
                Ok(mut stream) => {
                    let interest = Interest::READABLE | Interest::WRITABLE;
                    self.poll
                        .registry()
                        .register(&mut stream, Token(place), interest)?;
                    self.connections[place] = Some(Connection { stream, open: false });
                }
                Err(_) => self.drop_from(place),
            }
        }
        Ok(())
    }

    /// Finds out what happened to a connection: it was opened, refused, closed, or told something.
    fn look_at(&mut self, place: usize) {
        let Some(connection) = &mut self.connections[place] else {
            return;
        };
        if !connection.open && connection.stream.peer_addr().is_ok() {
            connection.open = true;
            self.counts.open();
        }
        let mut said = [0; 4096];
        loop {
            match connection.stream.read(&mut said) {
                Ok(1..) => self.counts.answered += 1,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Ok(0) | Err(_) => return self.drop_from(place),
            }
        }
    }

    /// Says one byte on each that is open.
    fn trickle(&mut self) {
        let mut gone = Vec::new();
        for (place, one) in self.connections.iter_mut().enumerate() {
            let Some(connection) = one.as_mut().filter(|one| one.open) else {
                continue;
            };
            match connection.stream.write(&[TRICKLE]) {
                Ok(count) => self.counts.sent += count as u64,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => gone.push(place),
            }
        }
        gone.into_iter().for_each(|place| self.drop_from(place));
    }

    /// Lets go of a connection that the server closed, or did not open.
    fn drop_from(&mut self, place: usize) {
        match self.connections[place].take() {
            Some(Connection { open: true, .. }) => self.counts.close(),
            _ => self.counts.refused += 1,
        }
        self.missing.insert(place);
    }
}

impl Counts {
    fn open(&mut self) {
        self.opened += 1;
        self.open += 1;
        self.most_open = self.most_open.max(self.open);
    }

    fn close(&mut self) {
        self.closed += 1;
        self.open -= 1;
    }

    fn told(&self) -> Value {
        json!({
            "opened": self.opened,
            "refused": self.refused,
            "closed": self.closed,
            "open": self.open,
            "most_open": self.most_open,
            "sent": self.sent,
            "answered": self.answered,
        })
    }
}
