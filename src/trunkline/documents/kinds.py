"""The kinds of documents, and the section of a file that each stands in."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.documents.access_domain import AccessDomain
from trunkline.documents.address import Address
from trunkline.documents.agreement import Agreement
from trunkline.documents.contact_group import ContactGroup
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.document import Document
from trunkline.documents.incumbent import Incumbent
from trunkline.documents.last_good import LastGood
from trunkline.documents.line import OwnLine
from trunkline.documents.monitors.monitor import Monitor
from trunkline.documents.override import Override
from trunkline.documents.place import Place
from trunkline.documents.pool import Pool
from trunkline.documents.settings import Settings
from trunkline.documents.token import Token
from trunkline.documents.zone import Zone

SECTIONS: Mapping[str, type[Document]] = {
    "zones": Zone,
    "monitors": Monitor,
    "addresses": Address,
    "pools": Pool,
    "access_domains": AccessDomain,
    "lines": OwnLine,
    "overrides": Override,
    "places": Place,
    "contact_groups": ContactGroup,
    "settings": Settings,
}
"""Section of a file, and of the API's paths, to the kind of document in it; in an order that reads well."""

_MODELS: tuple[type[Document], ...] = (*SECTIONS.values(), Token, Incumbent, LastGood, Agreement, CookieSecret)

KINDS: Mapping[str, type[Document]] = {model.kind: model for model in _MODELS}
"""Every kind that a store may hold; tokens, and what nodes remember for each other, stand in no file."""

SECTION_OF: Mapping[str, str] = {model.kind: section for section, model in SECTIONS.items()}
