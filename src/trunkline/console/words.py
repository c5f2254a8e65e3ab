"""The languages that the console speaks: English in the code, every other by what stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trunkline.console import chinese

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
"""Code → what the language calls itself."""


def _all_of(package: object) -> dict[str, str]:
    path, name = package.__path__, package.__name__  # type: ignore[attr-defined]
    found: dict[str, str] = {}
    for module in iter_modules(path):
        found |= import_module(f"{name}.{module.name}").WORDS
    return found


CHINESE: Mapping[str, str] = _all_of(chinese)
"""The English words → the Chinese ones, of all pages."""


@dataclass(frozen=True, slots=True)
class Words:
    """Says in one language what the code says in English. `{name}` stands for a value that is given.

    `zone` is where the person's clock is set, None for this machine's own.
    """

    language: str = "en"
    zone: ZoneInfo | None = None

    def __call__(self, english: str, **values: object) -> str:
        """What is not translated is said in English: what the node says of itself, names, and fields of documents."""
        said = CHINESE.get(english, english) if self.language == "zh" else english
        return said.format(**values) if values else said


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of that name, as browsers and the IANA call it; None for one that is not known here."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def preferred(accepted: str) -> str:
    """The language that a browser wants first of those spoken here, by its Accept-Language (RFC 9110 12.5.4)."""
    for part in accepted.lower().split(","):
        code = part.strip().partition(";")[0].partition("-")[0]
        if code in LANGUAGES:
            return code
    return "en"
