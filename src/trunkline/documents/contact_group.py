"""Who is told when something turns, and by which channels (gtm.md section 12)."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from trunkline.documents.document import Document, Part


class Channel(Part):
    """One way to reach people: an Apprise URL, written here or in an environment variable of the node."""

    title: str = Field("", description="for people; the log says it instead of the URL, which holds secrets")
    url: str = Field(
        "", description="an Apprise URL: mailto://, dingtalk://, wecombot://, feishu://, slack://, json:// …"
    )
    url_env: str = Field(
        "", pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$", description="or the environment variable that holds it"
    )

    @model_validator(mode="after")
    def _says_where_once(self) -> Self:
        if bool(self.url) == bool(self.url_env):
            raise ValueError("give either url or url_env")
        return self


class ContactGroup(Document):
    """People who are told together."""

    kind: ClassVar[str] = "contact_group"

    channels: tuple[Channel, ...] = Field(min_length=1, description="each of them is told")
