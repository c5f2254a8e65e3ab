//! DNS over TCP (RFC 7766): one thread waits for all connections.
//!
//! A connection may ask again before it is answered; what cannot be written yet waits, and while too much waits
//! nothing more is read from it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::respond::{respond, Asker, Transport};
use crate::serve::syscalls::{max_descriptors, Epoll, Event, Interest};
use crate::serve::{Duty, LAST_TURNS};
use crate::worker::Worker;

/// Connections held open at once; when one more comes, the one idle for longest gives way.
const MAX_CONNECTIONS: usize = 1024;
/// Of the descriptors that the process may have, the rest is for others: a flood must not stop the health checks.
const SHARE_OF_DESCRIPTORS: usize = 2;
/// A connection that completes no query and takes no response for so long is closed.
const IDLE: Duration = Duration::from_secs(10);
/// How often idle connections are looked for.
const ROUND: Duration = Duration::from_secs(1);
/// Responses that wait to be written, in bytes; beyond it no query of that connection is answered.
const MAX_WAITING: usize = 64 * 1024;
const AFTER_AN_ERROR: Duration = Duration::from_millis(10);
const READ_AT_ONCE: usize = 16 * 1024;
const EVENTS: usize = 64;

/// Answers what comes over connections to `listeners` until the bell rings, and then what has come by then.
pub fn serve(listeners: Vec<TcpListener>, duty: &Duty) -> io::Result<()> {
    let mut server = Server::new(listeners, duty)?;
    let mut events = [Event { events: 0, u64: 0 }; EVENTS];
    let mut last_round = Instant::now();
    let bell = server.listeners.len() as u64;
    let mut last_turns = 0..LAST_TURNS;
    loop {
        // Asked before looking what is ready: what came before the bell is found by the look after it.
        let over = duty.is_over();
        let patience = if over { 0 } else { ROUND.as_millis() as i32 };
        let ready: Vec<u64> = server.epoll.wait(&mut events, patience)?.collect();
        if over && (ready.iter().all(|&number| number == bell) || last_turns.next().is_none()) {
            return Ok(());
        }
        let now = Instant::now();
        server.worker.look_at_the_clock();
        for number in ready {
            server.attend(number as usize, now);
        }
        if now.duration_since(last_round) >= ROUND {
            server.close_idle(now);
            last_round = now;
        }
    }
}

/// Numbers below `listeners.len()` mean listeners, the next one the bell, those above it connections.
struct Server<'d> {
    duty: &'d Duty,
    epoll: Epoll,
    listeners: Vec<TcpListener>,
    connections: Vec<Option<Connection>>,
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
            connections: Vec::new(),
            most: MAX_CONNECTIONS
                .min(max_descriptors() / SHARE_OF_DESCRIPTORS)
                .max(1),
            worker: Worker::new(Arc::clone(&duty.counts)),
            scratch: Vec::new(),
        })
    }

    fn attend(&mut self, number: usize, now: Instant) {
        if number < self.listeners.len() {
            self.accept(number, now);
        } else if let Some(slot) = number.checked_sub(self.listeners.len() + 1) {
            self.converse(slot, now);
        }
    }

    fn accept(&mut self, listener: usize, now: Instant) {
        let (stream, address) = match self.listeners[listener].accept() {
            Ok(accepted) => accepted,
            Err(error) if is_later(&error) => return,
            // Out of descriptors, say: the connection goes on waiting, and asking at once again would be in vain.
            Err(_) => return sleep(AFTER_AN_ERROR),
        };
        let slot = self.free_slot();
        let number = (self.listeners.len() + 1 + slot) as u64;
        // Both may fail only when the connection is gone already; then it is dropped here.
        let ready = stream
            .set_nonblocking(true)
            .and_then(|()| stream.set_nodelay(true));
        let waiting = ready.and_then(|()| self.epoll.add(stream.as_raw_fd(), number, Interest::READ));
        if waiting.is_ok() {
            self.connections[slot] = Some(Connection::new(stream, address.ip(), now));
        }
    }

    /// An empty place, made by closing the connection that is idle for longest if need be.
    fn free_slot(&mut self) -> usize {
        if let Some(slot) = self.connections.iter().position(Option::is_none) {
            return slot;
        }
        if self.connections.len() < self.most {
            self.connections.push(None);
            return self.connections.len() - 1;
        }
        let last_active = |slot: &usize| {
            self.connections[*slot]
                .as_ref()
                .map(|connection| connection.active)
        };
        let slot = (0..self.connections.len()).min_by_key(last_active).unwrap_or(0);
        self.connections[slot] = None;
        slot
    }

    fn converse(&mut self, slot: usize, now: Instant) {
        let Some(Some(connection)) = self.connections.get_mut(slot) else {
            return;
        };
        let (duty, worker, scratch) = (self.duty, &mut self.worker, &mut self.scratch);
        let result = catch_unwind(AssertUnwindSafe(|| {
            connection.converse(duty, worker, scratch, now)
        }));
        let number = (self.listeners.len() + 1 + slot) as u64;
        let kept = match result {
            Ok(Ok(interest)) => connection.wait_for(&self.epoll, number, interest),
            Ok(Err(error)) => Err(error),
            Err(_) => {
                self.duty.counts.count_failure();
                Err(ErrorKind::Other.into())
            }
        };
        if kept.is_err() {
            self.connections[slot] = None;
        }
    }

    fn close_idle(&mut self, now: Instant) {
        for slot in &mut self.connections {
            if slot
                .as_ref()
                .is_some_and(|connection| now.duration_since(connection.active) >= IDLE)
            {
                *slot = None;
            }
        }
    }
}

/// One asker's stream: bytes not yet understood, and bytes not yet written.
///
/// Any stream will do that says "would block" rather than wait, so that fuzzing can cut it where no network would.
pub struct Connection<S = TcpStream> {
    stream: S,
    address: IpAddr,
    active: Instant,
    read: Vec<u8>,
    waiting: Vec<u8>,
    written: usize,
    ended: bool,
    interest: Interest,
}

impl<S: Read + Write> Connection<S> {
    /// Nothing read yet, nothing to say.
    pub fn new(stream: S, address: IpAddr, now: Instant) -> Self {
        Self {
            stream,
            address,
            active: now,
            read: Vec::new(),
            waiting: Vec::new(),
            written: 0,
            ended: false,
            interest: Interest::READ,
        }
    }

    /// Reads, answers and writes as far as it goes without waiting; an error or nothing left to do closes.
    pub fn converse(
        &mut self,
        duty: &Duty,
        worker: &mut Worker,
        scratch: &mut Vec<u8>,
        now: Instant,
    ) -> io::Result<Interest> {
        if self.may_read() {
            self.read_some()?;
        }
        loop {
            let answered = self.answer_all(duty, worker, scratch)?;
            let wrote = self.write_some()?;
            if answered || wrote {
                self.active = now;
            }
            // Written out, there is room again for queries that were read long ago.
            if !self.waiting.is_empty() || framed(&self.read).is_none() {
                break;
            }
        }
        match (self.ended, self.waiting.is_empty()) {
            (true, true) => Err(ErrorKind::UnexpectedEof.into()),
            (_, empty) => Ok(Interest {
                read: self.may_read(),
                write: !empty,
            }),
        }
    }

    /// While a whole query waits for room nothing more is read, or who takes answers slowly could fill our memory.
    fn may_read(&self) -> bool {
        !self.ended && self.has_room() && framed(&self.read).is_none()
    }

    fn has_room(&self) -> bool {
        self.waiting.len() - self.written < MAX_WAITING
    }

    fn read_some(&mut self) -> io::Result<()> {
        let before = self.read.len();
        self.read.resize(before + READ_AT_ONCE, 0);
        let result = self.stream.read(&mut self.read[before..]);
        self.read.truncate(before + result.as_ref().copied().unwrap_or(0));
        match result {
            Ok(count) => self.ended = count == 0,
            Err(error) if is_later(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Answers the whole queries among what was read, as long as there is room; says whether there was one.
    fn answer_all(&mut self, duty: &Duty, worker: &mut Worker, scratch: &mut Vec<u8>) -> io::Result<bool> {
        let mut at = 0;
        while let Some(message) = framed(&self.read[at..]).filter(|_| self.has_room()) {
            at += 2 + message.len();
            let asker = Asker {
                address: self.address,
                transport: Transport::Tcp,
            };
            let outcome = respond(&duty.published.present(), message, asker, worker, scratch);
            duty.counts.count(Transport::Tcp, outcome);
            // No asker of good will sends what is answered with silence: the rest is not read, and this the end.
            if outcome.is_none() {
                self.ended = true;
                at = self.read.len();
                break;
            }
            let length = u16::try_from(scratch.len()).map_err(|_| ErrorKind::InvalidData)?;
            self.waiting.extend(length.to_be_bytes());
            self.waiting.extend_from_slice(scratch);
        }
        self.read.drain(..at);
        Ok(at > 0)
    }

    fn write_some(&mut self) -> io::Result<bool> {
        let before = self.written;
        while self.written < self.waiting.len() {
            match self.stream.write(&self.waiting[self.written..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => self.written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_later(&error) => return Ok(self.written > before),
                Err(error) => return Err(error),
            }
        }
        let wrote = self.written > before;
        self.waiting.clear();
        self.written = 0;
        Ok(wrote)
    }
}

impl Connection {
    fn wait_for(&mut self, epoll: &Epoll, number: u64, interest: Interest) -> io::Result<()> {
        if interest != self.interest {
            self.interest = interest;
            epoll.change(self.stream.as_raw_fd(), number, interest)?;
        }
        Ok(())
    }
}

fn is_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// The message at the front of a stream, if all of it is there: two bytes of length stand before it.
fn framed(stream: &[u8]) -> Option<&[u8]> {
    let (length, rest) = stream.split_first_chunk::<2>()?;
    rest.get(..usize::from(u16::from_be_bytes(*length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_framed_by_its_length() {
        assert_eq!(framed(b"\x00\x02abc"), Some(&b"ab"[..]));
        assert_eq!(framed(b"\x00\x02a"), None);
        assert_eq!(framed(b"\x00"), None);
    }

    #[test]
    fn an_idle_connection_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut asker = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let duty = endless();
        let mut server = Server::new(vec![listener], &duty).unwrap();
        let now = Instant::now();
        server.attend(0, now);
        server.close_idle(now + IDLE / 2);
        assert!(server.connections[0].is_some());
        server.close_idle(now + IDLE);
        assert_eq!(asker.read(&mut [0]).unwrap(), 0);
    }

    fn endless() -> Duty {
        Duty::endless(Arc::default()).unwrap()
    }

    const QUERY: &[u8] = b"\x00\x11\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01";

    fn connected() -> (TcpStream, Connection) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let asker = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, address) = listener.accept().unwrap();
        stream.set_nonblocking(true).unwrap();
        (asker, Connection::new(stream, address.ip(), Instant::now()))
    }

    fn converse(connection: &mut Connection) -> io::Result<Interest> {
        let (mut worker, mut scratch) = (Worker::from_seed(1), Vec::new());
        connection.converse(&endless(), &mut worker, &mut scratch, Instant::now())
    }

    #[test]
    fn queries_that_had_to_wait_for_room_are_answered_when_there_is_some() {
        let (mut asker, mut connection) = connected();
        connection.read = QUERY.to_vec();
        connection.waiting = vec![0; MAX_WAITING];
        connection.ended = true;
        let reader = std::thread::spawn(move || asker.read_to_end(&mut Vec::new()).unwrap());
        while converse(&mut connection).is_ok() {}
        drop(connection);
        assert_eq!(reader.join().unwrap(), MAX_WAITING + QUERY.len());
    }

    #[test]
    fn while_a_whole_query_waits_for_room_nothing_more_is_read() {
        let (_asker, mut connection) = connected();
        connection.read = QUERY.to_vec();
        assert!(!connection.may_read());
        connection.read.pop();
        assert!(connection.may_read());
    }

    #[test]
    fn when_all_places_are_taken_the_longest_idle_gives_way() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let duty = endless();
        let mut server = Server::new(vec![listener], &duty).unwrap();
        let now = Instant::now();
        let mut askers: Vec<_> = (0..3).map(|_| TcpStream::connect(address).unwrap()).collect();
        for age in [2, 3, 1] {
            server.attend(0, now - Duration::from_secs(age));
        }
        server.most = 3;
        assert_eq!(server.free_slot(), 1);
        assert_eq!(askers[1].read(&mut [0]).unwrap(), 0);
    }
}
