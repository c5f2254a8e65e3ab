"""What an https check holds of the server's certificate: nothing, unless the monitor asks."""

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from web_servers import saying, serve

from probes.conftest import Serve
from trunkline.documents.monitors.asks import HttpReply
from trunkline.documents.monitors.http import DAY, HttpsMonitor
from trunkline.health.observation import Observation
from trunkline.probes.prober import NetworkProber

pytestmark = pytest.mark.anyio


def secure(**fields: Any) -> HttpsMonitor:
    return HttpsMonitor.model_validate({"name": "web", "protocol": "https", "timeout": 2, **fields})


async def check(context: ssl.SSLContext, at: str = "127.0.0.1", **fields: Any) -> Observation:
    async with serve(saying("200 OK"), at, context) as port:
        return await NetworkProber().check(secure(**fields), at, port)


async def test_a_certificate_that_nobody_vouches_for_is_well_unless_it_is_to_be_verified(tls: ssl.SSLContext) -> None:
    assert (await check(tls, host="other.example")).ok
    seen = await check(tls, host="other.example", verify=True)
    assert not seen.ok
    assert seen.detail.startswith("its certificate is not trusted: ")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("host", "at", "ok"),
    [
        ("www.example.com", "127.0.0.1", True),
        ("www.example.org", "127.0.0.1", False),
        (None, "127.0.0.1", True),
        (None, "::1", True),
    ],
)
async def test_a_verified_certificate_must_be_of_the_name_or_address_that_is_asked_for(
    certified: Serve, host: str | None, at: str, ok: bool
) -> None:
    seen = await check(certified("www.example.com", "127.0.0.1", "::1"), at, host=host, verify=True)
    assert seen.ok is ok, seen.detail
    assert ok or "certificate is not valid for 'www.example.org'" in seen.detail


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_that_has_ended_is_not_trusted(certified: Serve) -> None:
    over = certified("www.example.com", not_after=datetime.now(UTC) - timedelta(days=1))
    assert (await check(over, host="www.example.com")).ok
    seen = await check(over, host="www.example.com", verify=True)
    assert (seen.ok, seen.detail) == (False, "its certificate is not trusted: certificate has expired")


@pytest.mark.parametrize(("fails", "ok"), [(False, True), (True, False)])
async def test_an_end_that_is_near_is_told_and_fails_if_it_shall(certified: Serve, fails: bool, ok: bool) -> None:
    soon = certified("www.example.com", not_after=datetime.now(UTC) + timedelta(days=9, hours=1))
    seen = await check(soon, certificate_days=10, certificate_fails=fails)
    assert seen.ok is ok
    assert seen.detail.startswith("HTTP 200 in ")
    assert seen.detail.endswith("; the certificate ends in 9 days")
    assert "certificate" not in (await check(soon, certificate_days=9, certificate_fails=fails)).detail


LEFT = [(30.0, None), (29.9, "ends in 29 days"), (0.5, "ends in less than a day"), (-0.1, "has ended")]


@pytest.mark.parametrize(("days", "told"), LEFT)
def test_how_many_days_are_left_is_rounded_down(days: float, told: str | None) -> None:
    finding = secure(certificate_days=30).judge(HttpReply(200, 0.1, certificate_left=days * DAY))
    assert finding.detail == "HTTP 200 in 100 ms" + (f"; the certificate {told}" if told else "")
