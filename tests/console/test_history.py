"""The history page: what each write changed, and a revision brought back unless somebody wrote meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from console.conftest import Open
from console.stand import Stand
from trunkline.client import Client
from trunkline.console.history.difference import Difference, differences
from trunkline.console.history.write import WHATS
from trunkline.console.history.writes import SPANS
from trunkline.console.parts.kinds import KINDS
from trunkline.console.words import CHINESE
from trunkline.documents.kinds import SECTION_OF
from trunkline.documents.place import Place


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"ttl": 60, "name": "a"}, {"name": "a"}, [Difference("ttl", "60", "")]),
        (None, {"name": "a", "enabled": True}, [Difference("enabled", "", "true"), Difference("name", "", "a")]),
        ({"dns": {"nsid": True}}, {"dns": {"nsid": False}}, [Difference("dns.nsid", "true", "false")]),
        ({"lines": ["a", "b"]}, {"lines": ["b", "c"]}, [Difference("lines", "a", "c")]),
        ({"lines": ["a", "b"]}, {"lines": ["b", "a"]}, [Difference("lines", "a; b", "b; a")]),
        (
            {"addresses": [{"address": "x", "serial": 1}]},
            {"addresses": [{"address": "x", "serial": 2}]},
            [Difference("addresses", "address x, serial 1", "address x, serial 2")],
        ),
        (
            {"channels": [{"title": "chat", "url": "json://127.0.0.1/s3cret"}]},
            {"channels": [{"title": "robot", "url": "json://127.0.0.1/s3cret"}]},
            [Difference("channels", "title chat, url …", "title robot, url …")],
        ),
        ({}, {}, []),
        ({"remark": "x" * 300}, {}, [Difference("remark", "x" * 240 + "…", "")]),
    ],
)
def test_what_differs_is_told_field_by_field(before: Any, after: Any, found: list[Difference]) -> None:
    assert [*differences({"before": before, "after": after})] == found


def test_every_kind_that_people_write_has_a_name_in_both_languages() -> None:
    assert set(KINDS) == {*SECTION_OF, "token"}
    assert [words for words in (*KINDS.values(), *SPANS.values(), *WHATS.values()) if words not in CHINESE] == []


def test_a_revision_is_brought_back_unless_somebody_wrote_meanwhile(open_page: Open, stand: Stand) -> None:
    with Client(f"http://127.0.0.1:{stand.tutorial.node.http}", stand.token) as admin:
        admin.put(Place(name="one"), why="the first place")
        wanted = admin.documents().revision
        admin.patch("place", "one", {"city": "北京"}, why="where it is")
        page = open_page("/history")
        write = page.get_by_role("listitem").filter(has_text="where it is")
        write.get_by_text("Place one").click()
        expect(write.get_by_role("row", name="city")).to_contain_text("北京")
        back = page.get_by_role("button", name=f"Bring back revision {wanted}", exact=True)
        back.click()
        expect(page.get_by_role("heading", name="place one")).to_be_visible()
        admin.put(Place(name="two"), why="meanwhile")
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text(re.compile("Somebody else changed this meanwhile"))).to_be_visible()
        expect(write.get_by_role("row", name="city")).to_be_visible()
        assert admin.get("place", "one").body["city"] == "北京"
        page.get_by_role("button", name="Close").click()
        back.click()
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_role("listitem").filter(has_text=f"back to revision {wanted}")).to_be_visible()
        assert admin.get("place", "one").body["city"] == ""
        assert [one["name"] for one in admin.list("place").body] == ["one"]
        admin.delete("place", "one")


def test_a_viewer_seeks_in_the_history_and_is_offered_no_way_back(open_page: Open, stand: Stand) -> None:
    with Client(f"http://127.0.0.1:{stand.tutorial.node.http}", stand.token) as admin:
        secret = admin.create_token("onlooker", role="viewer")["secret"]
        admin.put(Place(name="somewhere"), why="a place to look for")
        page = open_page("/history", token=secret)
        expect(page.get_by_role("listitem").filter(has_text="a place to look for")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="token created")).to_be_visible()
        expect(page.get_by_role("button", name="Bring back")).to_have_count(0)
        page.get_by_role("combobox", name="Kind").click()
        page.get_by_role("option", name="Place").click()
        expect(page.get_by_role("listitem").filter(has_text="token created")).to_have_count(0)
        page.get_by_label("Name, in full").fill("nowhere")
        expect(page.get_by_text("There is none.")).to_be_visible()
        admin.delete("place", "somewhere")
        admin.revoke_token("onlooker")
