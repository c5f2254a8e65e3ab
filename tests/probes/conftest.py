"""What the tests of several protocols need."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from trunkline.probes import connection

Serve = Callable[..., ssl.SSLContext]
"""Names, and `not_after` if it matters, to a server's side of TLS."""


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that nodes and agents run by."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the certificates of tests; nobody trusts it unless a test says so."""
    return trustme.CA()


@pytest.fixture(scope="session")
def certified(authority: trustme.CA) -> Serve:
    def make(*names: str, **validity: object) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names, **validity).configure_cert(context)  # type: ignore[arg-type]
        return context

    return make


@pytest.fixture(scope="session")
def tls(certified: Serve) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that nobody vouches for, of a name that is not asked for."""
    return certified("other.example")


@pytest.fixture
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This machine trusts the authority for as long as the test lasts."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    monkeypatch.setattr(connection, "_context", connection._context.__wrapped__)
