"""What a node must find in its store before it begins: the token of its state folder, and a secret for cookies."""

from __future__ import annotations

import time

from trunkline.control.cookies import missing_secret
from trunkline.control.tokens import LOCAL, missing_token
from trunkline.documents.cookie_secret import CookieSecret
from trunkline.documents.token import Token
from trunkline.store.contract import Store


async def keep_own_documents(store: Store, secret: str) -> None:
    """Writes what is missing; `secret` opens the API of this store from then on.

    A saved snapshot answers only after this, so no other documents are read.
    """
    contents = await store.read(Token.kind, CookieSecret.kind)
    token, cookies = missing_token(contents, secret), missing_secret(contents)
    if token or cookies:
        told = ["token of the state folder"] * len(token) + ["secret of cookies"] * len(cookies)
        await store.write([*token, *cookies], by=LOCAL, why=", ".join(told), at=time.time())
