"""What is done with the line table in a process of its own: what comes of an act, and what is left on disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest

from trunkline.documents.line import OwnLine
from trunkline.errors import LayerRefused
from trunkline.line_tables.act import ACT, CAME, UNTOLD, Act, Came
from trunkline.line_tables.folder import Folder, InUse
from trunkline.line_tables.generation import read_layers, read_made, read_table
from trunkline.line_tables.job import _day, done
from trunkline.lines.catalogue import catalogue
from trunkline.lines.moves import moves_of_words
from trunkline.lines.numbers import with_own

GOOGLE = "8.8.8.0/24"
"""Nobody's on the mainland, and no carrier's."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "lines")
    folder.note(InUse())
    return folder


def bring(folder: Folder, text: str, name: str = "mine", **fields: object) -> Came:
    """What comes of importing a list of networks."""
    work = folder.path.parent / "work"
    work.mkdir(exist_ok=True)
    (work / "list.txt").write_text(text)
    given = {
        "kind": "import",
        "configured": sorted(catalogue()),
        "name": name,
        "path": str(work / "list.txt"),
        "file": "list.txt",
        **fields,
    }
    return done(ACT.validate_python(given), folder, work)


def use(folder: Folder, came: Came) -> None:
    assert came.generation is not None
    folder.use(InUse(came.generation, folder.in_use().current))


def test_an_import_makes_a_table_in_which_it_speaks(folder: Folder) -> None:
    came = bring(folder, f"{GOOGLE} cn_telecom_guangdong\n", why="a trial")
    assert (came.format, came.rows, came.faults) == ("cidr", 1, ())
    use(folder, came)
    table = read_table(folder.of(1))
    assert table.find("8.8.8.8").lines[0] == "cn_telecom_guangdong"
    assert table.find("8.8.9.8").lines[0] == "os_namerica_us"
    assert table.version == came.version
    assert (read_made(folder.of(1)).why, read_made(folder.of(1)).layers) == ("a trial", ("mine",))
    assert [(one.name, one.source.file) for one in read_layers(folder.of(1))] == [("mine", "list.txt")]


def test_whom_it_moves_is_told_from_which_lines_to_which(folder: Folder) -> None:
    (move,) = moves_of_words(bring(folder, f"{GOOGLE} unicom\n").moves).moves
    assert (move.before[0], move.after[0], move.v4, move.v6) == ("os_namerica_us", "unicom", 256, 0)


def test_who_comes_on_an_own_line_by_as_number_moves(folder: Folder) -> None:
    path = folder.path.parent / "asn.csv"
    path.write_text("8.8.8.0,8.8.8.255,64500,x\n")
    own = (OwnLine(name="partner", asns=(64500,)),)
    act = Act("import", "numbers", str(path), "asn.csv", plan=True, own=own, configured=("partner",))
    moved = moves_of_words(done(ACT.validate_json(ACT.dump_json(act)), folder, folder.path.parent).moves).moves
    assert [(one.after[0], one.v4) for one in moved if "partner" in one.after] == [("partner", 256)]


def test_an_update_that_speaks_of_carriers_alone_knows_whose_number_a_network_is(folder: Folder) -> None:
    (folder.path.parent / "list.txt").write_text("8.8.8.0,8.8.8.255,64500,x\n")
    path, only = str(folder.path.parent / "list.txt"), ("carrier", "province", "cloud")
    use(folder, done(Act("import", "asn", path, "asn.csv", only=only, anyway=True), folder, folder.path.parent))
    partner = OwnLine(name="partner", asns=(64500,))
    assert with_own(read_table(folder.of(1)), [partner]).find("8.8.8.8").lines[0] == "partner"


def test_who_is_on_an_own_line_does_not_move(folder: Folder) -> None:
    came = bring(
        folder,
        f"{GOOGLE} unicom\n",
        own=[{"name": "office", "networks": ["8.8.8.0/25"]}],
        configured=[*catalogue(), "office"],
    )
    found = {move.before[0]: move.after[0] for move in moves_of_words(came.moves).moves}
    assert found == {"office": "office", "os_namerica_us": "unicom"}


def test_a_plan_leaves_nothing_on_disk(folder: Folder) -> None:
    came = bring(folder, f"{GOOGLE} unicom\n", plan=True)
    assert came.generation is None
    assert came.moves["moves"]
    assert not folder.of(1).exists()


def test_the_guards_refuse_a_table_that_takes_a_carriers_addresses_away(folder: Folder) -> None:
    came = bring(folder, "0.0.0.0/0 unicom\n")
    assert came.generation is None
    assert "telecom would keep 0.0 %" in " ".join(came.faults)
    assert not folder.of(1).exists()
    nonetheless = bring(folder, "0.0.0.0/0 unicom\n", anyway=True)
    assert (nonetheless.generation, nonetheless.faults) == (1, came.faults)


def test_a_file_laid_on_top_may_differ_about_a_small_carrier_and_this_is_told(folder: Folder) -> None:
    cstnet = "159.226.0.0/16 telecom\n124.16.0.0/15 telecom\n210.72.0.0/17 telecom\n210.75.0.0/16 telecom\n"
    came = bring(folder, cstnet, plan=True)
    assert came.faults == ()
    assert [notice.split(" would ")[0] for notice in came.notices] == ["cstnet"]


def test_a_resolver_that_is_wrong_already_keeps_no_later_table_out(folder: Folder) -> None:
    use(folder, bring(folder, "202.96.128.86 unicom\n", anyway=True))
    assert bring(folder, f"{GOOGLE} unicom\n", "another").faults == ()


def test_removing_a_layer_brings_back_what_was_before_it(folder: Folder) -> None:
    use(folder, bring(folder, f"{GOOGLE} unicom\n"))
    use(folder, done(Act("remove", "mine"), folder, folder.path))
    assert read_table(folder.of(2)).find("8.8.8.8").lines[0] == "os_namerica_us"
    assert read_made(folder.of(2)).layers == ()


def test_a_layer_that_may_speak_of_countries_alone_moves_no_carrier(folder: Folder) -> None:
    use(folder, bring(folder, f"{GOOGLE} cn_telecom_guangdong\n", only=["country"]))
    assert read_table(folder.of(1)).find("8.8.8.8").lines == ("internal", "default")


def test_an_update_takes_the_place_of_what_is_embedded(folder: Folder) -> None:
    came = bring(folder, f"{GOOGLE} unicom\n", "asn", anyway=True)
    assert any("telecom would keep" in fault for fault in came.faults)
    table = read_table(folder.of(1))
    assert table.find("8.8.8.8").lines[0] == "unicom"
    assert table.find("202.96.128.86").lines[0] == "internal"
    assert table.find("240e::1").lines[0] == "telecom"


def test_tables_are_compared_by_name(folder: Folder) -> None:
    use(folder, bring(folder, f"{GOOGLE} unicom\n"))
    forth, back = (
        done(Act("diff", old=old, new=new, configured=("unicom",)), folder, folder.path) for old, new in PAIRS
    )
    assert [(move.before, move.after) for move in moves_of_words(forth.moves).moves] == [((), ("unicom",))]
    assert [(move.before, move.after) for move in moves_of_words(back.moves).moves] == [(("unicom",), ())]


PAIRS = (("previous", "current"), ("current", "embedded"))


def test_without_a_table_before_there_is_nothing_to_compare_with(folder: Folder) -> None:
    with pytest.raises(LayerRefused, match="no previous table"):
        done(Act("diff", old="previous", new="current"), folder, folder.path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("8.8.8.0/24 nowhere\n", "list.txt:1: .*nowhere"),
        ("8.8.8.1/24 unicom\n", "list.txt:1: "),
        ("8.8.8.0/24 os_asia\n", "list.txt:1: "),
        ("", "list.txt: "),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_line(folder: Folder, text: str, words: str) -> None:
    with pytest.raises(LayerRefused, match=words):
        bring(folder, text, format="cidr")
    assert not folder.of(1).exists()


@pytest.mark.parametrize(
    ("made", "day"),
    [(0.0, "2026-01-02"), (1_700_000_000.0, "2023-11-14"), (1_900_000_000.0, "2026-01-02"), (7.0, "2026-01-02")],
    ids=["says nothing", "says when", "says it is from the future", "cannot be"],
)
def test_a_layer_is_as_old_as_its_file_says(made: float, day: str) -> None:
    assert _day(made, 1_767_312_000.0) == day


def test_a_file_that_says_itself_which_lines_it_means_takes_no_other(folder: Folder) -> None:
    with pytest.raises(LayerRefused, match="says itself which lines it means"):
        bring(folder, "8.8.8.0\t8.8.8.255\t4134\tUS\tCHINANET\n", line="unicom")


def test_an_unknown_format_is_told_with_those_there_are(folder: Folder) -> None:
    with pytest.raises(LayerRefused, match="there is no format zip"):
        bring(folder, GOOGLE, format="zip")


@contextmanager
def begun(folder: Folder, work: Path, act: Act) -> Iterator[subprocess.Popen[str]]:
    """The process, as long as somebody holds the other end of its standard input."""
    work.mkdir(exist_ok=True)
    (work / "act.json").write_bytes(ACT.dump_json(act))
    command = [sys.executable, "-m", "trunkline.line_tables.job", str(folder.path), str(work)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield process


def run(folder: Folder, work: Path, act: Act) -> tuple[list[dict[str, object]], Came]:
    with begun(folder, work, act) as process:
        assert process.stdout
        told = [json.loads(line) for line in process.stdout]
    return told, CAME.validate_json((work / "came.json").read_bytes())


def test_as_a_process_it_tells_its_steps_and_says_in_the_end_what_came_of_it(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{GOOGLE} unicom\n")
    steps, came = run(folder, tmp_path / "w", Act("import", "a", path=str(tmp_path / "list.txt"), file="list.txt"))
    assert [step["step"] for step in steps][-3:] == ["composing", "comparing", "writing"]
    assert came.generation == 1


def test_as_a_process_it_says_why_a_file_was_refused(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("nothing that anybody knows\n")
    _, came = run(folder, tmp_path / "w", Act("import", "a", path=str(tmp_path / "list.txt"), file="list.txt"))
    assert "list.txt" in came.refused


def test_as_a_process_it_ends_with_whoever_began_it_even_while_it_waits_for_a_file(
    folder: Folder, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "list.txt")
    with begun(folder, tmp_path / "w", Act("import", "a", path=str(tmp_path / "list.txt"))) as process:
        assert process.stdin
        with (tmp_path / "list.txt").open("wb"):  # opened when the process opens it too, which then waits
            process.stdin.close()
            assert process.wait(60) == -signal.SIGIO
    assert not (tmp_path / "w" / "came.json").exists()


def test_what_came_of_it_and_cannot_be_written_is_told_by_the_exit_code(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{GOOGLE} unicom\n")
    (tmp_path / "w" / "came.new").mkdir(parents=True)
    with begun(folder, tmp_path / "w", Act("import", "a", path=str(tmp_path / "list.txt"), plan=True)) as process:
        assert process.wait(60) == UNTOLD
