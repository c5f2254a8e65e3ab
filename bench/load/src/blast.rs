//! Ready queries, sent as fast as the server answers or as a rate allows, by one thread that never sleeps.

use std::hint::spin_loop;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{bail, Context};
use serde_json::Value;

use crate::addresses::{connected, unconnected, Reach};
use crate::cpu::Spent;
use crate::outgoing::Outgoing;
use crate::pace::{self, Pace};
use crate::questions::{Files, Questions};
use crate::response::head;
use crate::syscalls::{pin, Incoming, BATCH};
use crate::tally::Tally;
use crate::window::{Asked, Window, MOST};

/// A query unanswered for so long is lost.
const PATIENCE: Duration = Duration::from_millis(250);
const BETWEEN_LOOKS_FOR_LOST: Duration = Duration::from_millis(50);
/// A pause of about a microsecond, so that answers gather and the server's queue is left alone.
const SPINS: usize = 64;
/// A pause that took longer was no pause: another process had the processor.
const LONGEST_PAUSE: Duration = Duration::from_micros(20);

/// Send ready queries, as many at once as may be unanswered, and count what comes back
///
/// Prints one line: `sent` `answered` `lost` `in_flight` (at the end), `unmatched` messages, `truncated` answers, answers by
/// `rcodes`, `checked` and `wrong` ones, `scopes_differ`, `seconds` measured, answers `per_second`, latency `p50_us` and
/// `p99_us`, and `idle`: the share of the time in which there was nothing to do because the server had all that it was
/// allowed. For each process of `--pids`, `cpu` has what it spent in seconds: `seconds` exactly, `user` and `system` sampled.
#[derive(clap::Args)]
pub struct Blast {
    /// The server
    #[arg(long, value_name = "IP:PORT")]
    to: SocketAddr,
    #[command(flatten)]
    files: Files,
    /// How long to measure
    #[arg(long, value_parser = pace::seconds)]
    seconds: Duration,
    /// How many seconds to send before that
    #[arg(long, default_value = "0.4", value_parser = pace::seconds)]
    warm_up: Duration,
    /// How many queries may be unanswered
    #[arg(long, default_value_t = 192, value_parser = clap::value_parser!(u16).range(1..=MOST as i64))]
    outstanding: u16,
    /// Queries a second; without it, as many as are answered
    #[arg(long, value_parser = pace::rate)]
    rate: Option<f64>,
    /// The processor to stay on
    #[arg(long)]
    cpu: Option<usize>,
    /// Processes of which to tell what they spend
    #[arg(long, value_delimiter = ',')]
    pids: Vec<u32>,
    /// Compare every so manieth answer with what is expected
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..))]
    check_every: u64,
    /// Sockets, each a flow of its own to a server with several threads
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    flows: u16,
    /// Queries in a row, equally long and without `--sources`, that the kernel takes as one (UDP GSO); 1: none
    #[arg(long, default_value_t = BATCH as u16, value_parser = clap::value_parser!(u16).range(1..=BATCH as i64))]
    segments: u16,
    #[command(flatten)]
    reach: Reach,
}

impl Blast {
    /// Sends, measures, and tells.
    pub fn run(&self) -> anyhow::Result<Value> {
        self.reach.check(self.to.ip())?;
        let questions = Questions::read(&self.files, self.reach)?;
        if let Some(cpu) = self.cpu {
            pin(cpu).with_context(|| format!("cannot stay on processor {cpu}"))?;
        }
        let mut sender = Sender::of(self, &questions)?;
        sender.send_for(self.warm_up)?;
        sender.tally = Tally::new(sender.window.under_way())?;
        let before = self.spent()?;
        let time = sender.send_for(self.seconds)?;
        let after = self.spent()?;
        let mut told = sender.tally.told(time, sender.window.under_way());
        told["cpu"] = after
            .iter()
            .zip(before)
            .map(|(after, before)| after.since(before))
            .collect();
        Ok(told)
    }

    fn spent(&self) -> anyhow::Result<Vec<Spent>> {
        self.pids.iter().map(|&pid| Spent::by(pid)).collect()
    }
}

struct Sender<'q> {
    questions: &'q Questions,
    next: usize,
    flows: Vec<UdpSocket>,
    flow: usize,
    window: Window,
    /// No fewer than these are sent at once, so that the server does not set the size of our batches.
    fewest: usize,
    rate: Option<f64>,
    outgoing: Outgoing,
    incoming: Incoming,
    check_every: u64,
    until_check: u64,
    tally: Tally,
}

impl<'q> Sender<'q> {
    fn of(orders: &Blast, questions: &'q Questions) -> anyhow::Result<Self> {
        let destination = match orders.to {
            _ if !questions.has_sources() => None,
            SocketAddr::V4(to) => Some(to),
            SocketAddr::V6(_) => bail!("sources are IPv4 addresses, and the server has none"),
        };
        let flow = || match destination {
            // Each query says where it comes from.
            Some(_) => unconnected(Ipv4Addr::UNSPECIFIED.into()),
            None => connected(None, orders.to),
        };
        let flows = (0..orders.flows)
            .map(|_| flow())
            .collect::<anyhow::Result<Vec<UdpSocket>>>()?;
        let outstanding = usize::from(orders.outstanding);
        Ok(Self {
            questions,
            next: 0,
            flow: 0,
            flows,
            window: Window::of(outstanding),
            fewest: orders.rate.map_or((outstanding / 4).clamp(1, BATCH), |_| 1),
            rate: orders.rate,
            outgoing: Outgoing::to(destination, orders.segments.into()),
            incoming: Incoming::new(),
            check_every: orders.check_every,
            until_check: orders.check_every,
            tally: Tally::new(0)?,
        })
    }

    /// Sends and listens for so long, or a moment more, and says how long it was.
    fn send_for(&mut self, time: Duration) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let mut pace = Pace::new(start, self.rate);
        let (mut before, mut idle) = (start, false);
        let mut look = start + BETWEEN_LOOKS_FOR_LOST;
        loop {
            let now = Instant::now();
            if idle {
                self.tally.idle((now - before).min(LONGEST_PAUSE));
            }
            if now >= start + time {
                return Ok(now - start);
            }
            if now >= look {
                self.tally.lost(self.window.give_up(now, PATIENCE));
                look = now + BETWEEN_LOOKS_FOR_LOST;
            }
            let sent = self.ask(now, &mut pace);
            idle = self.listen()? + sent == 0;
            before = now;
            if idle {
                (0..SPINS).for_each(|_| spin_loop());
            }
        }
    }

    fn ask(&mut self, now: Instant, pace: &mut Pace) -> usize {
        let room = self.window.room();
        let count = pace.due(now, room.min(BATCH));
        if room < self.fewest || count == 0 {
            return 0;
        }
        for _ in 0..count {
            let question = self.next;
            if let Some(id) = self.window.open(Asked { question, at: now }) {
                let source = self.questions.source(question);
                self.outgoing.push(self.questions.message(question), id, source);
            }
            self.next = (question + 1) % self.questions.count();
        }
        self.outgoing.send(&self.flows[self.flow]);
        self.flow = (self.flow + 1) % self.flows.len();
        pace.did(count);
        self.tally.sent(count);
        count
    }

    fn listen(&mut self) -> anyhow::Result<usize> {
        (0..self.flows.len()).map(|flow| self.hear(flow)).sum()
    }

    fn hear(&mut self, flow: usize) -> anyhow::Result<usize> {
        let count = self.incoming.receive(&self.flows[flow], false)?;
        let now = Instant::now();
        for message in self.incoming.each() {
            let Some((head, asked)) =
                head(message).and_then(|head| Some((head, self.window.close(head.id)?)))
            else {
                self.tally.unmatched();
                continue;
            };
            self.tally.answered(head, now - asked.at);
            self.until_check -= 1;
            if self.until_check == 0 {
                self.until_check = self.check_every;
                if let Some(expected) = self.questions.expected(asked.question) {
                    self.tally.checked(expected.faults(message));
                }
            }
        }
        Ok(count)
    }
}
