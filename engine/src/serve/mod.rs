//! Threads and sockets: messages in, responses out.

pub mod bind;
pub mod connection;
pub mod places;
pub mod syscalls;
pub mod tcp;
pub mod udp;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::counters::{Counters, Counts};
use crate::publish::Published;
use crate::serve::bind::{bind, Bound, CannotBind, Descriptors};
use crate::serve::syscalls::{Bell, SignalsBlocked};

/// How many turns a thread still takes when it is time to end, as long as it finds something to do in each.
///
/// More datagrams than a receive buffer has room for, so that a flood may be cut off, but nothing that came before it.
pub const LAST_TURNS: usize = 512;

/// What every serving thread holds: what to answer from, where to count, and when to end.
pub struct Duty {
    /// The snapshots.
    pub published: Arc<Published>,
    /// This thread's own counts.
    pub counts: Arc<Counts>,
    end: Arc<End>,
}

impl Duty {
    /// A duty that nobody ends: for tests, and to fuzz with.
    #[doc(hidden)]
    pub fn endless(published: Arc<Published>) -> io::Result<Self> {
        let end = End {
            reached: AtomicBool::new(false),
            bell: Bell::new()?,
        };
        Ok(Self {
            published,
            counts: Arc::default(),
            end: Arc::new(end),
        })
    }

    /// Whether to end.
    pub fn is_over(&self) -> bool {
        self.end.reached.load(Ordering::Relaxed)
    }

    /// Readable from the moment when it is time to end.
    pub fn bell(&self) -> &Bell {
        &self.end.bell
    }
}

/// One for all threads; busy ones look at the flag, waiting ones hear the bell.
struct End {
    reached: AtomicBool,
    bell: Bell,
}

/// Bound sockets and, once started, the threads that serve them.
#[derive(Default)]
pub struct Service {
    /// Before the start.
    bound: Vec<Bound>,
    /// Since the start: threads hold the same sockets, and all close together.
    serving: Vec<Bound>,
    running: Vec<JoinHandle<()>>,
    end: Option<Arc<End>>,
}

impl Service {
    /// Binds UDP and TCP at each address, all or none; `threads` serve each one's UDP. Gives the addresses, ports chosen.
    pub fn bind(&mut self, listen: &[SocketAddr], threads: usize) -> Result<Vec<SocketAddr>, CannotBind> {
        let bound = listen.iter().map(|&address| bind(address, threads));
        let bound: Vec<_> = bound.collect::<Result<_, _>>()?;
        let addresses = bound.iter().map(|bound| bound.address).collect();
        self.bound.extend(bound);
        Ok(addresses)
    }

    /// Takes sockets that another process bound, as if bound here: what waits in them is not lost.
    pub fn adopt(&mut self, given: &[Descriptors]) -> io::Result<()> {
        let adopted: Vec<_> = given.iter().map(Bound::adopt).collect::<Result<_, _>>()?;
        self.bound.extend(adopted);
        Ok(())
    }

    /// All sockets, in the order in which they were bound or adopted.
    pub fn descriptors(&self) -> Vec<Descriptors> {
        let all = self.serving.iter().chain(&self.bound);
        all.map(Bound::descriptors).collect()
    }

    /// Begins to answer at what is bound.
    pub fn start(&mut self, published: &Arc<Published>, counters: &Counters) -> io::Result<()> {
        let end = match &self.end {
            Some(end) => Arc::clone(end),
            None => Arc::new(End {
                reached: AtomicBool::new(false),
                bell: Bell::new()?,
            }),
        };
        self.end = Some(Arc::clone(&end));
        let duty = || Duty {
            published: Arc::clone(published),
            counts: counters.for_thread(),
            end: Arc::clone(&end),
        };
        let _blocked = SignalsBlocked::new();
        let mut listeners = Vec::new();
        for bound in self.bound.drain(..) {
            for socket in &bound.udp {
                let (socket, duty) = (Arc::clone(socket), duty());
                let serve = move || drop(udp::serve(&socket, &duty));
                self.running
                    .push(Builder::new().name("dns-udp".into()).spawn(serve)?);
            }
            listeners.push(bound.tcp.try_clone()?);
            self.serving.push(bound);
        }
        if !listeners.is_empty() {
            let duty = duty();
            let serve = move || drop(tcp::serve(listeners, &duty));
            self.running
                .push(Builder::new().name("dns-tcp".into()).spawn(serve)?);
        }
        Ok(())
    }

    /// Answers what has come, ends the threads and closes the sockets; more than once does no harm.
    pub fn stop(&mut self) {
        if let Some(end) = self.end.take() {
            end.reached.store(true, Ordering::Relaxed);
            end.bell.ring();
        }
        for thread in self.running.drain(..) {
            // A thread that panicked has ended, which is all that is wanted.
            let _ = thread.join();
        }
        self.bound.clear();
        self.serving.clear();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}
