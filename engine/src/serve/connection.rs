//! One connection: queries as they come, responses as they can be taken.
//!
//! It may ask again before it is answered; what cannot be written yet waits, and while too much waits nothing more is
//! read from it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, TcpStream};
use std::os::fd::AsRawFd;

use crate::respond::{respond, Asker, Transport};
use crate::serve::syscalls::{Epoll, Interest};
use crate::serve::Duty;
use crate::worker::Worker;

/// Responses that wait to be written, in bytes; beyond it no query of that connection is answered.
const MAX_WAITING: usize = 16 * 1024;
/// In bytes, as over UDP: nobody has so much to ask, and what is announced must be kept until it is there.
pub const LONGEST_QUERY: usize = 4096;
const READ_AT_ONCE: usize = 4096;

/// One asker's stream: bytes not yet understood, and bytes not yet written.
///
/// Any stream will do that says "would block" rather than wait, so that fuzzing can cut it where no network would.
pub struct Connection<S = TcpStream> {
    stream: S,
    address: IpAddr,
    read: Vec<u8>,
    waiting: Vec<u8>,
    ended: bool,
    interest: Interest,
}

/// What came of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What to wait for.
    pub interest: Interest,
    /// A query came whole, or all that waited to be written was taken.
    pub moved: bool,
    /// A query has come in part.
    pub begun: bool,
}

impl<S: Read + Write> Connection<S> {
    /// Nothing read yet, nothing to say.
    pub fn new(stream: S, address: IpAddr) -> Self {
        Self {
            stream,
            address,
            read: Vec::new(),
            waiting: Vec::new(),
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
    ) -> io::Result<Progress> {
        if self.may_read() {
            self.read_some()?;
        }
        let (mut asked, mut taken) = (false, false);
        loop {
            asked |= self.answer_all(duty, worker, scratch)?;
            taken |= self.write_some()?;
            // Written out, there is room again for queries that were read long ago.
            if !self.waiting.is_empty() || framed(&self.read).is_none() {
                break;
            }
        }
        // Most connections wait for most of their time, and while they do they need no memory.
        self.read.shrink_to_fit();
        self.waiting.shrink_to_fit();
        if self.ended && self.waiting.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(Progress {
            interest: Interest {
                read: self.may_read(),
                write: !self.waiting.is_empty(),
            },
            moved: asked || taken,
            begun: !self.read.is_empty(),
        })
    }

    /// While a whole query waits for room nothing more is read, or who takes answers slowly could fill our memory.
    fn may_read(&self) -> bool {
        !self.ended && self.has_room() && framed(&self.read).is_none()
    }

    fn has_room(&self) -> bool {
        self.waiting.len() < MAX_WAITING
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
            let snapshot = duty.published.present();
            worker.sampler.follow(snapshot.conduct().query_log);
            let due = worker.sampler.is_due();
            let outcome = respond(&snapshot, message, asker, worker, scratch);
            duty.counts.count(Transport::Tcp, outcome);
            if due {
                let samples = &duty.published.samples;
                worker.sampler.tell(samples, message, asker, outcome, scratch);
            }
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
        if announced(&self.read).is_some_and(|length| length > LONGEST_QUERY) {
            self.ended = true;
            self.read.clear();
        }
        Ok(at > 0)
    }

    /// Says whether what waited was taken whole: who takes it byte by byte has not moved.
    fn write_some(&mut self) -> io::Result<bool> {
        let mut written = 0;
        while written < self.waiting.len() {
            match self.stream.write(&self.waiting[written..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_later(&error) => break,
                Err(error) => return Err(error),
            }
        }
        // Who never takes all of it must not have us keep what was taken.
        self.waiting.drain(..written);
        Ok(written > 0 && self.waiting.is_empty())
    }
}

impl Connection {
    /// Waits for what it needs next.
    pub fn wait_for(&mut self, epoll: &Epoll, number: u64, interest: Interest) -> io::Result<()> {
        if interest != self.interest {
            self.interest = interest;
            epoll.change(self.stream.as_raw_fd(), number, interest)?;
        }
        Ok(())
    }
}

/// Whether there is only nothing to do at present.
pub fn is_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// How long the message at the front of a stream is to be.
fn announced(stream: &[u8]) -> Option<usize> {
    let length = stream.first_chunk::<2>()?;
    Some(usize::from(u16::from_be_bytes(*length)))
}

/// The message at the front of a stream, if all of it is there: two bytes of length stand before it.
fn framed(stream: &[u8]) -> Option<&[u8]> {
    stream.get(2..)?.get(..announced(stream)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    const QUERY: &[u8] = b"\x00\x11\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01";

    fn connected() -> (TcpStream, Connection) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let asker = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, address) = listener.accept().unwrap();
        stream.set_nonblocking(true).unwrap();
        (asker, Connection::new(stream, address.ip()))
    }

    fn converse<S: Read + Write>(connection: &mut Connection<S>) -> io::Result<Progress> {
        let (mut worker, mut scratch) = (Worker::from_seed(1), Vec::new());
        connection.converse(
            &Duty::endless(std::sync::Arc::default()).unwrap(),
            &mut worker,
            &mut scratch,
        )
    }

    #[test]
    fn a_message_is_framed_by_its_length() {
        assert_eq!(framed(b"\x00\x02abc"), Some(&b"ab"[..]));
        assert_eq!(framed(b"\x00\x02a"), None);
        assert_eq!(framed(b"\x00"), None);
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

    /// Gives these pieces, one at each turn, and takes so many bytes at each.
    struct Script(Vec<&'static [u8]>, usize);

    impl Read for Script {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.is_empty() {
                true => Err(ErrorKind::WouldBlock.into()),
                false => self.0.remove(0).read(buffer),
            }
        }
    }

    impl Write for Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match std::mem::take(&mut self.1) {
                0 => Err(ErrorKind::WouldBlock.into()),
                most => Ok(most.min(bytes.len())),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn scripted(pieces: &[&'static [u8]], taken: usize) -> Connection<Script> {
        Connection::new(Script(pieces.to_vec(), taken), [192, 0, 2, 1].into())
    }

    #[test]
    fn a_whole_query_moves_and_a_part_of_one_does_not() {
        let table: [(&[u8], bool, bool); 4] = [
            (QUERY, true, false),
            (&QUERY[..1], false, true),
            (&QUERY[..9], false, true),
            (
                b"\x00\x11\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00",
                true,
                true,
            ),
        ];
        for (piece, moved, begun) in table {
            let progress = converse(&mut scripted(&[piece], 1000)).unwrap();
            assert_eq!((progress.moved, progress.begun), (moved, begun), "{piece:?}");
        }
    }

    #[test]
    fn taking_a_response_byte_by_byte_does_not_move() {
        let mut connection = scripted(&[QUERY], 1);
        assert!(converse(&mut connection).unwrap().moved);
        for taken in [1, 2] {
            connection.stream.1 = taken;
            assert!(!converse(&mut connection).unwrap().moved);
        }
        connection.stream.1 = 1000;
        assert!(converse(&mut connection).unwrap().moved);
    }

    #[test]
    fn who_never_takes_all_that_waits_has_us_keep_no_more_than_that() {
        let questions = QUERY.repeat(READ_AT_ONCE / QUERY.len());
        let questions: &'static [u8] = questions.leak();
        let mut connection = scripted(&[], 0);
        for _ in 0..1000 {
            connection.stream.0.push(questions);
            connection.stream.1 = questions.len() / 2;
            converse(&mut connection).unwrap();
            connection.stream.0.clear();
            let kept = connection.waiting.capacity();
            assert!(kept <= MAX_WAITING + QUERY.len(), "{kept} bytes are kept");
        }
    }

    #[test]
    fn a_connection_that_waits_holds_no_memory_and_a_part_of_a_query_only_its_own() {
        let mut connection = scripted(&[QUERY, &QUERY[..9]], 1000);
        converse(&mut connection).unwrap();
        assert_eq!(
            (connection.read.capacity(), connection.waiting.capacity()),
            (0, 0)
        );
        converse(&mut connection).unwrap();
        assert!(connection.read.capacity() < 64);
    }

    #[test]
    fn a_query_longer_than_any_is_not_waited_for() {
        let mut connection = scripted(&[&[0x10, 0x00], &[0]], 0);
        assert!(converse(&mut connection).is_ok());
        assert!(converse(&mut connection).is_ok());
        assert!(converse(&mut scripted(&[&[0x10, 0x01]], 0)).is_err());
    }
}
