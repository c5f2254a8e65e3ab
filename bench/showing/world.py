"""What the pages have to show: a thousand access domains, one pool of fifty addresses, and one server that can fail."""

from __future__ import annotations

import json
from pathlib import Path

NAMES = 1_000
FIFTY = 50
CARRIERS = ("telecom", "unicom", "mobile")
CANVAS = "/domains/fifty.bench.example/A"
TURNING = "127.9.9.9"
"""The address of the server that fails and comes back."""


def write_world(path: Path, port: int) -> None:
    """Documents with `port` for the checks; JSON is YAML too."""
    carriers = [
        {"name": f"{line}-{one}", "endpoint": f"192.0.2.{10 * n + one}"}
        for n, line in enumerate(CARRIERS, 1)
        for one in (1, 2)
    ]
    fifty = [{"name": f"fifty-{n:02}", "endpoint": f"198.51.100.{n}"} for n in range(1, FIFTY)]
    turning = {"name": "turning", "endpoint": TURNING, "monitors": ["web"]}
    pools = [{"name": line, "addresses": [f"{line}-1", f"{line}-2"]} for line in CARRIERS]
    shares = [*({"pool": line, "lines": [line]} for line in CARRIERS), {"pool": "mobile-and-all", "lines": ["default"]}]
    told = {
        "settings": [{"name": "global", "limits": {"references_per_pool": NAMES}}],
        "zones": [
            {
                "name": "bench.example",
                "records": [
                    {"name": "@", "type": "NS", "data": "ns1.bench.example."},
                    {"name": "ns1", "type": "A", "data": "192.0.2.1"},
                ],
            }
        ],
        "monitors": [
            {"name": "web", "protocol": "http", "port": port, "interval": 1, "timeout": 0.5, "evaluation_count": 1}
        ],
        "addresses": [*carriers, *fifty, turning],
        "pools": [
            *pools,
            {"name": "mobile-and-all", "policy": "sequence", "addresses": ["mobile-1", "telecom-1"]},
            {"name": "fifty", "addresses": [*(one["name"] for one in fifty), "turning"]},
        ],
        "access_domains": [
            {"name": "fifty.bench.example", "enabled": True, "pools": ["fifty"]},
            *(
                {"name": f"n{n}.bench.example", "enabled": True, "policy": "source_nearest", "pools": shares}
                for n in range(1, NAMES)
            ),
        ],
    }
    path.write_text(json.dumps(told))
