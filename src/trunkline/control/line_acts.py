"""What an operator does with the line table: lay a file over it, take a layer away, go back, compare."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterable, Coroutine
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog

from trunkline.control.moved_askers import MovedAskers, moved_askers
from trunkline.errors import LayerRefused, LineTableUnreadable, NotFound, TrunklineError
from trunkline.line_tables.act import Act, Came
from trunkline.line_tables.acts import Progress, State, Under
from trunkline.line_tables.tables import Present
from trunkline.lines.moves import moves_of_words
from trunkline.node import Node
from trunkline.steering.choose import configured_lines

log: Any = structlog.get_logger("trunkline")

MOST_BYTES = 4 << 30
"""Of one file."""

_under_way: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class ActStatus:
    """An act on the line table, and where it stands.

    `state` is running, done, refused (by the guards: `faults` say why) or failed (`error` says why); `began` and
    `ended` are seconds since the epoch. `version` is the table that it makes or made, `format` what its file was taken
    for, `rows` how many that had, `moved` whom it moves.
    """

    id: str
    kind: str
    name: str
    file: str
    plan: bool
    by: str
    why: str
    state: State
    progress: Progress
    began: float
    ended: float | None
    error: str = ""
    version: str = ""
    format: str = ""
    rows: int = 0
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    agreement: Any = None
    moved: MovedAskers | None = None


async def take_file(node: Node, act: Act, content: AsyncIterable[bytes]) -> Under:
    """Begins an act on a file, once it has come whole. Raises LayerRefused for one that is too large, or that the disk
    has no room for."""
    work = _new_work(node, act)
    try:
        path = work / "file" / _name_on_disk(act.file)
        path.parent.mkdir()
        digest = await _store(content, path, act.file)
        return begin(node, replace(act, path=str(path), sha256=digest), work)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def begin(node: Node, act: Act, work: Path | None = None) -> Under:
    """Begins an act, which goes on by itself; `node.line_tables.acts` knows how far it is.

    Raises NotReady before the node answers, NotFound for a layer that is not there, Conflict while another goes on.
    """
    config = node.answered.compiled.config
    if act.kind == "remove":
        _require_layer(node, act.name)
    node.line_tables.claim()
    try:
        own = tuple(config.lines.values())
        configured = {line for domain in config.access_domains.values() for line in configured_lines(domain, config)}
        work = work or _new_work(node, act)
        told = replace(act, own=own, configured=tuple(sorted(configured)), at=time.time())
        under = node.line_tables.acts.begin(told)
    except BaseException:
        node.line_tables.release()
        raise
    _go_on(_carry_out(node, under, work))
    return under


async def go_back(node: Node, *, by: str, why: str) -> Present:
    """Answers by the table of before; the one of now is to go back to then. Raises NotFound when there is none,
    LineTableUnreadable when it is damaged, Conflict while an act goes on: it compares with the table of now."""
    with node.line_tables.alone():
        previous = node.line_tables.previous
        if previous is None:
            raise NotFound("there is no line table to go back to: the embedded one is the first")
        try:
            chosen = await node.line_tables.load(previous)
        except LineTableUnreadable as error:
            way_out = "the one of now goes on; `trunkline lines remove` and `import` change that"
            raise LineTableUnreadable(f"the line table of before is damaged, {error}; {way_out}") from error
        await _use(node, chosen)
    _log(f"the line table is that of before again ({chosen.table.version})", by, why)
    return chosen


def status_of(under: Under) -> ActStatus:
    """Without whom it moves."""
    act, came = under.act, under.came or Came()
    return ActStatus(
        under.id,
        act.kind,
        act.name,
        act.file,
        act.plan,
        act.by,
        act.why,
        under.state,
        under.progress,
        under.began,
        under.ended,
        under.error,
        came.version,
        came.format,
        came.rows,
        came.faults,
        came.notices,
        came.agreement,
    )


async def whole_status_of(node: Node, under: Under) -> ActStatus:
    """With whom it moves, or would move."""
    status = status_of(under)
    if under.came is None or under.came.moves is None:
        return status
    moved = await asyncio.to_thread(moved_askers, moves_of_words(under.came.moves), node)
    return replace(status, moved=moved)


async def _carry_out(node: Node, under: Under, work: Path) -> None:
    """Who reads that it has ended may begin the next."""
    tables, act = node.line_tables, under.act
    state: State = "failed"
    came, why_not = None, ""
    try:
        came = await tables.carry_out(act, work, lambda progress: tables.acts.tell(under.id, progress))
        if came.generation is not None:
            await _use(node, await tables.load(came.generation))
            _log(f"the line table is now {came.version} ({act.kind} {act.name})".replace(" )", ")"), act.by, act.why)
        state = _state(act, came)
    except TrunklineError as error:
        came, why_not = None, str(error)
    except asyncio.CancelledError:
        came, why_not = None, "the node ended meanwhile"
        raise
    except Exception as error:
        log.exception("a fault of ours in an act on the line table")
        came, why_not = None, f"a fault of ours: {error!r}"
    finally:
        await asyncio.to_thread(_tidy, node, work)
        tables.release()
        tables.acts.end(under.id, state, came, why_not)


def _tidy(node: Node, work: Path) -> None:
    """Leaves of an act what is used, and nothing else."""
    shutil.rmtree(work, ignore_errors=True)
    node.line_tables.forget_unused()


def _state(act: Act, came: Came) -> State:
    return "refused" if came.faults and came.generation is None and not act.plan else "done"


async def _use(node: Node, chosen: Present) -> None:
    """Answers by it first, and then notes it: what is noted can be answered by.

    Raises StoreUnreadable where documents cannot be written either, LayerRefused where the disk takes no note.
    """
    before = node.line_tables.present
    async with node.writing:
        _ = node.store  # who waits for it would keep all writers waiting
        await node.use_table(chosen.table)
        try:
            await asyncio.to_thread(node.line_tables.use, chosen)
        except OSError as error:
            await node.use_table(before.table)
            raise LayerRefused("the line table", f"the node cannot note which is in use: {error}") from error


def _require_layer(node: Node, name: str) -> None:
    made = node.line_tables.present.made
    there = made.layers if made else ()
    if name not in there:
        raise NotFound(f"there is no layer {name} that was imported; there are: {', '.join(there) or 'none'}")


def _new_work(node: Node, act: Act) -> Path:
    try:
        return node.line_tables.new_work()
    except OSError as error:
        raise LayerRefused(act.file or act.name or "the line table", f"the node cannot keep it: {error}") from error


def _name_on_disk(name: str) -> str:
    """What people called it, as far as any disk takes it: a hundred bytes."""
    plain = "".join(letter for letter in name if letter.isalnum() or letter in ".-_").lstrip(".")
    return plain.encode()[:100].decode(errors="ignore") or "file"


async def _store(content: AsyncIterable[bytes], path: Path, name: str) -> str:
    digest, size = sha256(), 0
    try:
        with path.open("wb") as file:
            async for piece in content:
                size += len(piece)
                if size > MOST_BYTES:
                    raise LayerRefused(name, f"more than {MOST_BYTES >> 30} GiB", "import a smaller file")
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
    except OSError as error:
        raise LayerRefused(name, f"the node cannot keep it: {error}") from error
    return digest.hexdigest()


def _go_on(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


def _log(sentence: str, by: str, why: str) -> None:
    log.info(f"{sentence}; by {by}" + (f": {why}" if why else ""))
