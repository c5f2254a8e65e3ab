"""The package's own lists, curated by hand: whose autonomous system it is, and which blocks are whose."""

from __future__ import annotations

from functools import cache

from trunkline.lines.catalogue import read_rows
from trunkline.lines.facts import NOBODY, Facts
from trunkline.lines.layer import Layer, build_layer
from trunkline.lines.networks import parse_network
from trunkline.lines.special import SPECIAL_V4, SPECIAL_V6
from trunkline.lines.stack import SPECIAL, SUPERNETS


@cache
def listed_networks() -> dict[str, Facts]:
    """What is known of an autonomous system by its number, as text: its carrier, and province, or its cloud.

    The list of clouds gives its evidence; the networks of a vendor's offices, and those in doubt, are not on it.
    """
    carriers, clouds = read_rows("carriers_asn.csv"), read_rows("clouds_asn.csv")
    return {row["asn"]: Facts(row["line"], row["province"], said=_name(row), asn=row["asn"]) for row in carriers} | {
        row["asn"]: Facts(NOBODY, cloud=row["line"], said=_name(row), asn=row["asn"]) for row in clouds
    }


@cache
def supernets() -> Layer:
    """Blocks that are known to be a carrier's, whoever announces them."""
    rows = ((*parse_network(row["network"]), row) for row in read_rows("supernets.csv"))
    named = ((bits, first, last, Facts(row["line"], said=row["network"])) for bits, first, last, row in rows)
    return build_layer(SUPERNETS, named)


@cache
def special() -> Layer:
    """Blocks that are nobody's: private, local, documentation, multicast, reserved."""
    rows = ((*parse_network(network), Facts(said=network)) for network in (*SPECIAL_V4, *SPECIAL_V6))
    return build_layer(SPECIAL, rows)


def _name(row: dict[str, str]) -> str:
    return f"AS{row['asn']} {row['name']}"
