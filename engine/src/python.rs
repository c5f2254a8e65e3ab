//! The engine as a Python class; the only file that knows of Python.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::Unreadable;
use crate::publish::Published;
use crate::respond::{respond, Asker, Transport};
use crate::samples::Sample;
use crate::serve::bind::{CannotBind, Descriptors};
use crate::serve::Service;
use crate::worker::Worker;

pyo3::import_exception!(trunkline.errors, AddressInUse);
pyo3::import_exception!(trunkline.errors, SnapshotUnreadable);

impl From<Unreadable> for PyErr {
    fn from(error: Unreadable) -> Self {
        SnapshotUnreadable::new_err(format!("the snapshot cannot be read: {error}"))
    }
}

impl From<CannotBind> for PyErr {
    fn from(cannot: CannotBind) -> Self {
        match cannot.error.kind() {
            std::io::ErrorKind::AddrInUse => AddressInUse::new_err(cannot.to_string()),
            _ => PyOSError::new_err((cannot.error.raw_os_error().unwrap_or(0), cannot.to_string())),
        }
    }
}

/// A sample in the words that Python has for them, in the order of the fields of its `Sample`.
type Told = (
    f64,
    String,
    Option<String>,
    &'static str,
    Option<(Vec<u8>, u16)>,
    u8,
    bool,
    Option<String>,
    u16,
    usize,
);

fn told(sample: Sample) -> Told {
    let subnet = sample
        .subnet
        .map(|(address, prefix)| format!("{address}/{prefix}"));
    (
        sample.at,
        sample.asker.address.to_canonical().to_string(),
        subnet,
        sample.transport(),
        sample.question.map(|(name, kind)| (name.into_vec(), kind)),
        sample.code,
        sample.steered,
        sample.line.map(String::from),
        sample.answers,
        sample.size,
    )
}

/// Published snapshots, the threads that answer from them, and their counts.
#[pyclass(frozen, module = "trunkline._engine")]
#[derive(Default)]
struct Engine {
    published: Arc<Published>,
    service: Mutex<Service>,
    aside: Mutex<Worker>,
}

#[pymethods]
impl Engine {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn publish(&self, py: Python<'_>, change: &[u8], whole: bool) -> PyResult<()> {
        Ok(py.detach(|| self.published.publish(change, whole))?)
    }

    fn answer<'py>(
        &self,
        py: Python<'py>,
        message: &[u8],
        asker: &str,
        tcp: bool,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let asker = Asker {
            address: address(asker)?.to_canonical(),
            transport: if tcp { Transport::Tcp } else { Transport::Udp },
        };
        let mut out = Vec::new();
        let mut worker = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        worker.begin_batch();
        let outcome = respond(&self.published.present(), message, asker, &mut worker, &mut out);
        Ok(outcome.map(|_| PyBytes::new(py, &out)))
    }

    fn bind(
        &self,
        py: Python<'_>,
        listen: Vec<(String, u16)>,
        threads: usize,
    ) -> PyResult<Vec<(String, u16)>> {
        let wanted = listen
            .iter()
            .map(|(host, port)| Ok(SocketAddr::new(address(host)?, *port)));
        let wanted: Vec<_> = wanted.collect::<PyResult<_>>()?;
        let bound = py.detach(|| self.service().bind(&wanted, threads))?;
        Ok(bound
            .into_iter()
            .map(|address| (address.ip().to_string(), address.port()))
            .collect())
    }

    fn adopt(&self, given: Vec<(String, u16, Vec<i32>, i32)>) -> PyResult<()> {
        let given = given.into_iter().map(|(host, port, udp, tcp)| {
            let address = SocketAddr::new(address(&host)?, port);
            Ok(Descriptors { address, udp, tcp })
        });
        let given: Vec<_> = given.collect::<PyResult<_>>()?;
        Ok(self.service().adopt(&given)?)
    }

    fn sockets(&self) -> Vec<(String, u16, Vec<i32>, i32)> {
        let told = self.service().descriptors().into_iter();
        told.map(|Descriptors { address, udp, tcp }| (address.ip().to_string(), address.port(), udp, tcp))
            .collect()
    }

    fn start(&self, py: Python<'_>) -> PyResult<()> {
        Ok(py.detach(|| self.service().start(&self.published, &self.published.counters))?)
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.service().stop());
    }

    /// By the names that Python has for them; then the responses by response code, over UDP and over TCP.
    #[allow(clippy::type_complexity)]
    fn counters(&self) -> (HashMap<&'static str, u64>, Vec<u64>, Vec<u64>) {
        let sums = self.published.counters.read();
        let [silence_udp, silence_tcp] = sums.dropped;
        let [udp, tcp] = sums.codes.map(|codes| codes.to_vec());
        let named = [
            ("silence_udp", silence_udp),
            ("silence_tcp", silence_tcp),
            ("truncated", sums.truncated),
            ("steered", sums.steered),
            ("failed", sums.failed),
            ("limited_dropped", sums.limited_dropped),
            ("limited_slipped", sums.limited_slipped),
            ("connections_open", sums.open),
            ("connections_taken", sums.connections),
            ("connections_displaced", sums.displaced),
            ("connections_overdue", sums.overdue),
            ("samples_lost", self.published.samples.lost()),
        ];
        (named.into(), udp, tcp)
    }

    /// Takes what was told of queries since it was last taken.
    fn sampled(&self) -> Vec<Told> {
        let samples = self.published.samples.take();
        samples.into_iter().map(told).collect()
    }

    /// How many queries for steered names were answered on each line.
    fn tallies(&self, py: Python<'_>) -> HashMap<String, u64> {
        let sums = py.detach(|| self.published.by_line());
        sums.into_iter()
            .map(|(line, count)| (line.into(), count))
            .collect()
    }

    /// The same for one steered name and type; nothing if it is not steered.
    fn tallies_of(&self, name: &[u8], kind: u16) -> Option<Vec<(String, u64)>> {
        let sums = self.published.by_line_of(name, kind)?;
        Some(
            sums.into_iter()
                .map(|(line, count)| (line.into(), count))
                .collect(),
        )
    }

    /// The steered names that are asked for most, at most so many: name, type, how often; and the sum of the others.
    #[allow(clippy::type_complexity)]
    fn most_asked(&self, py: Python<'_>, most: usize) -> (Vec<(Vec<u8>, u16, u64)>, u64) {
        py.detach(|| self.published.most_asked(most))
    }
}

impl Engine {
    fn service(&self) -> std::sync::MutexGuard<'_, Service> {
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn address(text: &str) -> PyResult<IpAddr> {
    text.parse()
        .map_err(|_| PyValueError::new_err(format!("{text:?} is not an IP address")))
}

#[pymodule]
fn _engine(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Engine>()
}
