"""Commands that ask what is answered: probe, explain."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from trunkline.cli.drawing import ditto, grid, seconds, table, when, word
from trunkline.cli.moments import WHEN, moment_or_none
from trunkline.cli.session import Session
from trunkline.client import Json

Name = Annotated[str, typer.Argument(help="A domain name.", show_default=False)]
Type = Annotated[str, typer.Option("--type", help="A record type.")]


def probe(
    session: Session,
    name: Name,
    type: Type = "A",
    lines: Annotated[
        list[str] | None, typer.Option("--line", help="Only this line; may be said several times.", show_default=False)
    ] = None,
) -> None:
    """Ask the DNS port once for each line, as an asker on that line: the network probe tool.

    For example: trunkline probe www.example.com --line telecom --line mobile
    """
    session.tell(session.client.probe(name, type, lines or ()), _draw_probe)


def _draw_probe(rows: Json) -> Iterator[RenderableType]:
    drawn = table("line", "asker", "answer", "ttl", "scope", "because")
    above = ""
    for row in rows:
        times = (seconds(row["ttl"]), _scope(row["scope"]))
        drawn.add_row(row["line"], row["asker"], _said(row), *times, ditto(row["because"], above))
        above = row["because"]
    yield drawn


def explain(
    session: Session,
    name: Name,
    asker: Annotated[str, typer.Option("--from", help="The asker's IP address.", show_default=False)],
    type: Type = "A",
    at: Annotated[str | None, typer.Option("--at", help=f"As it was at a moment of the past: {WHEN}.")] = None,
) -> None:
    """Show the way from an asker to the answer, and why others were not chosen.

    For example: trunkline explain www.example.com --from 202.96.128.86 --at '5m ago'
    """
    moment = moment_or_none(at, time.time())
    session.tell(session.client.explain(name, asker, type, at=moment), _draw_explanation)


def _draw_explanation(found: Json) -> Iterator[RenderableType]:
    then = "" if found["at"] is None else f", as it was at {when(found['at'])}"
    yield Text(f"{found['name']} {found['type']}, asked from {found['asker']}{then}", "bold")
    yield Text("")
    yield grid(_way(found))
    if found["pools"]:
        yield Text("")
        yield _pools(found)
    yield Text("")
    answer = Text.assemble(_said(found), f"   TTL {seconds(found['ttl'])}" if found["ttl"] is not None else "")
    if found["scope"] is not None:
        answer.append(f", the same for all of its /{found['scope']}" if found["scope"] else ", the same for everyone")
    yield grid([("answer", answer)])


def _way(found: Json) -> Iterator[tuple[str, str | Text]]:
    if len(found["chain"]) > 1:
        yield "name", " → ".join(found["chain"])
    yield "asker", f"{found['network']} is on {' › '.join(found['asker_lines'])}"
    if found["access_domain"] is None:
        yield "zone", found["because"]
        return
    yield "line", found["line"] or Text("makes no difference here", "dim")
    yield "policy", f"{found['policy']}, of access domain {found['access_domain']}"
    yield "choice", f"{found['because']} ({found['rule']})"


def _pools(found: Json) -> Tree:
    tree = Tree(Text("pools", "dim"), guide_style="dim")
    for pool in found["pools"]:
        branch = tree.add(_considered(pool, _verdict(pool)))
        for address in pool["addresses"]:
            branch.add(_considered(address, _verdict(address) if pool["chosen"] else address["because"]))
    return tree


def _considered(one: Json, why: str) -> Text:
    sign = Text("✔ ", "green") if one["chosen"] else Text("· ", "dim")
    name = Text(one["name"], "bold" if one["chosen"] else "")
    where = f" {one['endpoint']}" if one["endpoint"] else ""
    lines = f" [{', '.join(one['lines'])}]" if one["lines"] else ""
    return Text.assemble(sign, name, where, lines, "  ", word(one["health"]), (f"  {why}", "dim"))


def _verdict(one: Json) -> str:
    return f"{'chosen' if one['chosen'] else 'not chosen'}: {one['because']}"


def _said(row: Json) -> Text:
    answer: Iterable[str] = row["answer"]
    if answer:
        return Text(", ".join(answer))
    words = {"NOERROR": "no such record", "": "what the zone held then"}
    return Text(words.get(row["rcode"], row["rcode"]), "yellow")


def _scope(scope: int | None) -> str:
    return "" if scope is None else f"/{scope}"
