"""The line between a process and its successor, when one of the two has ended."""

from __future__ import annotations

import socket

import uvloop

from trunkline.serve.inheritance import ANSWERING, HERE, Line


def test_who_speaks_to_a_process_that_was_killed_hears_its_end_and_goes_on() -> None:
    async def take_over() -> list[str]:
        ours, theirs = socket.socketpair()
        line = await Line.over(ours)
        theirs.close()
        heard = []
        for word in (HERE, ANSWERING):
            line.say(word)
            heard.append(await line.hear())
        line.hang_up()
        return heard

    assert uvloop.run(take_over()) == ["", ""]
