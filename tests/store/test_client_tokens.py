"""A write that a client repeats under its token is made once: promised by every store, held against each of them."""

import asyncio
from typing import Any

import pytest

from trunkline.errors import Conflict, DocumentError, StoreUnreadable
from trunkline.store.client_token import ClientToken
from trunkline.store.contract import Edit, Store

pytestmark = pytest.mark.anyio

TOKEN = ClientToken.of("one", b"put a")


async def put(store: Store, number: int, token: ClientToken | None = TOKEN, **fields: Any) -> int:
    account = {"by": "ann", "why": "a test", "at": 1.0, **fields}
    return await store.write([Edit("pool", "a", {"n": number})], token=token, **account)


async def test_a_repeated_write_makes_nothing_and_answers_as_the_first_did(store: Store) -> None:
    assert await put(store, 1) == 1
    assert await put(store, 2, None) == 2
    assert await put(store, 1) == 1
    assert [document.body for document in (await store.read()).documents] == [{"n": 2}]


async def test_what_the_first_one_expected_is_not_asked_again(store: Store) -> None:
    assert await put(store, 1, expected=0) == 1
    assert await put(store, 1, expected=0) == 1


async def test_the_same_token_on_another_request_is_a_conflict_that_says_so(store: Store) -> None:
    await put(store, 1)
    other = ClientToken.of("one", b"put b")
    for use in (put(store, 2, other), store.written_with(other)):
        with pytest.raises(Conflict, match="token one was used for another request already, answered at revision 1"):
            await use
    assert await store.revision() == 1


async def test_another_token_is_another_write(store: Store) -> None:
    await put(store, 1)
    assert await put(store, 2, ClientToken.of("two", b"put a")) == 2


async def test_what_was_written_with_a_token_is_told_as_history_tells_it(store: Store) -> None:
    assert await store.written_with(TOKEN) is None
    await put(store, 1)
    await put(store, 2, None)
    assert await store.written_with(TOKEN) == (await store.history())[1]


async def test_a_write_that_changed_nothing_is_not_made_later(store: Store) -> None:
    await put(store, 1, None)
    assert await put(store, 1, by="bob", at=5.0) == 1
    await put(store, 2, None)
    assert await put(store, 1, by="bob", at=6.0) == 1
    assert (await store.read()).revision == 2
    first = await store.written_with(TOKEN)
    assert first is not None
    assert (first.revision, first.at, first.by, first.why, first.changes) == (1, 5.0, "bob", "a test", ())


async def test_a_refused_write_has_not_used_its_token(store: Store) -> None:
    with pytest.raises(Conflict):
        await put(store, 1, expected=7)
    with pytest.raises(ValueError, match="JSON"):
        await store.write([Edit("pool", "a", {"n": float("nan")})], by="ann", why="", at=1.0, token=TOKEN)
    assert await store.written_with(TOKEN) is None
    assert await put(store, 1) == 1


async def test_of_a_crowd_with_one_token_one_write_is_made(store: Store) -> None:
    assert await asyncio.gather(*(put(store, 1) for _ in range(20))) == [1] * 20
    assert await store.revision() == 1


async def test_tokens_are_forgotten_with_the_history(store: Store) -> None:
    later = ClientToken.of("two", b"put a")
    await put(store, 1, at=1.0)
    await put(store, 2, later, at=2.0)
    await store.forget_history(2.0)
    assert await store.written_with(TOKEN) is None
    assert await put(store, 2, later) == 2


@pytest.mark.parametrize("value", ["", "x" * 65, "caf\xe9", "two\nlines", "tab\t", "\x7f"])
def test_a_token_that_is_not_printable_ascii_of_64_is_refused(value: str) -> None:
    with pytest.raises(DocumentError, match=r"is not 1 to 64 printable ASCII characters \(a random UUID"):
        ClientToken.of(value, b"")


@pytest.mark.parametrize("value", ["x", "~" * 64, "5f0c 1b\\\"'%"])
async def test_any_other_is_taken(store: Store, value: str) -> None:
    token = ClientToken.of(value, b"put a")
    assert [await put(store, 1, token), await put(store, 2, token)] == [1, 1]


async def test_a_closed_store_says_so_to_whoever_repeats(store: Store) -> None:
    await put(store, 1)
    await store.close()
    for use in (put(store, 1), store.written_with(TOKEN)):
        with pytest.raises(StoreUnreadable, match="closed"):
            await use
