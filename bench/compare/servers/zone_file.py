"""A zone file, as all but trunkline read it here."""

from __future__ import annotations

from collections.abc import Iterable

from compare.asking import HERE
from compare.workload import TTL

APEX = f"""\
$TTL {TTL}
@ {TTL} SOA ns1 host 1 3600 600 86400 {TTL}
@ {TTL} NS ns1
ns1 {TTL} A {HERE}
"""


def zone_file(records: Iterable[tuple[str, str]]) -> str:
    """An apex and these: owner, and what follows it."""
    return APEX + "".join(f"{owner} {record}\n" for owner, record in records)
