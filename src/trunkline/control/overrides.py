"""An override as it is written: by whom and since when the node fills in, and its end is to come."""

from __future__ import annotations

from trunkline.documents.config import Config
from trunkline.documents.document import Document
from trunkline.documents.override import Override
from trunkline.errors import DocumentError, Problem


def signed(document: Document, config: Config, *, by: str, at: float) -> Document:
    """The document, an override with `by` and `since` filled in, where the writer left them out.

    What is written again without saying more stays as it was, so that the same file applied twice changes nothing; a
    state that is new begins `at`, in seconds since the epoch. Raises DocumentError for one that has ended by then.
    """
    if not isinstance(document, Override):
        return document
    if document.expires is not None and document.expires <= at:
        remedy = "leave the override out, or give it an end that is to come, in seconds since the epoch"
        raise DocumentError([Problem(f"override {document.name}", "expires", "is in the past", remedy)])
    present = config.overrides.get(document.name)
    told = document.by, document.since
    if present and present.state == document.state:
        told = document.by or present.by, document.since or present.since
    elif present and present.since == document.since:  # as it was read, with another state
        told = "", 0
    return document.model_copy(update={"by": told[0] or by, "since": told[1] or at})
