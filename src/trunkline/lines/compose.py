"""From facts about address space (whose network, which country) to the lines that match there.

Facts come as layers of spans for one family: autonomous system numbers, networks known to be a carrier's, countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trunkline.lines.catalogue import DEFAULT, WITH_AREAS, WITH_PROVINCES, chain, country_line, province_code, read_rows
from trunkline.lines.networks import parse_network
from trunkline.lines.spans import Labels, Span, flatten, overlay
from trunkline.lines.special import SPECIAL_V4, SPECIAL_V6

ABROAD = "oversea"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Whose network it is: a level 1 line, or `oversea` for a carrier's arm abroad; a province's ISO code or ""."""

    line: str
    province: str = ""


def matching_lines(carrier: Carrier | None, country: str | None) -> Labels:
    """Every line that matches an asker on this carrier's network in this country, best first (gtm.md section 7.1).

    A carrier line means a carrier's mainland network (gtm.md section 8): it is what the asker's traffic has to cross.
    So a carrier's arm abroad (China Telecom Global, China Mobile Hong Kong …) matches no carrier line; it is reached
    like any network of the country it is in, and matches that region, or `oversea` where the country is unknown or
    said to be the mainland. Addresses of a mainland network that are used abroad keep the carrier's line but no
    province. Hong Kong, Macao and Taiwan are under `os_asia`. An unknown country matches no region.
    """
    abroad = carrier is not None and carrier.line == ABROAD
    province = province_code(carrier.province) if carrier and carrier.province and country == "CN" else ""
    narrowest = []
    if carrier and not abroad:
        narrowest.append(_carrier_line(carrier.line, province))
    if abroad and country in (None, "CN"):
        narrowest.append(ABROAD)
    elif country:
        narrowest.append(f"cn_region_{province}" if province else country_line(country))
    return chain(*narrowest)


def compose(
    bits: int, asns: Sequence[Span], carriers: Mapping[str, Carrier], countries: Sequence[Span]
) -> Iterator[tuple[int, Labels]]:
    """(first address, matching lines) over a whole family, ascending from zero.

    `asns` are labelled with AS numbers, of which `carriers` names the carriers'; `countries` with ISO 3166 codes. The
    package's own list of supernets fills in where the AS number is unknown or nobody's; special-purpose addresses match
    only `default`.
    """
    known = [span for span in asns if span.labels[0] in carriers]
    for first, (special, asn, supernet, country) in overlay(bits, (_special(bits), known, _supernets(bits), countries)):
        if special:
            yield first, (DEFAULT,)
            continue
        carrier = carriers[asn[0]] if asn else Carrier(supernet[0]) if supernet else None
        yield first, matching_lines(carrier, _country(country, supernet))


def listed_carriers() -> dict[str, Carrier]:
    """The package's curated list: AS number, as text → carrier."""
    return {row["asn"]: Carrier(row["line"], row["province"]) for row in read_rows("carriers_asn.csv")}


def _carrier_line(line: str, province: str) -> str:
    divided = province and line in (*WITH_AREAS, *WITH_PROVINCES)
    return f"cn_{line}_{province}" if divided else line


def _country(country: Labels, supernet: Labels) -> str | None:
    """APNIC's registry writes its own country, Australia, where it names none; a supernet's is known better."""
    if supernet and country in ((), ("AU",)):
        return "CN"
    return country[0] if country else None


def _supernets(bits: int) -> list[Span]:
    rows = [(*parse_network(row["network"]), row["line"]) for row in read_rows("supernets.csv")]
    return flatten((first, last, line) for family, first, last, line in rows if family == bits)


def _special(bits: int) -> list[Span]:
    parsed = [parse_network(network) for network in (SPECIAL_V4 if bits == 32 else SPECIAL_V6)]
    return flatten((first, last, "special") for _, first, last in parsed)
