"""Sockets and threads: binding, starting, stopping, counting."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import dns.message
import dns.query
import pytest
from hosting import SILENCE, TIMEOUT, Host, answer, askers, change, data, group, steered, zone

from ports import free_port
from trunkline.engine import Engine
from trunkline.errors import AddressInUse

ZONE = zone("example.com", "@ 600 SOA ns1 hostmaster 1 3600 600 86400 300\nmail 60 A 192.0.2.25\n")
QUERY = dns.message.make_query("mail.example.com", "A").to_wire()


def serve(engine: Engine, listen: str = "127.0.0.1", threads: int = 1, port: int = 0) -> Host:
    entry = steered("www.example.com", answer(group("192.0.2.1")), plan=(0,))
    engine.publish(change(askers({}), [ZONE], [entry]), whole=True)
    (address,) = engine.bind([(listen, port)], threads=threads)
    engine.start()
    return Host(engine, address)


@pytest.mark.parametrize("listen", ["127.0.0.1", "::1"])
def test_both_families_and_both_transports_are_answered(engine: Engine, listen: str) -> None:
    host = serve(engine, listen)
    assert data(host.ask("mail.example.com")) == ["192.0.2.25"]
    assert data(host.ask("mail.example.com", tcp=True)) == ["192.0.2.25"]


def test_several_addresses_are_served_at_once(engine: Engine) -> None:
    engine.publish(change(askers({}), [ZONE], []), whole=True)
    bound = engine.bind([("127.0.0.1", 0), ("::1", 0), ("127.0.0.2", 0)], threads=2)
    engine.start()
    for address in bound:
        assert data(Host(engine, address).ask("mail.example.com")) == ["192.0.2.25"]
        assert data(Host(engine, address).ask("mail.example.com", tcp=True)) == ["192.0.2.25"]


@pytest.mark.parametrize(("listen", "asked"), [("0.0.0.0", "127.0.0.3"), ("::", "::1")])
def test_the_response_leaves_from_the_address_that_was_asked(engine: Engine, listen: str, asked: str) -> None:
    host = serve(engine, listen)
    # A connected socket hears nobody but whom it asked.
    assert Host(engine, (asked, host.address[1])).exchange(QUERY) is not None


@pytest.mark.parametrize(
    ("listen", "level", "option"),
    [("127.0.0.1", socket.IPPROTO_IP, 10), ("::1", socket.IPPROTO_IPV6, 23)],  # IP_MTU_DISCOVER, IPV6_MTU_DISCOVER
)
def test_no_forged_path_mtu_has_responses_fragmented(engine: Engine, listen: str, level: int, option: int) -> None:
    address = serve(engine, listen).address
    found = []
    for descriptor in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as known:
            if known.type == socket.SOCK_DGRAM and known.getsockname()[:2] == address:
                found.append(known.getsockopt(level, option))
    assert found == [5]  # IP_PMTUDISC_OMIT


def test_all_addresses_of_both_families_share_one_port(engine: Engine) -> None:
    port = free_port()
    serve(engine, "0.0.0.0", port=port)
    assert engine.bind([("::", port)]) == [("::", port)]


def test_before_the_start_nothing_is_answered(engine: Engine) -> None:
    (address,) = engine.bind([("127.0.0.1", 0)])
    assert Host(engine, address).exchange(QUERY, wait=SILENCE) is None


def test_after_the_stop_the_port_is_free(engine: Engine) -> None:
    address = serve(engine, port=free_port()).address
    began = time.monotonic()
    engine.stop()
    engine.stop()
    assert time.monotonic() - began < 0.5
    other = Engine()
    assert other.bind([address]) == [address]


def test_an_engine_may_start_again(engine: Engine) -> None:
    serve(engine)
    engine.stop()
    assert data(serve(engine).ask("mail.example.com")) == ["192.0.2.25"]


def test_stopping_ends_open_connections(engine: Engine) -> None:
    with serve(engine).connect() as connection:
        connection.sendall(len(QUERY).to_bytes(2, "big") + QUERY)
        dns.query.receive_tcp(connection, expiration=time.time() + TIMEOUT)
        engine.stop()
        assert connection.recv(1) == b""


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
@pytest.mark.parametrize(("taken", "wanted"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "::1")])
def test_a_port_in_use_is_named_with_the_way_out(engine: Engine, transport: str, taken: str, wanted: str) -> None:
    family = socket.AF_INET6 if ":" in taken else socket.AF_INET
    kind = socket.SOCK_DGRAM if transport == "UDP" else socket.SOCK_STREAM
    with socket.socket(family, kind) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((taken, port := free_port()))
        if transport == "TCP":
            other.listen()
        with pytest.raises(
            AddressInUse, match=rf"^{transport} port {port} of {wanted} is in use .* another address or port"
        ):
            engine.bind([(wanted, port)])


def test_two_engines_do_not_share_a_port(engine: Engine) -> None:
    address = serve(engine).address
    with pytest.raises(AddressInUse):
        Engine().bind([address])


def test_binding_is_all_or_nothing(engine: Engine) -> None:
    taken = serve(engine).address
    other = Engine()
    free = ("127.0.0.1", free_port())
    with pytest.raises(AddressInUse):
        other.bind([free, taken])
    assert other.bind([free]) == [free]


def test_an_address_of_another_machine_is_named(engine: Engine) -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1 is not an address of this machine") as refused:
        engine.bind([("192.0.2.1", 0)])
    assert refused.value.errno == errno.EADDRNOTAVAIL


def test_what_is_no_address_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="localhost"):
        engine.bind([("localhost", 0)])


def test_queries_and_responses_are_counted(engine: Engine) -> None:
    host = serve(engine)
    host.ask("mail.example.com")
    host.ask("www.example.com", tcp=True)
    host.ask("nothing.example.com")
    host.ask("elsewhere.test")
    host.exchange(b"short", wait=SILENCE)
    counters = engine.counters()
    assert counters.queries == {"udp": 4, "tcp": 1}
    assert (counters.dropped, counters.steered) == (1, 1)
    counted = {code: number for code, number in counters.responses.items() if number}
    assert counted == {"NOERROR": 2, "NXDOMAIN": 1, "REFUSED": 1}
    assert counters.failed == 0


def test_queries_are_answered_while_changes_are_published(engine: Engine) -> None:
    host = serve(engine)
    done = threading.Event()

    def publish() -> None:
        while not done.is_set():
            engine.publish(change(None, [ZONE], []))

    writer = threading.Thread(target=publish)
    writer.start()
    answers = {tuple(data(host.ask("mail.example.com"))) for _ in range(200)}
    done.set()
    writer.join()
    assert answers == {("192.0.2.25",)}


def test_serving_threads_block_all_signals(engine: Engine) -> None:
    host = serve(engine)
    for tcp in (False, True):
        host.ask("mail.example.com", tcp=tcp)
    tasks = [task.read_text() for task in Path("/proc/self/task").glob("*/status")]
    blocked = [int(task.partition("SigBlk:")[2].split()[0], 16) for task in tasks if task.startswith("Name:\tdns-")]
    assert len(blocked) >= 2
    assert all(signals >> (signal.SIGTERM - 1) & 1 for signals in blocked)


INTERRUPTED = """
import signal, time
from trunkline.engine import Engine
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs in the background inherits deaf ears
engine = Engine()
engine.bind([("127.0.0.1", 0)], threads=2)
engine.start()
try:
    print("ready", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    engine.stop()
    print("stopped")
"""


def test_signals_reach_python_and_not_the_serving_threads() -> None:
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGINT)
        assert process.communicate(timeout=10)[0] == "stopped\n"


FEW_DESCRIPTORS = """
import resource
from trunkline.engine import Engine
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
engine = Engine()
print(*engine.bind([("127.0.0.1", 0)])[0], flush=True)
engine.start()
input()
open("/dev/null").close()
print("opened")
engine.stop()
"""


def test_many_connections_leave_descriptors_for_the_health_checks() -> None:
    command = [sys.executable, "-c", FEW_DESCRIPTORS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host, port = process.stdout.readline().split()
        with contextlib.ExitStack() as stack:
            for _ in range(150):
                last = stack.enter_context(socket.create_connection((host, int(port)), TIMEOUT))
            last.sendall(len(QUERY).to_bytes(2, "big") + QUERY)
            assert last.recv(1)
            assert process.communicate("go\n", timeout=10)[0] == "opened\n"
