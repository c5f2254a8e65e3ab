//! Any bytes in any cuts over a connection, whose answers may be taken in any cuts too: they are the same as when each
//! message is asked by itself, and after a message that deserves silence, or is too long, there are none.

#![no_main]

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read, Write};
use std::rc::Rc;

use _engine::respond::{respond, Asker, Transport};
use _engine::serve::connection::{Connection, LONGEST_QUERY};
use _engine::serve::Duty;
use _engine::worker::Worker;
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use slowly::ask::SOMEBODY;
use slowly::example::published;
use slowly::laws::check;

thread_local! {
    // Two, for whoever is asked turns its answers.
    static DUTIES: [Duty; 2] = [(); 2].map(|()| {
        Duty::endless(published(2)).expect("there is a descriptor left")
    });
}

#[derive(Arbitrary, Debug)]
enum Piece {
    /// A message of these bytes, framed.
    Message(Vec<u8>),
    /// A question for the name of this number, with what follows it.
    Question(u8, Vec<u8>),
    /// Bytes as they are.
    Raw(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
struct Story {
    pieces: Vec<Piece>,
    /// After how many bytes each read and each write would block, over and over.
    cuts: Vec<u8>,
}

const NAMES: [&[u8]; 4] = [b"\x03www", b"\x02to", b"\x03sub", b"\x05fails"];

impl Piece {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Message(message) => framed(message),
            Self::Question(name, rest) => {
                let header = b"\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01";
                let label = NAMES[usize::from(*name) % NAMES.len()];
                framed(&[header, label, b"\x07example\x03com\x00", rest].concat())
            }
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

fn framed(message: &[u8]) -> Vec<u8> {
    let message = &message[..message.len().min(65_535)];
    [&(message.len() as u16).to_be_bytes(), message].concat()
}

/// What comes and what went, in cuts; the end of what comes is the end of the stream.
#[derive(Default)]
struct Wire {
    coming: Vec<u8>,
    gone: Vec<u8>,
    cuts: Vec<u8>,
    turn: usize,
}

impl Wire {
    fn cut(&mut self, most: usize) -> io::Result<usize> {
        let cut = self
            .cuts
            .get(self.turn % self.cuts.len().max(1))
            .map_or(most, |cut| usize::from(*cut));
        self.turn += 1;
        match cut.min(most) {
            0 if most > 0 => Err(ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }
}

struct Shared(Rc<RefCell<Wire>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut wire = self.0.borrow_mut();
        let most = buffer.len().min(wire.coming.len());
        let count = wire.cut(most)?;
        buffer[..count].copy_from_slice(&wire.coming[..count]);
        wire.coming.drain(..count);
        Ok(count)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut wire = self.0.borrow_mut();
        let count = wire.cut(bytes.len())?;
        wire.gone.extend(&bytes[..count]);
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fuzz_target!(|story: Story| {
    let bytes: Vec<u8> = story.pieces.iter().flat_map(Piece::bytes).collect();
    let mut cuts = story.cuts;
    // If each cut is of nothing, nothing ever comes.
    cuts.push(255);
    DUTIES.with(|[streamed, single]| {
        let expected = one_at_a_time(single, &bytes);
        let got = in_cuts(streamed, &bytes, cuts);
        assert_eq!(
            got, expected,
            "the stream's answers differ from those of each message by itself"
        );
    });
});

fn one_at_a_time(duty: &Duty, mut bytes: &[u8]) -> Vec<u8> {
    let (mut all, mut worker, mut out) = (Vec::new(), Worker::from_seed(1), Vec::new());
    let asker = Asker {
        address: SOMEBODY,
        transport: Transport::Tcp,
    };
    while let [high, low, rest @ ..] = bytes {
        let length = usize::from(*high) * 256 + usize::from(*low);
        let Some(message) = rest.get(..length).filter(|_| length <= LONGEST_QUERY) else {
            break;
        };
        let outcome = respond(&duty.published.present(), message, asker, &mut worker, &mut out);
        check(message, Transport::Tcp, outcome.map(|_| out.as_slice()), false);
        if outcome.is_none() {
            break;
        }
        all.extend((out.len() as u16).to_be_bytes());
        all.extend(&out);
        bytes = &rest[message.len()..];
    }
    all
}

fn in_cuts(duty: &Duty, bytes: &[u8], cuts: Vec<u8>) -> Vec<u8> {
    let wire = Rc::new(RefCell::new(Wire {
        coming: bytes.to_vec(),
        cuts,
        ..Wire::default()
    }));
    let mut connection = Connection::new(Shared(Rc::clone(&wire)), SOMEBODY);
    let (mut worker, mut scratch) = (Worker::from_seed(1), Vec::new());
    while connection.converse(duty, &mut worker, &mut scratch).is_ok() {}
    drop(connection);
    wire.take().gone
}
