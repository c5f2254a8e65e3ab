"""Build the line table that comes in the package, and its manifest.

    python scripts/build_line_table.py                        fetch the newest sources with `npm pack`
    python scripts/build_line_table.py --asn A.tgz --country C.tgz     from packages that are already here

The same sources give the same bytes. What is fetched stays in the cache folder.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trunkline.lines.catalogue import Category, find_line
from trunkline.lines.facts import Facts
from trunkline.lines.layer import Row, Source, build_layer
from trunkline.lines.layer_words import source_in_words
from trunkline.lines.lists import listed_networks, special, supernets
from trunkline.lines.packed import pack
from trunkline.lines.ranges import Ranges, halves
from trunkline.lines.stack import ASN, COUNTRY, compose
from trunkline.lines.table import LineTable

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src/trunkline/lines/data"
CURATED = ("carriers_asn.csv", "clouds_asn.csv", "supernets.csv", "provinces.csv", "continents.csv", "lines.csv")
ATTRIBUTION = {
    "asn": (
        "RouteViews, https://www.routeviews.org",
        "IP to ASN Lite by DB-IP, https://db-ip.com",
        "NRO, https://www.nro.net",
    ),
    "geo-whois-asn-country": ("NRO, https://www.nro.net",),
}


@dataclass(frozen=True)
class Package:
    """One package of ip-location-db, as `npm pack` delivers it."""

    name: str
    path: Path

    @property
    def version(self) -> str:
        with tarfile.open(self.path) as archive:
            return str(json.load(_member(archive, "package.json"))["version"])

    @property
    def date(self) -> str:
        """The day of the data, which is the end of the version: 2.3.2026061719 → 2026-06-17."""
        found = re.search(r"(\d{4})(\d\d)(\d\d)\d*$", self.version)
        if not found:
            raise SystemExit(f"{self.path}: no date in version {self.version}")
        return "-".join(found.groups())

    def rows(self) -> Iterator[tuple[int, int, int, str]]:
        """(bits, first, last, AS number or country) of each row; addresses are numbers."""
        with tarfile.open(self.path) as archive:
            for bits, family in ((32, 4), (128, 6)):
                text = io.TextIOWrapper(_member(archive, f"{self.name}-ipv{family}-num.csv"), encoding="utf-8")
                for first, last, label, *_ in csv.reader(text):
                    yield bits, int(first), int(last), label

    @property
    def source(self) -> Source:
        name = f"@ip-location-db/{self.name} {self.version}"
        digest = _sha256(self.path.read_bytes())
        return Source("csv", name, digest, self.date, "CC BY 4.0", ATTRIBUTION[self.name])


def networks(package: Package) -> Iterator[Row]:
    """Those that are somebody's on the curated lists."""
    listed = listed_networks()
    return ((bits, first, last, listed[asn]) for bits, first, last, asn in package.rows() if asn in listed)


def countries(package: Package) -> Iterator[Row]:
    """Where each network is registered."""
    known: dict[str, Facts] = {}
    for bits, first, last, country in package.rows():
        yield bits, first, last, known.setdefault(country, Facts(country=country))


def build(asn: Package, country: Package) -> tuple[LineTable, dict[str, bytes]]:
    """The table of the two packages and the curated lists, and the files of the layers that are made of the former."""
    made = build_layer(COUNTRY, countries(country), country.source), build_layer(ASN, networks(asn), asn.source)
    version = f"{asn.date} (ip-location-db asn {asn.version}, geo-whois-asn-country {country.version})"
    table = compose((*made, supernets(), special()), version)
    return table, {layer.name: pack(layer) for layer in made}


def describe(table: LineTable, packed: dict[str, bytes], packages: tuple[Package, ...]) -> dict[str, Any]:
    """The manifest: what went in, what came out, and how much of it."""
    v4, v6 = halves(table.askers)
    files = {f"{name}.xz": {"bytes": len(content), "sha256": _sha256(content)} for name, content in packed.items()}
    return {
        "version": table.version,
        "date": packages[0].date,
        "sources": [source_in_words(package.source) for package in packages],
        "curated": {name: _sha256((DATA / name).read_bytes()) for name in CURATED},
        "files": files,
        "counts": {
            "classes": len(table.classes),
            "v4_ranges": len(v4),
            "v6_ranges": len(v6),
            "v4_addresses": _sizes(table, v4, 0),
            "v6_networks_of_48_bits": _sizes(table, v6, 80),
        },
    }


def _sizes(table: LineTable, ranges: Ranges, shift: int) -> dict[str, int]:
    """How much of a family each level 1 line matches, in units of 2**shift addresses."""
    total: Counter[str] = Counter()
    for position, asker_class in enumerate(ranges.classes):
        size = ranges.last(position) + 1 - ranges.first(position)
        total.update({line: size for line in table.classes[asker_class] if _is_level_1(line)})
    return {line: size >> shift for line, size in sorted(total.items())}


def _is_level_1(code: str) -> bool:
    line = find_line(code)
    return line is not None and line.parent == "default" and line.category is not Category.DEFAULT


def _member(archive: tarfile.TarFile, name: str) -> io.BufferedReader:
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise SystemExit(f"{archive.name!r} has no {name}")
    return member  # type: ignore[return-value]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fetched(name: str, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"@ip-location-db/{name}"], cwd=cache, check=True, capture_output=True, text=True
    )
    return cache / packed.stdout.split()[-1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--asn", type=Path, help="the package @ip-location-db/asn (.tgz)")
    options.add_argument("--country", type=Path, help="the package @ip-location-db/geo-whois-asn-country (.tgz)")
    options.add_argument("--cache", type=Path, default=ROOT / ".cache/line-table", help="where fetched packages stay")
    options.add_argument("--output", type=Path, default=DATA, help="the folder to write to")
    given = options.parse_args()

    asn = Package("asn", given.asn or _fetched("asn", given.cache))
    country = Package("geo-whois-asn-country", given.country or _fetched("geo-whois-asn-country", given.cache))
    table, packed = build(asn, country)
    manifest = describe(table, packed, (asn, country))
    for name, content in packed.items():
        (given.output / f"{name}.xz").write_bytes(content)
    (given.output / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(map(len, packed.values())):,} bytes, {json.dumps(manifest['counts'], indent=1)}")


if __name__ == "__main__":
    main()
