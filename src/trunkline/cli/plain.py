"""A command whose usage errors speak plainly: Typer tells what pydantic says of an option, in Python's words."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand

_WORDS = (
    (r"^Value error, ", ""),
    (r"^Input should be a valid integer\b.*", "should be a whole number"),
    (r"^Input should be a valid number\b.*", "should be a number"),
    (r"^Input ", ""),
)


class PlainCommand(TyperCommand):
    """Takes the words of documents for what an argument or an option should be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the words typed; a usage error otherwise."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = in_plain_words(error.message or "")
            raise


def in_plain_words(message: str) -> str:
    """The same without what only a programmer understands."""
    for pattern, words in _WORDS:
        message = re.sub(pattern, words, message)
    return message
