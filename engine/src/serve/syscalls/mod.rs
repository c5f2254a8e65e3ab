//! The system calls that the standard library does not offer; the only unsafe code in the engine.
//!
//! ```text
//! sockets     open, bind, listen, set; addresses as the kernel writes them
//! datagrams   many received and answered by a call each
//! waiting     for many descriptors at once, and for a bell
//! ```
//!
//! Each function is safe to call: pointers handed to the kernel come from values that outlive the call, and their
//! lengths are those of these values.

#![allow(unsafe_code)]

mod datagrams;
mod sockets;
mod waiting;

use std::io;
use std::mem::zeroed;
use std::ptr::null_mut;

use libc::c_int;

pub use datagrams::Batch;
pub use sockets::{bound, duplicate, listen, local_port, set_receive_buffer, set_receive_timeout};
pub use waiting::{Bell, Epoll, Event, Interest};

/// Gives back what a call returned, or the error it left.
fn checked(returned: c_int) -> io::Result<c_int> {
    if returned < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(returned)
    }
}

/// Repeats a call that a signal broke off.
fn retried(mut call: impl FnMut() -> c_int) -> io::Result<c_int> {
    loop {
        match checked(call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => return result,
        }
    }
}

/// While this lives, the thread and those it starts leave all signals to others: they are Python's.
pub struct SignalsBlocked(libc::sigset_t);

impl SignalsBlocked {
    /// Blocks them.
    pub fn new() -> Self {
        // SAFETY: both sets are values of our own; a zeroed set is filled before it is used.
        unsafe {
            let (mut all, mut before) = (zeroed(), zeroed());
            libc::sigfillset(&mut all);
            libc::pthread_sigmask(libc::SIG_BLOCK, &all, &mut before);
            Self(before)
        }
    }
}

impl Default for SignalsBlocked {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // SAFETY: the set was filled by the call that blocked.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, null_mut()) };
    }
}

/// How many descriptors the process may have open at once.
pub fn max_descriptors() -> usize {
    // SAFETY: two plain numbers, for which zero is a value, that live through the call.
    unsafe {
        let mut limit: libc::rlimit = zeroed();
        libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit);
        usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
    }
}
