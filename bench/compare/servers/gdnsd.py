"""gdnsd: its geoip plugin with a file of networks, and ordinary records for questions that nothing steers."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import ClassVar

from compare.asking import HERE
from compare.networks import LINES, Networks, cidr
from compare.servers.server import FIRST, SPARE, Server, Way, replace_once
from compare.servers.zone_file import zone_file
from compare.workload import TTL, ZONE, address_of, addresses_of, label_of

CONFIG = """\
options => {{
  listen => {{ {here}:{port} => {{ udp_threads = 1, tcp_threads = 1, udp_rcvbuf = 1048576, udp_sndbuf = 1048576 }} }}
  run_dir = {folder}/run
  state_dir = {folder}/state
  zones_rfc1035_threads = 1
}}
{plugins}"""

GEOIP = """\
plugins => {{ geoip => {{
  maps => {{ m => {{ datacenters => [{lines}], nets = nets }} }}
  resources => {{
{resources}
  }}
}} }}
"""

REST = 1.1


class Gdnsd(Server):
    """`nets` names the carrier's datacenter first, then the default one."""

    name = "gdnsd"
    packages = ("gdnsd",)
    most_names: ClassVar[int | None] = 20_000
    """Its start takes four times as long for twice the names."""

    def prepare(self) -> None:
        """Writes a configuration folder."""
        for part in ("etc/zones", "etc/geoip", "run", "state"):
            (self.folder / part).mkdir(parents=True)
        names = range(self.workload.names)
        resources = "\n".join(map(_resource, names))
        self._write(GEOIP.format(lines=", ".join(LINES), resources=resources))
        (self.etc / "geoip" / "nets").write_text(_nets(self.workload.networks))
        steered = ((label_of(name), f"{TTL} DYNA geoip!{label_of(name)}") for name in names)
        (self.etc / "zones" / ZONE).write_text(zone_file(steered))

    def command(self) -> list[str]:
        """In the foreground."""
        return ["gdnsd", "-c", str(self.etc), "start"]

    def ways(self) -> list[Way]:
        """A forced state, as monitoring would set it, and an edit of the configuration."""
        config, states = self.etc / "config", self.folder / "state" / "admin_state"

        def force(changed: bool) -> None:
            states.write_text(f"geoip/{label_of(0)}/{LINES[1]} => {'DOWN' if changed else 'UP'}\n")

        def edit(changed: bool) -> None:
            before, after = (FIRST, SPARE) if changed else (SPARE, FIRST)
            replace_once(config, f"{LINES[1]} = {before}, ", f"{LINES[1]} = {after}, ")

        return [
            Way("the address forced down in admin_state", force, changed=address_of(0, 0), rest=REST),
            Way("gdnsdctl replace", lambda changed: self._control("replace"), edit, rest=REST),
        ]

    def stop(self) -> None:
        """By its control socket: a replacement is not our child."""
        if self.process:
            self._control("-i", "stop")
        super().stop()

    @property
    def etc(self) -> Path:
        """Its configuration folder."""
        return self.folder / "etc"

    def _write(self, plugins: str) -> None:
        config = CONFIG.format(here=HERE, port=self.port, folder=self.folder, plugins=plugins)
        (self.etc / "config").write_text(config)

    def _control(self, *words: str) -> None:
        subprocess.run(["gdnsdctl", "-c", str(self.etc), "-t", "300", *words], check=True, capture_output=True)


class GdnsdStatic(Gdnsd):
    """The default line's addresses as ordinary records: what it answers without a decision."""

    name = "gdnsd, static"
    sorts = ("plain",)
    most_names = None

    def prepare(self) -> None:
        """Writes a configuration without plugins."""
        for part in ("etc/zones", "run", "state"):
            (self.folder / part).mkdir(parents=True)
        self._write("")
        records = ((label_of(name), f"{TTL} A {address_of(name, 0)}") for name in range(self.workload.names))
        (self.etc / "zones" / ZONE).write_text(zone_file(records))

    def ways(self) -> list[Way]:
        """It is not what steers."""
        return []


def _resource(name: int) -> str:
    addresses = ", ".join(f"{line} = {address}" for line, address in addresses_of(name))
    return f"    {label_of(name)} => {{ map = m, dcmap => {{ {addresses} }} }}"


def _nets(networks: Networks) -> str:
    rows = sorted(networks.carriers.items())
    return "".join(f"{cidr(block)} => [{LINES[carrier]}, {LINES[0]}]\n" for block, carrier in rows)
