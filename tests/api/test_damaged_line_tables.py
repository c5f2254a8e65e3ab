"""What is said over HTTP of a line table that is damaged on disk, and of a node of before."""

from __future__ import annotations

from typing import Any

import httpx

from api.node_process import NodeProcess
from trunkline.cli.line_table import _draw_layers
from trunkline.client import Client
from trunkline.client.line_table import act


def bring(http: httpx.Client, gtm: Client, name: str) -> dict[str, Any]:
    """What came of a list of networks."""
    asked = {"name": name, "line": "unicom", "anyway": True}
    begun = http.post("/v1/line_table/layers", params=asked, content=b"8.8.8.0/24\n").json()
    return ended(gtm, begun)


def ended(gtm: Client, begun: dict[str, Any]) -> dict[str, Any]:
    while begun["state"] == "running":
        begun = gtm.json("GET", f"/v1/line_table/acts/{begun['id']}")
    return begun


def test_going_back_to_a_damaged_table_is_said_with_the_way_out(
    node: NodeProcess, http: httpx.Client, gtm: Client
) -> None:
    for name in ("one", "two"):
        assert bring(http, gtm, name)["state"] == "done"
    (node.state / "lines" / "1" / "table").write_bytes(b"")
    answered = http.post("/v1/line_table/rollback")
    assert (answered.status_code, answered.json()["error"]) == (503, "LineTableUnreadable")
    assert "`trunkline lines remove`" in answered.json()["message"]
    for name in ("one", "two"):
        assert act(gtm, "DELETE", f"layers/{name}", {"anyway": True}, lambda step, done, of: None)["state"] == "done"


def test_the_layers_of_a_node_that_does_not_tell_who_made_them_are_drawn(gtm: Client) -> None:
    found = gtm.line_table()
    del found["made"], found["previous"]
    assert [*_draw_layers(found)]
