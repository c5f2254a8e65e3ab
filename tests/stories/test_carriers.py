"""The tutorial comes true: every asker is answered on their own carrier."""

import json
import random
import shutil
import subprocess
from ipaddress import IPv4Address, ip_network

import dns.edns
import dns.message
import dns.query
import dns.rdatatype
import pytest
from processes import ASKERS, GTM, addresses_of
from tutorial import OWN, Tutorial

CARRIERS = pytest.mark.parametrize("line", ASKERS)


@CARRIERS
@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_each_carriers_asker_is_answered_on_their_own_carrier(tutorial: Tutorial, line: str, tcp: bool) -> None:
    assert tutorial.node.ask(ASKERS[line], tcp=tcp) == OWN[line]


@CARRIERS
def test_a_name_that_points_to_the_access_domain_leads_to_the_same_address(tutorial: Tutorial, line: str) -> None:
    response = tutorial.node.response(ASKERS[line], "www.example.com")
    assert response.answer[0].rdtype == dns.rdatatype.CNAME
    assert response.answer[0][0].target.to_text() == f"{GTM}."
    assert addresses_of(response) == OWN[line]


@pytest.mark.skipif(shutil.which("dig") is None, reason="dig is not installed")
@CARRIERS
@pytest.mark.parametrize("name", [GTM, "www.example.com"])
def test_dig_says_so_too(tutorial: Tutorial, line: str, name: str) -> None:
    asked = ["dig", "@127.0.0.1", "-p", f"{tutorial.node.dns}", name, "+short", f"+subnet={ASKERS[line]}/32"]
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert {line for line in found if not line.endswith(".")} == OWN[line]


@CARRIERS
def test_explain_tells_the_way_to_the_answer_that_the_dns_port_gives(tutorial: Tutorial, line: str) -> None:
    done = tutorial.node.run("explain", "www.example.com", "--from", ASKERS[line], "--json")
    told = json.loads(done.stdout)
    assert set(told["answer"]) == OWN[line]
    assert (told["line"], told["access_domain"], told["policy"]) == (line, f"{GTM}/A", "source_nearest")
    assert [pool["name"] for pool in told["pools"] if pool["chosen"]] == [
        line.title() if line != "default" else "Global"
    ]


def test_the_probe_tool_shows_each_carrier_its_own_address(tutorial: Tutorial) -> None:
    rows = json.loads(tutorial.node.run("probe", GTM, "--json").stdout)
    found = {row["line"]: set(row["answer"]) for row in rows}
    assert {line: found[line] for line in OWN} == OWN


def test_the_scope_of_an_answer_never_covers_an_address_that_is_answered_otherwise(tutorial: Tutorial) -> None:
    chance = random.Random(20260)
    askers = [*ASKERS.values(), *(str(IPv4Address(chance.getrandbits(32))) for _ in range(150))]
    for asker in askers:
        response = tutorial.node.response(asker)
        (option,) = (found for found in response.options if isinstance(found, dns.edns.ECSOption))
        covered = ip_network(f"{asker}/{option.scopelen}", strict=False)
        for _ in range(6):
            other = covered[chance.randrange(covered.num_addresses)]
            assert tutorial.node.ask(str(other)) == addresses_of(response), f"{other} is in {covered} of {asker}"


def test_an_asker_without_a_client_subnet_counts_as_the_resolver_that_asks(tutorial: Tutorial) -> None:
    response = dns.query.udp(dns.message.make_query(GTM, "A"), "127.0.0.1", timeout=5, port=tutorial.node.dns)
    assert addresses_of(response) == OWN["default"]
