"""Line tables on disk: what was written is found again, and what is damaged is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import given
from trunkline.errors import LayerRefused, LineTableUnreadable
from trunkline.line_tables import tables
from trunkline.line_tables.act import Act
from trunkline.line_tables.assemble import stack, with_layer, without_layer
from trunkline.line_tables.folder import Folder, InUse
from trunkline.line_tables.generation import Made, read_layers, read_made, read_table, write_generation
from trunkline.line_tables.tables import LineTables
from trunkline.lines.embedded import embedded
from trunkline.lines.facts import Facts
from trunkline.lines.layer import Layer, build_layer
from trunkline.lines.networks import parse_network
from trunkline.lines.table import LineTable, table

pytestmark = pytest.mark.anyio

TABLE = table({"192.0.2.0/24": ("telecom",)}, version="by hand")


def layer(name: str, network: str = "192.0.2.0/24") -> Layer:
    return build_layer(name, [(*parse_network(network), Facts("telecom"))])


def write(folder: Folder, number: int, *layers: Layer, before: int | None = None, made_of: LineTable = TABLE) -> Made:
    made = Made("import", "a test", "", 0.0, "now", made_of.version, tuple(one.name for one in layers))
    write_generation(folder.of(number), made, made_of, layers, folder.of(before) if before else None)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "lines")
    folder.note(InUse())
    return folder


def test_a_generation_is_found_as_it_was_written(folder: Folder) -> None:
    made = write(folder, 1, layer("a"), layer("b"))
    assert read_made(folder.of(1)) == made
    assert read_table(folder.of(1)) == TABLE
    assert [one.name for one in read_layers(folder.of(1))] == ["a", "b"]
    assert read_layers(folder.of(1))[0].facts == layer("a").facts


def test_a_layer_that_stays_takes_no_room_again(folder: Folder) -> None:
    write(folder, 1, layer("a"))
    write(folder, 2, layer("a"), layer("b"), before=1)
    write(folder, 3, layer("a", "198.51.100.0/24"), before=2)
    inodes = [(folder.of(number) / "a.layer").stat().st_ino for number in (1, 2, 3)]
    assert inodes[0] == inodes[1] != inodes[2]


def test_a_table_that_was_never_put_to_use_is_not_used_and_goes_with_the_next(folder: Folder) -> None:
    write(folder, 1, layer("a"))
    assert folder.in_use() == InUse(0, None)
    assert folder.next_number() == 2
    write(folder, 2, layer("a"))
    folder.use(InUse(2, 0))
    assert not folder.of(1).exists()
    assert folder.in_use() == InUse(2, 0)


def test_a_node_begins_with_the_table_in_use(folder: Folder) -> None:
    made = write(folder, 1, layer("a"))
    folder.use(InUse(1, 0))
    here = LineTables(folder.path)
    assert (here.present.table, here.present.made, here.previous) == (TABLE, made, 0)
    assert [one.name for one in here.present.layers] == ["country", "asn", "supernets", "a", "special"]


@pytest.mark.parametrize("damage", ["table", "made.json", "a.layer"])
def test_a_damaged_table_gives_way_to_the_one_before(folder: Folder, damage: str) -> None:
    before = table({"192.0.2.0/24": ("unicom",)}, version="before")
    write(folder, 1, layer("a"), made_of=before)
    write(folder, 2, layer("a", "198.51.100.0/24"))
    folder.use(InUse(2, 1))
    path = folder.of(2) / damage
    path.write_bytes(path.read_bytes()[:-3])
    assert LineTables(folder.path).present.table == before
    with pytest.raises(LineTableUnreadable, match=f"{path}: "):
        read_table(folder.of(2))


@pytest.mark.parametrize("damage", ["in_use.json", "2/table"])
async def test_damage_that_the_start_went_round_keeps_no_later_act_out(
    folder: Folder, tmp_path: Path, damage: str
) -> None:
    write(folder, 1, layer("a"))
    write(folder, 2, layer("a"))
    folder.use(InUse(2, 1))
    (folder.path / damage).write_bytes(b"{")
    if damage == "2/table":
        (folder.of(2) / "made.json").unlink()
    here = LineTables(folder.path)
    expected = InUse(1, None, (2,)) if damage == "2/table" else InUse(0, 2, (1,))
    assert (here.present.number, here.previous) == (expected.current, expected.previous)
    came = await here.carry_out(Act("compose", plan=True), here.new_work(), lambda progress: None)
    assert came.generation is None
    assert folder.in_use() == expected


@pytest.mark.parametrize("note", [b"\0", None], ids=["damaged", "lost"])
async def test_nothing_is_deleted_that_nobody_knows_the_use_of(folder: Folder, note: bytes | None) -> None:
    for number in (1, 2):
        write(folder, number, layer("a"))
    (folder.of(3)).mkdir()  # half a one
    (folder.path / "in_use.json").unlink()
    if note:
        (folder.path / "in_use.json").write_bytes(note)
    here = LineTables(folder.path, given.carriers)
    here.use(await here.load(2))
    assert folder.in_use() == InUse(2, 0, (1, 3))
    for number in (4, 5):
        write(folder, number, layer("a"))
        here.use(await here.load(number))
    again = LineTables(folder.path, given.carriers)
    assert (again.present.number, again.previous) == (5, 4)
    assert sorted(one.name for one in folder.path.iterdir() if one.is_dir()) == ["1", "3", "4", "5"]
    (folder.of(3)).rmdir()
    assert LineTables(folder.path, given.carriers)._in_use == InUse(5, 4, (1,))


async def test_an_act_that_takes_for_ever_is_given_up(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PATIENCE", 0.5)
    os.mkfifo(tmp_path / "list.txt")
    here = LineTables(folder.path, given.carriers)
    with pytest.raises(LayerRefused, match="was given up"):
        await here.carry_out(Act("import", "a", str(tmp_path / "list.txt")), here.new_work(), lambda progress: None)


def test_what_was_being_written_when_the_process_before_ended_is_gone_at_the_next_start(folder: Folder) -> None:
    write(folder, 1, layer("a"))
    folder.use(InUse(1, 0))
    write(folder, 2, layer("a"))
    LineTables(folder.path, given.carriers)
    assert (folder.of(1).exists(), folder.of(2).exists()) == (True, False)


def test_a_table_that_the_disk_has_no_room_for_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(folder, 1, layer("a"))
    assert not folder.of(1).exists()


def test_where_nothing_can_be_read_the_embedded_table_answers(folder: Folder) -> None:
    (folder.path / "in_use.json").write_text("{")
    with pytest.raises(LineTableUnreadable):
        folder.in_use()
    assert LineTables(folder.path).present.table == embedded()


def test_what_came_in_and_was_not_taken_is_gone_at_the_next_start(folder: Folder) -> None:
    work = LineTables(folder.path, given.carriers).new_work()
    (work / "file").write_text("x")
    LineTables(folder.path, given.carriers)
    assert not work.exists()


def test_a_layer_with_the_name_of_an_embedded_one_takes_its_place_and_others_lie_above() -> None:
    names = [one.name for one in stack([layer("b"), layer("asn"), layer("a")])]
    assert names == ["country", "asn", "supernets", "b", "a", "special"]
    assert stack([layer("asn")])[1].facts == layer("asn").facts


def test_a_layer_that_is_brought_again_keeps_its_place() -> None:
    brought = with_layer(with_layer(with_layer((), layer("a")), layer("b")), layer("a", "198.51.100.0/24"))
    assert [one.name for one in brought] == ["a", "b"]
    assert brought[0].v4 == layer("a", "198.51.100.0/24").v4
    assert [one.name for one in without_layer(brought, "a")] == ["b"]
