"""Documents from paths: which files are read, what they are taken for, and where a fault is told to be."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import typer

from trunkline.cli.files import located, read_paths
from trunkline.errors import DocumentError, Problem

ZONE = "@ 300 IN NS ns1\nns1 IN A 192.0.2.53\n"
ADDRESS = {"name": "a", "endpoint": "192.0.2.1"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def keys(*paths: Path, origin: str | None = None) -> list[str]:
    return [one.document.key for one in read_paths(paths, origin)]


def test_a_folder_is_read_through_with_all_it_holds() -> None:
    write("all/b/pools.yml", "pools: [{name: P}]")
    write("all/a.json", json.dumps({"addresses": [ADDRESS]}, indent="\t"))
    write("all/example.com.zone", ZONE)
    write("all/notes.txt", "no documents here")
    assert sorted(keys(Path("all"))) == ["P", "a", "example.com"]


def test_a_file_named_twice_is_read_once() -> None:
    file = write("all/p.yaml", "pools: [{name: P}]")
    assert keys(file, Path("all")) == ["P"]


def test_standard_input_is_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"pools: [{name: P}]")))
    assert keys(Path("-")) == ["P"]


def test_a_zone_file_is_of_the_zone_that_it_is_named_after_or_told_to_be() -> None:
    file = write("example.com.zone", ZONE)
    assert keys(file) == ["example.com"]
    assert keys(file, origin="example.net") == ["example.net"]


def test_an_origin_goes_with_one_zone_file() -> None:
    files = [write("a.example.zone", ZONE), write("b.example.zone", ZONE)]
    with pytest.raises(typer.BadParameter, match="one zone file, not 2"):
        read_paths(files, "example.com")


@pytest.mark.parametrize("name", ["db.example.com", "example.txt", "zone", "odd.yaml"])
def test_with_an_origin_a_file_is_a_zone_file_whatever_its_name_ends_in(name: str) -> None:
    assert keys(write(name, ZONE), origin="example.com") == ["example.com"]


def test_with_an_origin_what_ends_like_yaml_stays_yaml_beside_a_zone_file() -> None:
    files = [write("p.yaml", "pools: [{name: P}]"), write("db.example.com", ZONE)]
    assert sorted(keys(*files, origin="example.com")) == ["P", "example.com"]


@pytest.mark.parametrize("text", [ZONE, "$TTL 60\n", "www 300 A 192.0.2.1\n", "@ IN SOA ns1 root 1 2 3 4 5\n"])
def test_a_zone_file_that_is_not_told_to_be_one_is_recognised(text: str) -> None:
    with pytest.raises(DocumentError, match=r"db.example.com: looks like a zone file.*--origin"):
        read_paths([write("db.example.com", text)])


REFUSED = [
    ({"p.yaml": "pools: [{name: P}]", "q.yaml": "pools: [{name: P}]"}, "q.yaml:1: name: a second pool named P"),
    ({"z.yaml": "zones: [{name: example.com}]", "example.com.zone": ZONE}, "example.com.zone: name: a second zone"),
    ({"example.com.zone": "$TTL 60\n@ IN A nowhere\n"}, "example.com.zone:2: "),
    ({"p.json": '{"pools": [{"name": "P",}}'}, "p.json:1: "),
    ({"z.yaml": "zones:\n- name: example.com\n  record: |\n   a IN A 192.0.2.1\n"}, "z.yaml:3: record: unknown field"),
    ({"z.yaml": "a text that is neither"}, "z.yaml:1: should be sections of documents"),
    ({"p.json": '{\n"pools": [\n{"nme": "P"}]}'}, "p.json:3: "),
]


@pytest.mark.parametrize(("files", "words"), REFUSED)
def test_a_fault_is_told_with_its_file(files: dict[str, str], words: str) -> None:
    paths = [write(path, text) for path, text in files.items()]
    with pytest.raises(DocumentError) as refused:
        read_paths(paths)
    assert words in str(refused.value)


def test_a_folder_without_documents_is_told() -> None:
    Path("empty").mkdir()
    with pytest.raises(DocumentError, match=r"empty: there are no documents in this folder"):
        read_paths([Path("empty")])


def test_the_faults_of_all_files_are_told_together() -> None:
    files = [write("a.yaml", "pools: {"), write("b.yaml", "adresses: []"), write("example.com.zone", "@ IN A x\n")]
    with pytest.raises(DocumentError) as refused:
        read_paths(files)
    assert {problem.place.partition(":")[0] for problem in refused.value.problems} == {str(file) for file in files}


def test_what_the_node_says_of_a_document_is_found_in_its_file() -> None:
    file = write("gtm.yaml", "pools:\n- name: Mobile\n  addresses:\n  - one\n  - {address: two, weight: 3}\n")
    said = [Problem("pool Mobile", "addresses.1.weight", "is odd", "make it even"), Problem("pool Other", "", "is odd")]
    assert [str(problem) for problem in located(said, read_paths([file]))] == [
        "gtm.yaml:5: pool Mobile: addresses.1.weight: is odd (make it even)",
        "pool Other: is odd",
    ]


def test_each_faulty_zone_file_is_told_with_the_line_of_its_fault_also_beside_files_that_cannot_be_read() -> None:
    write("zones/a.example.zone", ZONE)
    write("zones/b.example.zone", ZONE + "www IN A nowhere\n")
    write("zones/c.example.zone", ZONE + "\nwww.b.example. IN A 192.0.2.1\n")
    write("zones/d.example.zone", ZONE + "www IN A (\n 192.0.2.1 )\nwww IN CNAME ns1\n")
    write("zones/e.example.zone", "$TTL 60\n$GENERATE 1-3 host$ IN A 192.0.2.$\n")
    with pytest.raises(DocumentError) as refused:
        read_paths([Path("zones")])
    assert [problem.place for problem in refused.value.problems] == [
        "zones/b.example.zone:3",
        "zones/c.example.zone:4",
        "zones/d.example.zone:5",
        "zones/e.example.zone",
    ]


def test_what_the_node_says_of_a_record_is_found_on_its_line() -> None:
    file = write("example.com.zone", "\n" + ZONE + "www IN A (\n 192.0.2.1 )\n$GENERATE 1-2 host$ IN A 192.0.2.$\n")
    said = [Problem("zone example.com", f"records.{number}", "is odd") for number in range(5)]
    told = [problem.place for problem in located(said, read_paths([file]))]
    assert told == [f"example.com.zone:{line}" for line in (2, 3, 4, 6, 6)]
