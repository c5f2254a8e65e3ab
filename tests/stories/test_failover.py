"""A server fails, its carrier's users are answered with another, and nobody else notices."""

import signal

import pytest
from processes import ASKERS, GTM, MOBILE, PLAIN, TELECOM, UNICOM, Server, Watch, eventually
from tutorial import OWN, Tutorial, everyone_gets


@pytest.mark.parametrize("how", ["pause", "kill"])
def test_when_a_server_fails_its_carriers_users_move_and_others_never_change(healthy: Tutorial, how: str) -> None:
    node, mobile = healthy.node, healthy.servers["mobile"]
    with Watch(node, "telecom", "unicom") as others:
        getattr(mobile, how)()
        eventually(node.answers, lambda found: found == OWN | {"mobile": {TELECOM}, "default": {TELECOM}})
        healthy.restore()
        eventually(node.answers, lambda found: found == OWN)
    assert others.strays == []


def test_the_log_has_one_sentence_for_each_change(healthy: Tutorial) -> None:
    node = healthy.node
    before = len(node.log)
    healthy.servers["unicom"].kill()
    eventually(lambda: node.ask(ASKERS["unicom"]), lambda found: found == {MOBILE})
    eventually(lambda: len(node.log) >= before + 3)
    down = node.log[before:]
    healthy.servers["unicom"] = Server(UNICOM, healthy.port)
    eventually(lambda: node.ask(ASKERS["unicom"]), lambda found: found == {UNICOM})
    eventually(lambda: len(node.log) >= before + 6)
    up = node.log[before + 3 :]
    assert [line.split(": ")[0] for line in down] == [
        f"address server-unicom ({UNICOM}) is no longer available",
        "pool Unicom is no longer available",
        f"{GTM}/A",
    ]
    assert f"askers on unicom now get {MOBILE}, until now {UNICOM}: line unicom: Unicom is out" in down[2]
    assert [line.split(": ")[0] for line in up] == [
        f"address server-unicom ({UNICOM}) is available again",
        "pool Unicom is available again",
        f"{GTM}/A",
    ]


def test_when_two_servers_fail_everyone_gets_the_one_that_is_left(healthy: Tutorial) -> None:
    with Watch(healthy.node, "unicom") as left:
        healthy.servers["mobile"].pause()
        healthy.servers["telecom"].kill()
        eventually(healthy.node.answers, lambda found: found == everyone_gets(UNICOM))
    assert left.strays == []


def test_when_all_fail_everyone_gets_all_three(healthy: Tutorial) -> None:
    for server in healthy.servers.values():
        server.kill()
    eventually(healthy.node.answers, lambda found: found == everyone_gets(MOBILE, TELECOM, UNICOM))
    assert "nothing is available, so all addresses of Global" in healthy.node.run("probe", GTM).stdout


def test_a_disabled_access_domain_gives_its_name_back_to_the_zone_until_it_is_enabled(healthy: Tutorial) -> None:
    node = healthy.node
    assert node.run("disable", GTM, "--why", "maintenance").returncode == 0
    assert node.answers() == everyone_gets(PLAIN)
    assert node.run("enable", GTM).returncode == 0
    assert node.answers() == OWN
    history = node.run("history", "access_domain", GTM, "--json").stdout
    assert '"maintenance"' in history


def test_a_deleted_access_domain_gives_its_name_back_to_the_zone(healthy: Tutorial) -> None:
    assert healthy.node.run("delete", "access_domain", GTM).returncode == 0
    assert healthy.node.answers() == everyone_gets(PLAIN)


def test_an_override_moves_a_carriers_users_at_once_and_stands_in_the_reason(healthy: Tutorial) -> None:
    node = healthy.node
    assert node.run("override", "server-mobile", "down", "--reason", "new disks").returncode == 0
    assert node.ask(ASKERS["mobile"]) == {TELECOM}
    assert "forced down by local: new disks" in node.run("explain", GTM, "--from", ASKERS["mobile"]).stdout
    assert node.run("override", "server-mobile", "clear").returncode == 0
    assert node.answers() == OWN


def test_a_node_that_is_stopped_and_goes_on_has_missed_nothing(healthy: Tutorial) -> None:
    healthy.node.process.send_signal(signal.SIGSTOP)
    healthy.servers["mobile"].kill()
    healthy.node.process.send_signal(signal.SIGCONT)
    eventually(lambda: healthy.node.ask(ASKERS["mobile"]), lambda found: found == {TELECOM})
