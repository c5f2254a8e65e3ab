//! Waiting for many descriptors at once, and for a bell that all hear.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

use libc::c_int;

use crate::serve::syscalls::{checked, retried};

/// Waits for many descriptors at once.
pub struct Epoll(OwnedFd);

/// A descriptor that is ready, by the number it was added with.
pub type Event = libc::epoll_event;

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Something to read.
    pub read: bool,
    /// Room to write.
    pub write: bool,
}

impl Interest {
    /// Something to read.
    pub const READ: Self = Self {
        read: true,
        write: false,
    };

    fn event(self, number: u64) -> Event {
        let read = if self.read { libc::EPOLLIN } else { 0 };
        let write = if self.write { libc::EPOLLOUT } else { 0 };
        Event {
            events: (read | write) as u32,
            u64: number,
        }
    }
}

impl Epoll {
    /// Waits for nothing yet.
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
        unsafe {
            let raw = checked(libc::epoll_create1(libc::EPOLL_CLOEXEC))?;
            Ok(Self(OwnedFd::from_raw_fd(raw)))
        }
    }

    /// Waits for `descriptor` too, until it is closed.
    pub fn add(&self, descriptor: RawFd, number: u64, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, descriptor, interest.event(number))
    }

    /// Waits for something else of `descriptor`.
    pub fn change(&self, descriptor: RawFd, number: u64, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_MOD, descriptor, interest.event(number))
    }

    fn control(&self, operation: c_int, descriptor: RawFd, mut event: Event) -> io::Result<()> {
        // SAFETY: `event` lives through the call, which keeps no pointer to it.
        checked(unsafe { libc::epoll_ctl(self.0.as_raw_fd(), operation, descriptor, &mut event) }).map(drop)
    }

    /// Waits up to `milliseconds` (-1: for ever) and gives the numbers of what is ready.
    pub fn wait<'e>(
        &self,
        events: &'e mut [Event],
        milliseconds: c_int,
    ) -> io::Result<impl Iterator<Item = u64> + 'e> {
        let (first, most) = (events.as_mut_ptr(), events.len() as c_int);
        // SAFETY: `first` points to `most` events that live through the call.
        let count = retried(|| unsafe { libc::epoll_wait(self.0.as_raw_fd(), first, most, milliseconds) })?;
        Ok(events[..count as usize].iter().map(|event| event.u64))
    }
}

/// A bell that, once rung, is heard by all who wait for it, at any time.
pub struct Bell(OwnedFd);

impl Bell {
    /// Not yet rung.
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; a descriptor that is returned is new and ours alone.
        unsafe {
            let raw = checked(libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK))?;
            Ok(Self(OwnedFd::from_raw_fd(raw)))
        }
    }

    /// Rings; nobody reads it, so it stays readable.
    pub fn ring(&self) {
        let one = 1u64;
        // SAFETY: eight bytes of a value that lives through the call.
        let _ = retried(|| unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) as c_int });
    }
}

impl AsRawFd for Bell {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}
