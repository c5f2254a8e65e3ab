"""Each different answer has a letter and a colour; the legend says which, and how many lines get it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from string import ascii_uppercase

from nicegui import ui

from trunkline.console.parts.text import Text
from trunkline.console.words import Words

COLOURS = 8
"""The style sheet's; letters go on where colours begin again."""


class Marks:
    """Answer → letter. One that was seen keeps its letter, so that nothing changes colour but what is answered."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def meet(self, answers: Iterable[str]) -> None:
        """Gives letters to those that are new, the most frequent first."""
        for answer, _ in Counter(answers).most_common():
            self._known.setdefault(answer, len(self._known))

    def letter(self, answer: str) -> str:
        """A to Z, and then A2 …; raises KeyError for an answer never met."""
        turn, place = divmod(self._known[answer], len(ascii_uppercase))
        return ascii_uppercase[place] + (str(turn + 1) if turn else "")

    def colour(self, answer: str) -> str:
        """The class in the style sheet."""
        return f"answer-{self._known[answer] % COLOURS}"


class Legend:
    """A list: letter, answer, whose address that is, and how many lines get it."""

    def __init__(self, say: Words) -> None:
        self._say, self._shown = say, [("", "", 0)]
        self._list = ui.element("ul").classes("legend").props(f'aria-label="{say("Answers")}"')

    def show(self, marks: Marks, answers: Iterable[str], names: Mapping[str, str]) -> None:
        """`answers` is one a line; `names` is endpoint → the address document that has it."""
        rows = [(answer, _names(answer, names), count) for answer, count in Counter(answers).most_common()]
        if rows == self._shown:
            return
        self._shown = rows
        self._list.clear()
        with self._list:
            for answer, name, count in rows:
                with ui.element("li"):
                    Text("span", marks.letter(answer), f"letter {marks.colour(answer)}")
                    Text("span", answer or self._say("nothing"), "answer")
                    if name:
                        Text("span", name, "quiet")
                    Text("strong", self._say("{count} lines", count=count))


def _names(answer: str, names: Mapping[str, str]) -> str:
    return ", ".join(names[one] for one in answer.split(", ") if one in names)
