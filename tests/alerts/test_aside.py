"""Work aside: its outcome comes to the loop, and nobody waits for work that never ends."""

import asyncio
import subprocess
import sys
import threading

import pytest

from trunkline.alerts.aside import aside

pytestmark = pytest.mark.anyio


async def test_the_fault_that_work_tells_comes_to_the_loop() -> None:
    assert await aside(lambda: None) is None
    assert await aside(lambda: "it answered 500") == "it answered 500"


async def test_what_work_raises_is_a_fault_without_its_words() -> None:
    def raise_a_secret() -> str:
        raise OSError("a-secret")

    assert await aside(raise_a_secret) == "a fault of ours: OSError"


async def test_a_machine_that_has_no_thread_left_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert await aside(lambda: None) == "no thread can be started"


async def test_work_that_ends_after_its_loop_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    let, started = threading.Event(), list[threading.Thread]()

    def wait_for_it() -> None:
        started.append(threading.current_thread())
        let.wait(10)

    async def begin() -> None:
        aside(wait_for_it)

    await asyncio.to_thread(lambda: asyncio.run(begin()))
    let.set()
    assert started
    for thread in started:
        await asyncio.to_thread(thread.join)
    assert failed == []


def test_the_process_ends_while_work_hangs() -> None:
    script = """
import asyncio, threading
from trunkline.alerts.aside import aside
async def main():
    aside(lambda: threading.Event().wait(600))
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], timeout=30, capture_output=True, text=True, check=True)
    assert done.stderr == ""
