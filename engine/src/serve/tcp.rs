//! DNS over TCP (RFC 7766): one thread waits for all connections.
//!
//! There are so many places, and each network may hold a share of them. `Places` says who gives way; a connection that
//! does not get on is closed.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::limit::limits::Limits;
use crate::network::Network;
use crate::serve::connection::{is_later, Connection, Progress};
use crate::serve::places::{Patience, Places, Stage};
use crate::serve::syscalls::{max_descriptors, Epoll, Event, Interest};
use crate::serve::{Duty, LAST_TURNS};
use crate::snapshot::Snapshot;
use crate::worker::Worker;

/// Of the descriptors that the process may have, the rest is for others: a flood must not stop the health checks.
const SHARE_OF_DESCRIPTORS: usize = 2;
/// How long a connection may wait for its next query, unless operators set it.
const IDLE: Duration = Duration::from_secs(10);
/// Where more than three in four places are taken, only a part of that (RFC 7766 section 6.2.3).
const PART_WHEN_SCARCE: u32 = 4;
/// How often connections are looked for that do not get on.
const ROUND: Duration = Duration::from_secs(1);
const AFTER_AN_ERROR: Duration = Duration::from_millis(10);
const ACCEPT_AT_ONCE: usize = 64;
const EVENTS: usize = 64;

/// Answers what comes over connections to `listeners` until the bell rings, and then what has come by then.
pub fn serve(listeners: Vec<TcpListener>, duty: &Duty) -> io::Result<()> {
    let mut server = Server::new(listeners, duty)?;
    let mut events = [Event { events: 0, u64: 0 }; EVENTS];
    let (began, mut last_round) = (Instant::now(), Duration::ZERO);
    let bell = server.listeners.len() as u64;
    let mut last_turns = 0..LAST_TURNS;
    loop {
        // Asked before looking what is ready: what came before the bell is found by the look after it.
        let over = duty.is_over();
        let patience = if over { 0 } else { ROUND.as_millis() as i32 };
        let ready: Vec<u64> = server.epoll.wait(&mut events, patience)?.collect();
        if over && (ready.iter().all(|&number| number == bell) || last_turns.next().is_none()) {
            duty.counts.set_open(0);
            return Ok(());
        }
        let now = began.elapsed();
        server.worker.begin_batch();
        for number in ready {
            server.attend(number as usize, now);
        }
        if now - last_round >= ROUND {
            server.close_overdue(now);
            last_round = now;
        }
        duty.counts.set_open(server.places.taken());
    }
}

/// Numbers below `listeners.len()` mean listeners, the next one the bell, those above it connections.
struct Server<'d> {
    duty: &'d Duty,
    epoll: Epoll,
    listeners: Vec<TcpListener>,
    places: Places,
    connections: Vec<Option<Connection>>,
    /// However many operators want.
    most: usize,
    worker: Worker,
    scratch: Vec<u8>,
}

impl<'d> Server<'d> {
    fn new(listeners: Vec<TcpListener>, duty: &'d Duty) -> io::Result<Self> {
        let epoll = Epoll::new()?;
        for (number, listener) in listeners.iter().enumerate() {
            listener.set_nonblocking(true)?;
            epoll.add(listener.as_raw_fd(), number as u64, Interest::READ)?;
        }
        epoll.add(duty.bell().as_raw_fd(), listeners.len() as u64, Interest::READ)?;
        Ok(Self {
            duty,
            epoll,
            listeners,
            places: Places::default(),
            connections: Vec::new(),
            most: max_descriptors() / SHARE_OF_DESCRIPTORS,
            worker: Worker::new(Arc::clone(&duty.counts)),
            scratch: Vec::new(),
        })
    }

    fn attend(&mut self, number: usize, now: Duration) {
        if number < self.listeners.len() {
            self.accept(number, now);
        } else if let Some(place) = number.checked_sub(self.listeners.len() + 1) {
            self.converse(place, now);
        }
    }

    /// Takes those who have come, but not so many at once that those who are here would wait.
    fn accept(&mut self, listener: usize, now: Duration) {
        for _ in 0..ACCEPT_AT_ONCE {
            match self.listeners[listener].accept() {
                Ok((stream, address)) => self.welcome(stream, address.ip(), now),
                Err(error) if is_later(&error) => return,
                // Out of descriptors, say: the connection goes on waiting, and asking at once again would be in vain.
                Err(_) => return sleep(AFTER_AN_ERROR),
            }
        }
    }

    fn welcome(&mut self, stream: TcpStream, address: IpAddr, now: Duration) {
        // Both may fail only when the connection is gone already; then it is dropped here.
        let ready = stream
            .set_nonblocking(true)
            .and_then(|()| stream.set_nodelay(true));
        if ready.is_err() {
            return;
        }
        let place = self.place_for(address, now);
        let number = (self.listeners.len() + 1 + place) as u64;
        match self.epoll.add(stream.as_raw_fd(), number, Interest::READ) {
            Ok(()) => self.connections[place] = Some(Connection::new(stream, address)),
            Err(_) => self.places.leave(place),
        }
    }

    /// An empty place, made by closing another connection if need be.
    fn place_for(&mut self, address: IpAddr, now: Duration) -> usize {
        let snapshot = self.duty.published.present();
        let limits = snapshot.limits();
        let share = if limits.exempts(address) {
            usize::MAX
        } else {
            limits.share as usize
        };
        let entered = self
            .places
            .enter(Network::of(address), now, self.most(limits), share);
        if entered.displaced {
            self.connections[entered.place] = None;
        }
        if entered.place == self.connections.len() {
            self.connections.push(None);
        }
        self.duty.counts.count_connection(entered.displaced);
        entered.place
    }

    fn most(&self, limits: &Limits) -> usize {
        self.most.min(limits.connections as usize).max(1)
    }

    fn converse(&mut self, place: usize, now: Duration) {
        let Some(Some(connection)) = self.connections.get_mut(place) else {
            return;
        };
        let (duty, worker, scratch) = (self.duty, &mut self.worker, &mut self.scratch);
        let result = catch_unwind(AssertUnwindSafe(|| connection.converse(duty, worker, scratch)));
        let number = (self.listeners.len() + 1 + place) as u64;
        let kept = match result {
            Ok(Ok(progress)) => connection
                .wait_for(&self.epoll, number, progress.interest)
                .map(|()| progress),
            Ok(Err(error)) => Err(error),
            Err(_) => {
                self.duty.counts.count_failure();
                Err(ErrorKind::Other.into())
            }
        };
        match kept {
            Ok(progress) => self.note(place, progress, now),
            Err(_) => self.close(place),
        }
    }

    fn note(&mut self, place: usize, progress: Progress, now: Duration) {
        let stage = if progress.begun {
            Stage::Asking
        } else {
            Stage::Idle
        };
        let was_idle = self.places.stage(place) == Some(Stage::Idle);
        if progress.moved || (was_idle && progress.begun) {
            self.places.moved(place, stage, now);
        }
    }

    fn close(&mut self, place: usize) {
        self.connections[place] = None;
        self.places.leave(place);
    }

    fn close_overdue(&mut self, now: Duration) {
        let snapshot = self.duty.published.present();
        let most = self.most(snapshot.limits());
        let patience = self.patience(&snapshot, most);
        while let Some(place) = self.places.overdue(now, patience, most) {
            self.close(place);
            self.duty.counts.count_overdue();
        }
    }

    fn patience(&self, snapshot: &Snapshot, most: usize) -> Patience {
        let idle = match snapshot.conduct().tcp_idle {
            0 => IDLE,
            tenths => Duration::from_millis(u64::from(tenths) * 100),
        };
        let scarce = self.places.taken() * 4 > most * 3;
        Patience {
            query: snapshot.limits().query,
            idle: if scarce { idle / PART_WHEN_SCARCE } else { idle },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    const QUERY: &[u8] = b"\x00\x11\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01";
    const SECOND: Duration = Duration::from_secs(1);

    fn endless() -> Duty {
        Duty::endless(Arc::default()).unwrap()
    }

    /// A server that has taken so many connections from here, all at once.
    fn serving(duty: &Duty, count: usize) -> (Server<'_>, Vec<TcpStream>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let askers = (0..count).map(|_| TcpStream::connect(address).unwrap()).collect();
        let mut server = Server::new(vec![listener], duty).unwrap();
        server.attend(0, Duration::ZERO);
        (server, askers)
    }

    fn has_ended(asker: &mut TcpStream) -> bool {
        asker.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        asker.read(&mut [0; 100]).is_ok_and(|count| count == 0)
    }

    /// Sends, and has the server attend to it at that moment.
    fn say(server: &mut Server<'_>, asker: &mut TcpStream, bytes: &[u8], now: Duration) {
        asker.write_all(bytes).unwrap();
        let mut events = [Event { events: 0, u64: 0 }; EVENTS];
        let ready: Vec<u64> = server.epoll.wait(&mut events, 1000).unwrap().collect();
        ready
            .iter()
            .for_each(|&number| server.attend(number as usize, now));
    }

    #[test]
    fn all_that_have_come_are_taken_at_once() {
        let duty = endless();
        let (server, _askers) = serving(&duty, 20);
        assert_eq!(server.places.taken(), 20);
    }

    #[test]
    fn a_connection_that_says_nothing_is_closed() {
        let duty = endless();
        let (mut server, mut askers) = serving(&duty, 1);
        server.close_overdue(SECOND * 4);
        assert!(!has_ended(&mut askers[0]));
        server.close_overdue(SECOND * 5);
        assert!(has_ended(&mut askers[0]));
        assert_eq!(server.places.taken(), 0);
    }

    #[test]
    fn a_query_that_trickles_ends_the_connection_whatever_comes() {
        let duty = endless();
        let (mut server, mut askers) = serving(&duty, 1);
        say(&mut server, &mut askers[0], QUERY, SECOND);
        for second in 2..7u32 {
            let byte = &QUERY[second as usize - 2..][..1];
            say(&mut server, &mut askers[0], byte, SECOND * second);
            server.close_overdue(SECOND * second);
        }
        assert_eq!(server.places.stage(0), Some(Stage::Asking));
        server.close_overdue(SECOND * 7);
        assert_eq!(server.places.taken(), 0);
    }

    #[test]
    fn who_has_asked_may_wait_longer_but_not_for_ever() {
        let duty = endless();
        let (mut server, mut askers) = serving(&duty, 1);
        say(&mut server, &mut askers[0], QUERY, SECOND);
        server.close_overdue(SECOND + IDLE - SECOND);
        assert_eq!(server.places.taken(), 1);
        server.close_overdue(SECOND + IDLE);
        assert_eq!(server.places.taken(), 0);
    }

    #[test]
    fn where_places_are_scarce_nobody_waits_long() {
        let duty = endless();
        let (mut server, mut askers) = serving(&duty, 4);
        for asker in &mut askers {
            say(&mut server, asker, QUERY, SECOND);
        }
        server.most = 6;
        server.close_overdue(SECOND + IDLE / 4);
        assert_eq!(server.places.taken(), 4);
        server.most = 5;
        server.close_overdue(SECOND + IDLE / 4);
        assert_eq!(server.places.taken(), 0);
    }

    #[test]
    fn when_all_places_are_taken_the_one_that_never_asked_gives_way() {
        let duty = endless();
        let (mut server, mut askers) = serving(&duty, 3);
        for place in [0, 2] {
            say(&mut server, &mut askers[place], QUERY, SECOND);
        }
        server.most = 3;
        let address = server.listeners[0].local_addr().unwrap();
        let _newest = TcpStream::connect(address).unwrap();
        server.attend(0, SECOND);
        assert_eq!(server.places.taken(), 3);
        assert!(has_ended(&mut askers[1]));
    }
}
