"""From what is known of an address to the lines that match it (gtm.md sections 7.1 and 8)."""

from __future__ import annotations

from trunkline.lines.catalogue import WITH_AREAS, WITH_PROVINCES, chain, country_line, province_code
from trunkline.lines.facts import ABROAD, NOBODY, Facts
from trunkline.lines.spans import Labels


def matching_lines(facts: Facts) -> Labels:
    """Every line that matches, best first: search engines, then clouds, carriers, regions (gtm.md section 7.1).

    A carrier line means a carrier's mainland network (gtm.md section 8): it is what the asker's traffic has to cross.
    So a carrier's arm abroad (China Telecom Global, China Mobile Hong Kong …) matches no carrier line; it is reached
    like any network of the country it is in, and matches that region, or `oversea` where the country is unknown or
    said to be the mainland. Addresses of a mainland network that are used abroad keep the carrier's line but no
    province. Hong Kong, Macao and Taiwan are under `os_asia`. An unknown country matches no region.
    """
    province = province_code(facts.province) if facts.province and facts.country == "CN" else ""
    narrowest = (facts.search, facts.cloud, _carrier_line(facts.carrier, province), _region_line(facts, province))
    return chain(*filter(None, narrowest))


def _carrier_line(line: str, province: str) -> str:
    if line in ("", NOBODY, ABROAD):
        return ""
    divided = province and line in (*WITH_AREAS, *WITH_PROVINCES)
    return f"cn_{line}_{province}" if divided else line


def _region_line(facts: Facts, province: str) -> str:
    if facts.carrier == ABROAD and facts.country in ("", "CN"):
        return ABROAD
    if province:
        return f"cn_region_{province}"
    return country_line(facts.country) if facts.country else ""
