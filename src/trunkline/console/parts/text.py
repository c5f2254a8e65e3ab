"""Words in an HTML element of one's choice; whatever they hold is shown as it is, never taken for markup."""

from __future__ import annotations

from nicegui.elements.mixins.text_element import TextElement


class Text(TextElement):
    """`Text("h1", "Zones")`; `set_text` changes the words in place."""

    def __init__(self, tag: str, text: str = "", classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)
