"""The tutorial's story as the pure choice, each step with its reason (gtm.md section 10.4)."""

from __future__ import annotations

import pytest

from given import choice, tutorial_config

MOBILE, TELECOM, UNICOM = "127.1.1.1", "127.2.2.2", "127.3.3.3"
OWN = {
    "mobile": f"Mobile {MOBILE}",
    "telecom": f"Telecom {TELECOM}",
    "unicom": f"Unicom {UNICOM}",
    "default": f"Global {MOBILE}",
}

SCENES = [
    ("", OWN),
    ("server-mobile", {**OWN, "mobile": f"Global {TELECOM}", "default": f"Global {TELECOM}"}),
    ("server-telecom", {**OWN, "telecom": f"Global {MOBILE}"}),
    ("server-unicom", {**OWN, "unicom": f"Global {MOBILE}"}),
    (
        "server-mobile server-telecom",
        {**dict.fromkeys(OWN, f"Global {UNICOM}"), "unicom": f"Unicom {UNICOM}"},
    ),
    (
        "server-mobile server-telecom server-unicom",
        dict.fromkeys(OWN, f"Global {MOBILE} {TELECOM} {UNICOM}"),
    ),
]


@pytest.mark.parametrize(("down", "answers"), SCENES, ids=[f"down: {scene[0] or 'none'}" for scene in SCENES])
def test_each_carrier_gets_its_own_server_or_what_is_left(down: str, answers: dict[str, str]) -> None:
    found = tutorial_config()
    for line, expected in answers.items():
        made = choice(found, *dict.fromkeys((line, "default")), down=down.split())
        assert made is not None
        assert " ".join([*(one.name for one in made.pools), *made.endpoints]) == expected


REASONS = [
    ("", "mobile", "source_nearest", "Mobile serves line mobile", "server-mobile is the only one"),
    (
        "server-mobile",
        "mobile",
        "F1",
        "line mobile: Mobile is out (server-mobile is out (web: connection refused)); so Global of the default line",
        "server-telecom is the first available one; server-mobile is out (web: connection refused)",
    ),
    ("server-mobile", "telecom", "source_nearest", "Telecom serves line telecom", "server-telecom is the only one"),
    (
        "server-mobile server-telecom",
        "default",
        "source_nearest",
        "Global serves line default",
        "server-unicom is the first available one; server-mobile is out (web: connection refused); server-telecom is "
        "out (web: connection refused)",
    ),
    (
        "server-mobile server-telecom server-unicom",
        "mobile",
        "F2",
        "nothing is available, so all addresses of Global, the pool of the default line",
        "all of its addresses, whatever their health",
    ),
]


@pytest.mark.parametrize(("down", "line", "rule", "because", "inside"), REASONS, ids=[row[0] for row in REASONS])
def test_every_step_says_why(down: str, line: str, rule: str, because: str, inside: str) -> None:
    made = choice(tutorial_config(), *dict.fromkeys((line, "default")), down=down.split())
    assert made is not None
    assert (made.rule, made.because, made.pools[0].because) == (rule, because, inside)
