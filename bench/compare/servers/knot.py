"""Knot DNS: its module geoip in geodb mode with a MaxMind database, and ordinary records."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from mmdb_writer import MMDBWriter
from netaddr import IPNetwork, IPSet  # type: ignore[import-untyped]

from compare.asking import HERE
from compare.networks import LINES, Networks, cidr
from compare.servers.server import FIRST, SPARE, Server, Way, replace_once
from compare.servers.zone_file import zone_file
from compare.workload import SORTS, TTL, ZONE, address_of, addresses_of, domain_of, label_of

CONFIG = """\
server:
    rundir: "{folder}"
    listen: {here}@{port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    edns-client-subnet: on
    udp-max-payload: 1232
    automatic-acl: off
    dbus-event: none
log:
  - target: stderr
    any: warning
database:
    storage: "{folder}"
control:
    listen: knot.sock
{module}template:
  - id: default
    storage: "{folder}"
    semantic-checks: off
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
  - domain: {zone}
    file: "zone"
"""

GEOIP = """\
mod-geoip:
  - id: carriers
    config-file: "{folder}/geo.conf"
    ttl: {ttl}
    mode: geodb
    geodb-file: "{folder}/carriers.mmdb"
    geodb-key: [ carrier ]
"""

REST = 1.1
USE_GEOIP = "    module: mod-geoip/carriers\n"


class KnotStatic(Server):
    """The default line's addresses as ordinary records: what it answers without a decision."""

    name = "knot, static"
    packages: ClassVar[tuple[str, ...]] = ("knot",)
    sorts: ClassVar[tuple[str, ...]] = ("plain",)

    def prepare(self) -> None:
        """Writes configuration and zone."""
        self._write("", "")

    def command(self) -> list[str]:
        """In the foreground."""
        return ["knotd", "-c", str(self.config)]

    @property
    def config(self) -> Path:
        """Its configuration file."""
        return self.folder / "knot.conf"

    def _write(self, module: str, use: str) -> None:
        filled = CONFIG.format(folder=self.folder, here=HERE, port=self.port, module=module, zone=ZONE)
        self.config.write_text(filled + use)
        records = ((label_of(name), f"{TTL} A {address_of(name, 0)}") for name in range(self.workload.names))
        (self.folder / "zone").write_text(zone_file(records))


class Knot(KnotStatic):
    """Carriers by the database; who is in none of them gets the zone's own record."""

    name = "knot"
    packages = ("knot", "knot-module-geoip")
    sorts = SORTS

    def prepare(self) -> None:
        """Writes the database and each name's addresses too."""
        self._write(GEOIP.format(folder=self.folder, ttl=TTL), USE_GEOIP)
        self.geo.write_text("".join(line for name in range(self.workload.names) for line in _entry(name)))
        write_database(self.workload.networks, self.folder / "carriers.mmdb")

    def ways(self) -> list[Way]:
        """An edit of the module's file."""

        def edit(changed: bool) -> None:
            before, after = (FIRST, SPARE) if changed else (SPARE, FIRST)
            replace_once(self.geo, f"A: {before}\n", f"A: {after}\n")

        return [Way("knotc reload", lambda changed: self._reload(), edit, rest=REST)]

    def _reload(self) -> None:
        command = ["knotc", "-c", str(self.config), "-t", "600", "reload"]
        subprocess.run(command, check=True, capture_output=True)

    @property
    def geo(self) -> Path:
        """The module's file of names."""
        return self.folder / "geo.conf"


def write_database(networks: Networks, path: Path) -> None:
    """Each network with its carrier, the widest first, so that those within it stay."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Carriers", languages=["en"])
    for block, carrier in sorted(networks.carriers.items(), key=lambda row: (row[0][1], row[0][0])):
        writer.insert_network(IPSet([IPNetwork(cidr(block))]), {"carrier": LINES[carrier]})
    writer.to_db_file(str(path))


def _entry(name: int) -> Iterator[str]:
    yield f"{domain_of(name)}:\n"
    for line, address in [*addresses_of(name)][1:]:
        yield f"  - geo: {line}\n    A: {address}\n"
