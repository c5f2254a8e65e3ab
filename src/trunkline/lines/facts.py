"""What one source says of an address: whose network it is, where, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, fields

NOBODY = "-"
"""Said of a network that is known, and known to be no carrier's."""

ABROAD = "oversea"
"""Said of a carrier's arm outside the mainland: no carrier line means it (gtm.md section 8)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Statements about a network; an empty field is silence.

    `carrier` is a level 1 carrier line (telecom, edu …), ABROAD or NOBODY; `province` an ISO 3166-2:CN code without
    "CN-"; `country` an ISO 3166-1 code, where HK, MO and TW are countries; `cloud` and `search` are codes of lines of
    those categories. `said` is for people: the words of the source that decided it, such as "AS4134 Chinanet".
    `asn` is the number of the autonomous system that announces it, in digits; only operators' own lines go by it.
    """

    carrier: str = ""
    province: str = ""
    country: str = ""
    cloud: str = ""
    search: str = ""
    said: str = ""
    asn: str = ""


SILENCE = Facts()

SPOKEN = tuple(field.name for field in fields(Facts) if field.name not in ("said", "asn"))
"""The fields that system lines go by, each decided by itself."""
