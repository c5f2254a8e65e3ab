"""Who may use the API: named secrets, kept as hashes in the store, each with an end if it has one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from trunkline.control.roles import Holder
from trunkline.documents.token import Role, Token
from trunkline.errors import Conflict, NotFound, StillReferenced, StoreUnreadable, Unauthorized
from trunkline.node import Node
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Contents, Edit
from trunkline.store.translate import edit_of

LOCAL = "local"
"""The name of the token that stands in the state folder, for whoever may read that folder."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token without its secret. Times are seconds since the epoch; `expires` None is never."""

    name: str
    created: float
    expires: float | None
    expired: bool
    role: Role


async def authenticate(node: Node, secret: str | None) -> Holder:
    """Who holds the token that this is the secret of; raises Unauthorized in words that say what to do.

    StoreUnreadable before documents are read: who has which token is not known then. Should the store fail later, who
    had a token can still see how the node is.
    """
    if not secret:
        raise Unauthorized("a token is missing; send it as `Authorization: Bearer …`, or set TRUNKLINE_TOKEN")
    if not node.config.revision:
        raise StoreUnreadable(node.because)
    wanted = _hash(secret)
    for token in node.config.tokens.values():
        if hmac.compare_digest(token.hash, wanted):
            return _unexpired(token)
    raise Unauthorized("this token is not known here; `trunkline token create` makes one")


def _unexpired(token: Token) -> Holder:
    if token.expires is not None and token.expires <= time.time():
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(token.expires))
        raise Unauthorized(f"the token {token.name} expired on {when}; `trunkline token create` makes a new one")
    return Holder(token.name, token.role, token.expires)


async def create_token(
    node: Node,
    name: str,
    *,
    expires: float | None,
    by: str,
    role: Role = Role.ADMIN,
    once: ClientToken | None = None,
) -> str | None:
    """Makes a token and answers its secret, which is shown this once; raises Conflict if the name is taken.

    None when the request with that client's token was made before: of the secret there is only its hash.
    """
    secret = secrets.token_urlsafe(24)
    made = await _write(node, edit_of(_token(name, secret, expires, role), expected=0), by, "token created", once)
    return secret if made else None


async def list_tokens(node: Node) -> tuple[TokenInfo, ...]:
    """All tokens by name."""
    now = time.time()
    return tuple(
        TokenInfo(one.name, one.created, one.expires, one.expires is not None and one.expires <= now, one.role)
        for one in sorted(node.config.tokens.values(), key=lambda token: token.name)
    )


async def revoke_token(node: Node, name: str, *, by: str, once: ClientToken | None = None) -> None:
    """Ends a token at once; raises NotFound, or StillReferenced for that of the state folder, which would be back."""
    if name == LOCAL:
        raise StillReferenced(
            f"the token {LOCAL} stands in the file `token` of the state folder, which opens the node again at its next "
            "start: remove that file and restart the node, which makes a new one"
        )
    await _write(node, Edit(Token.kind, name, None), by, "token revoked", once)


async def _write(node: Node, edit: Edit, by: str, why: str, once: ClientToken | None) -> bool:
    """Under the lock, as every writer: see `control.apply`. False if the same request was made before."""
    async with node.writing:
        if once and await node.store.written_with(once):
            return False
        if edit.body is None and edit.key not in node.config.tokens:
            raise NotFound(f"there is no token {edit.key}")
        if edit.expected == 0 and edit.key in node.config.tokens:
            remedy = "choose another name, or revoke it first"
            raise Conflict(f"there is a token {edit.key} already, and a token cannot be changed: {remedy}")
        revision = await node.store.write([edit], by=by, why=why, at=time.time(), token=once)
        await node.reached(revision, published=False)
        return True


def local_secret(path: Path) -> str:
    """The secret in that file, made where there is none; only its owner may read it. Raises StoreUnreadable."""
    try:
        secret = path.read_text("ascii").strip() if path.exists() else ""
        if not secret:
            secret = secrets.token_urlsafe(24)
            path.touch(mode=0o600)
            path.chmod(0o600)  # it may have been there, empty, and open to all
            path.write_text(f"{secret}\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnreadable(f"the token {path} cannot be kept: {error} (remove it for a new one)") from None
    return secret


def missing_token(contents: Contents, secret: str) -> list[Edit]:
    """What has to be written so that this secret opens the API of the store."""
    hashes = [one.body.get("hash") for one in contents.documents if (one.kind, one.key) == (Token.kind, LOCAL)]
    return [] if hashes == [_hash(secret)] else [edit_of(_token(LOCAL, secret, None))]


def _token(name: str, secret: str, expires: float | None, role: Role = Role.ADMIN) -> Token:
    return Token(name=name, hash=_hash(secret), created=time.time(), expires=expires, role=role)


def _hash(secret: str) -> str:
    """The secrets are long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
