"""Who is asking, found by going through all that is said of an address (gtm.md sections 7, 7.1 and 8): the oracle that
knows nothing of tables, classes, views and plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trunkline.lines.facts import Facts

WIDER: Mapping[str, tuple[str, ...]] = {
    "cn_telecom_guangdong": ("cn_telecom_huanan", "telecom"),
    "cn_telecom_beijing": ("cn_telecom_huabei", "telecom"),
    "cn_edu_guangdong": ("edu",),
    "cn_edu_beijing": ("edu",),
    "cn_region_guangdong": ("cn_region_huanan", "internal"),
    "cn_region_beijing": ("cn_region_huabei", "internal"),
    "os_asia_jp": ("os_asia", "oversea"),
    "os_asia_hk": ("os_asia", "oversea"),
    "os_euro_de": ("os_euro", "oversea"),
    "google": ("search",),
    "aliyun_r_cn-beijing": ("aliyun",),
    "cn_telecom_huanan": ("telecom",),
    "cn_telecom_huabei": ("telecom",),
    "cn_region_huanan": ("internal",),
    "cn_region_huabei": ("internal",),
    "os_asia": ("oversea",),
    "os_euro": ("oversea",),
}
"""The wider lines of those that the worlds hold, nearest first; `default` is above all (gtm.md section 8)."""

PROVINCES = {"GD": "guangdong", "BJ": "beijing"}
COUNTRIES = {"JP": "os_asia_jp", "HK": "os_asia_hk", "DE": "os_euro_de"}
ABROAD, NOBODY = "oversea", "-"
FIELDS = ("carrier", "province", "country", "cloud", "search")


@dataclass(frozen=True, slots=True)
class Network:
    """Addresses of one family (32 or 128 bits), from the first to the last."""

    bits: int
    first: int
    last: int

    def holds(self, bits: int, address: int) -> bool:
        return self.bits == bits and self.first <= address <= self.last

    @property
    def size(self) -> int:
        return self.last - self.first


Rows = Sequence[tuple[Network, Facts]]


@dataclass(frozen=True)
class Askers:
    """What is said of whom: sources from the lowest to the uppermost, what is nobody's, and operators' own lines."""

    sources: Sequence[Rows]
    special: Sequence[Network]
    own: Mapping[str, Sequence[Network]]

    def lines(self, bits: int, address: int) -> tuple[str, ...]:
        """Every line that matches, best first: own lines, search engines, clouds, carriers, regions, `default`."""
        narrowest = [*self._own(bits, address), *_lines_of(self._facts(bits, address))]
        found = [line for one in narrowest for line in (one, *WIDER.get(one, ()))]
        return (*dict.fromkeys(found), "default")

    def borders(self, bits: int) -> list[int]:
        """Wherever anything begins, or ends: between two of these nothing changes."""
        named = [network for rows in self.sources for network, _ in rows]
        networks = [*named, *self.special, *(network for networks in self.own.values() for network in networks)]
        here = [network for network in networks if network.bits == bits]
        edges = {0, *(network.first for network in here), *(network.last + 1 for network in here)}
        return sorted(edge for edge in edges if edge < 1 << bits)

    def _own(self, bits: int, address: int) -> list[str]:
        """The longest prefix first, then by code."""
        holding = [
            (network.size, code)
            for code, networks in self.own.items()
            for network in networks
            if network.holds(bits, address)
        ]
        return [code for _, code in sorted(holding)]

    def _facts(self, bits: int, address: int) -> Facts:
        """Field by field, the uppermost source that speaks has the word; of a source the narrowest row that holds the
        address, of equals the last."""
        if any(network.holds(bits, address) for network in self.special):
            return Facts()
        said = [row for row in (_narrowest(rows, bits, address) for rows in reversed(self.sources)) if row]
        return Facts(**{field: next(filter(None, (getattr(one, field) for one in said)), "") for field in FIELDS})


def _narrowest(rows: Rows, bits: int, address: int) -> Facts | None:
    holding = [(-network.size, number) for number, (network, _) in enumerate(rows) if network.holds(bits, address)]
    return rows[max(holding)[1]][1] if holding else None


def _lines_of(known: Facts) -> Iterator[str]:
    """The narrowest line of each kind."""
    province = PROVINCES.get(known.province, "") if known.country == "CN" else ""
    yield from filter(None, (known.search, known.cloud))
    if known.carrier not in ("", NOBODY, ABROAD):
        yield f"cn_{known.carrier}_{province}" if province else known.carrier
    if known.carrier == ABROAD and known.country in ("", "CN"):
        yield ABROAD
    elif known.country == "CN":
        yield f"cn_region_{province}" if province else "internal"
    elif known.country:
        yield COUNTRIES[known.country]
