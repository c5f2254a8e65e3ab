"""What an operator may get wrong in one document: each refusal with file, line, field and the way out."""

from __future__ import annotations

from textwrap import dedent

import pytest

from trunkline.documents.read import read_data, read_texts
from trunkline.errors import DocumentError, Problem


def refused(text: str) -> list[Problem]:
    with pytest.raises(DocumentError) as caught:
        read_texts([("gtm.yaml", dedent(text).lstrip("\n"))])
    return list(caught.value.problems)


CASES = [
    ("pools:\n - {name: a", "gtm.yaml:3", "", "broken YAML", "brackets"),
    ("pools:\n\t- name: a\n", "gtm.yaml:2", "", "broken YAML", "indentation"),
    ("pool:\n - name: a\n", "gtm.yaml:1", "pool", "unknown section", "did you mean pools?"),
    ("- name: a\n", "gtm.yaml:1", "", "should be sections of documents, not [{'name': 'a'}]", "zones, monitors"),
    ("pools: web\n", "gtm.yaml:1", "pools", "should be a list of documents, not 'web'", "with a dash"),
    ("pools:\n - web\n", "gtm.yaml:2", "", "should be a mapping of fields, not 'web'", ""),
    ("pools:\n -\n", "gtm.yaml:2", "", "should be a mapping of fields, not nothing", ""),
    ("pools:\n - name: a\n   adresses: []\n", "gtm.yaml:3", "adresses", "unknown field", "did you mean addresses?"),
    ("pools:\n - name: a\n   x: 1\n", "gtm.yaml:3", "x", "unknown field", "known here: name, remark, type"),
    ("pools:\n - type: IPv4\n", "gtm.yaml:2", "name", "is missing", ""),
    ("settings:\n - name: global\n   brake: {percent: 3}\n", "gtm.yaml:3", "brake.percent", "unknown field",
     "did you mean per_cent?"),
    ("contact_groups:\n - {name: a, channels: []}\n", "gtm.yaml:2", "channels", "should have at least 1 item", ""),
    ("pools:\n - name: a\n   addresses:\n", "gtm.yaml:3", "addresses", "has no value", "leave it out"),
    ("pools:\n - name: a\n   addresses: b\n", "gtm.yaml:3", "addresses", "should be a list, not 'b'", "[one, two]"),
    ("pools:\n - name: a\n   remark: 1\n", "gtm.yaml:3", "remark", "should be text, not 1", "quotes"),
    ("pools:\n - name: a/b\n", "gtm.yaml:2", "name", "'a/b' is not a name: no slash", ""),
    ("pools:\n - name: a\n   policy: rr\n", "gtm.yaml:3", "policy", "'rr' is not a policy: there are round_robin", ""),
    ("pools:\n - name: a\n   policy: wieght\n", "gtm.yaml:3", "policy", "did you mean weight?", ""),
    ("pools:\n - name: a\n   addresses:\n    - {address: b}\n    - {address: c, weight: 0}\n", "gtm.yaml:5",
     "addresses.1.weight", "should be greater than or equal to 1, not 0", ""),
    ("pools:\n - name: a\n   addresses:\n    - {address: b, weight: 101}\n", "gtm.yaml:4",
     "addresses.0.weight", "should be less than or equal to 100, not 101", ""),
    ("pools:\n - name: a\n   addresses:\n    - {address: b, serial: 0}\n", "gtm.yaml:4",
     "addresses.0.serial", "should be greater than or equal to 1, not 0", ""),
    ("pools:\n - name: a\n   addresses:\n    - {address: b, wieght: 5}\n", "gtm.yaml:4",
     "addresses.0.wieght", "unknown field", "did you mean weight?"),
    ("pools:\n - name: a\n   addresses:\n    - 7\n", "gtm.yaml:4", "addresses.0", "a name or a mapping", ""),
    ("pools:\n - name: a\n   addresses:\n    - {address: b, lines: [移动]}\n", "gtm.yaml:4",
     "addresses.0.lines.0", "'移动' is not a line's code", ""),
    ("pools:\n - name: a\n - name: a\n", "gtm.yaml:3", "name", "a second pool named a; the first is at gtm.yaml:2",
     "rename one or delete it"),
    ("pools:\n - name: a\n   name: b\n", "gtm.yaml:3", "name", "a second time, first in line 2", "keep one"),
    ('pools:\n - {name: "\\x1b[2J"}\n', "gtm.yaml:2", "name", "is not a name: no slash, no control characters", ""),
    ('pools:\n - {name: "a\\x7f"}\n', "gtm.yaml:2", "name", "is not a name: no slash, no control characters", ""),
    ("addresses:\n - {name: a, endpoint: web}\n", "gtm.yaml:2", "endpoint", "'web' is not an IPv4 or IPv6 address", ""),
    ("addresses:\n - {name: a, endpoint: 192.0.2.01}\n", "gtm.yaml:2", "endpoint", "is not an IPv4 or IPv6", ""),
    ("addresses:\n - {name: a, endpoint: '*.example.com'}\n", "gtm.yaml:2", "endpoint", "stands for many names", ""),
    ("addresses:\n - {name: a, endpoint: a..example}\n", "gtm.yaml:2", "endpoint", "'a..example' is not a domain", ""),
    ("addresses:\n - {name: a, endpoint: a b.example}\n", "gtm.yaml:2", "endpoint", "nor a domain name", ""),
    ("addresses:\n - {name: a, endpoint: 'web.example:80'}\n", "gtm.yaml:2", "endpoint", "nor a domain name", ""),
    ("addresses:\n - {name: a, endpoint: 0.0.0.0}\n", "gtm.yaml:2", "endpoint", "not the address of one host", ""),
    ("addresses:\n - {name: a, endpoint: 224.0.0.1}\n", "gtm.yaml:2", "endpoint", "not the address of one host", ""),
    ("addresses:\n - {name: a, endpoint: 255.255.255.255}\n", "gtm.yaml:2", "endpoint", "address of one host", ""),
    ("addresses:\n - {name: a, endpoint: 'fe80::1%eth0'}\n", "gtm.yaml:2", "endpoint", "address of one host", ""),
    ("addresses:\n - {name: a, endpoint: '::ffff:192.0.2.1'}\n", "gtm.yaml:2", "endpoint", "write 192.0.2.1", ""),
    ("monitors:\n - {name: a, protocol: htp}\n", "gtm.yaml:2", "protocol", "should be 'dns', 'gr", "mean http?"),
    ("monitors:\n - {name: a, protocol: [http]}\n", "gtm.yaml:2", "protocol", "should be 'dns', 'grpc'", ""),
    ("monitors:\n - {name: a}\n", "gtm.yaml:2", "protocol", "is missing", ""),
    ("monitors:\n - {name: a, protocol: ping, port: 7}\n", "gtm.yaml:2", "port", "ping has no port", "leave it"),
    ("monitors:\n - {name: a, protocol: tcp, port: 65536}\n", "gtm.yaml:2", "port", "or equal to 65535", ""),
    ("monitors:\n - {name: a, protocol: tcp, port: yes}\n", "gtm.yaml:2", "port", "whole number, not 'yes'", "plainly"),
    ("monitors:\n - {name: a, protocol: tcp, port: true}\n", "gtm.yaml:2", "port", "whole number, not True", "plainly"),
    ("monitors:\n - {name: a, protocol: tcp, port: 010}\n", "gtm.yaml:2", "port", "whole number, not '010'", "leading"),
    ("monitors:\n - {name: a, protocol: tcp, port: 80.0}\n", "gtm.yaml:2", "port", "number, not 80.0", "fractions"),
    ("monitors:\n - {name: a, protocol: tcp, interval: 1:30}\n", "gtm.yaml:2", "interval", "not '1:30'", "plainly"),
    ("monitors:\n - {name: a, protocol: tcp, interval: 30s}\n", "gtm.yaml:2", "interval", "not '30s'", "units"),
    ("monitors:\n - {name: a, protocol: tcp, timeout: .nan}\n", "gtm.yaml:2", "timeout", "not '.nan'", "plainly"),
    ("monitors:\n - {name: a, protocol: tcp, interval: 1e999}\n", "gtm.yaml:2", "interval", "equal to 86400", ""),
    ("monitors:\n - {name: a, protocol: tcp, interval: 2, timeout: 3}\n", "gtm.yaml:2", "", "longer than interval", ""),
    ('monitors:\n - {name: a, protocol: http, host: "a\\r\\nX: y"}\n', "gtm.yaml:2", "host", "plain ASCII", ""),
    ("monitors:\n - {name: a, protocol: http, path: index}\n", "gtm.yaml:2", "path", "begins with /", ""),
    ("monitors:\n - {name: a, protocol: http, path: /移动}\n", "gtm.yaml:2", "path", "percent-encode", ""),
    ("access_domains:\n - {name: a..b}\n", "gtm.yaml:2", "name", "'a..b' is not a domain name: A DNS label", ""),
    ("access_domains:\n - {name: ''}\n", "gtm.yaml:2", "name", "not a domain name to answer for", ""),
    ("access_domains:\n - {name: '@'}\n", "gtm.yaml:2", "name", "not a domain name to answer for", ""),
    ("access_domains:\n - {name: a.com b.com}\n", "gtm.yaml:2", "name", "not a domain name to answer for", ""),
    ("access_domains:\n - {name: a.com, ttl: 0}\n", "gtm.yaml:2", "ttl", "greater than or equal to 1, not 0", ""),
    ("access_domains:\n - {name: a.com, ttl: 86401}\n", "gtm.yaml:2", "ttl", "or equal to 86400", ""),
    ("access_domains:\n - {name: a.com, type: MX}\n", "gtm.yaml:2", "type", "should be 'A', 'AAAA' or 'CNAME'", ""),
    ("access_domains:\n - {name: a.com, policy: weigth}\n", "gtm.yaml:2", "policy", "did you mean weight?", ""),
    ("access_domains:\n - {name: a.com, sequence_mode: lazy}\n", "gtm.yaml:2", "sequence_mode", "'preemptive' or", ""),
    ("access_domains:\n - {name: a.com, all_down: pray}\n", "gtm.yaml:2", "all_down", "'all_addresses', 'last", ""),
    ("access_domains:\n - {name: a.com, all_down: records}\n", "gtm.yaml:2", "", "and there are none", ""),
    ("access_domains:\n - {name: a.com, all_down_records: [192.0.2.1, 192.0.2.1]}\n", "gtm.yaml:2", "", "twice", ""),
    ("access_domains:\n - {name: a.com, all_down_records: ['2001:db8::1']}\n", "gtm.yaml:2", "",
     "2001:db8::1 cannot be answered for type A, but IPv4 or domain can", ""),
    ("access_domains:\n - {name: a.com, type: CNAME, all_down_records: [192.0.2.1]}\n", "gtm.yaml:2", "",
     "192.0.2.1 cannot be answered for type CNAME, but domain can", ""),
    ("access_domains:\n - {name: a.com, all_down_records: [b.com, c.com]}\n", "gtm.yaml:2", "", "stands alone", ""),
    ("access_domains:\n - {name: a.com, all_down_records: [moon]}\n", "gtm.yaml:2", "all_down_records.0", "'moon'", ""),
    ("access_domains:\n - {name: a.com, alert_mode: own}\n", "gtm.yaml:2", "alert_mode", "'global' or 'instance", ""),
    ("access_domains:\n - {name: a.com, alert_groups: [a, b, c, d, e, f]}\n", "gtm.yaml:2", "alert_groups",
     "at most 5 items", ""),
    ("zones:\n - {name: a.com, min_ttl: 0}\n", "gtm.yaml:2", "min_ttl", "greater than or equal to 1, not 0", ""),
    ("zones:\n - {name: .}\n", "gtm.yaml:2", "name", "not a domain name to answer for", ""),
    ("zones:\n - name: a.b\n   records:\n    - {type: A, ttl: -1, data: 192.0.2.1}\n", "gtm.yaml:4", "records.0.ttl",
     "should be greater than or equal to 0, not -1", ""),
    ("zones:\n - name: a.b\n   records:\n    - {type: A, data: []}\n", "gtm.yaml:4", "records.0.data",
     "at least 1 item", ""),
    ("lines:\n - {name: Office, networks: [10.0.0.0/8]}\n", "gtm.yaml:2", "name", "'Office' is not a line's code", ""),
    ("lines:\n - {name: office, networks: [10.0.0.1/8]}\n", "gtm.yaml:2", "networks", "bits set, write 10.0.0.0/8", ""),
    ("settings:\n - {name: global, floods: {exempt: [10.0.0.1/8]}}\n", "gtm.yaml:2",
     "floods.exempt", "has host bits set", ""),
    ("settings:\n - {name: global, floods: {slip: 101}}\n", "gtm.yaml:2",
     "floods.slip", "less than or equal to 100", ""),
    ("settings:\n - floods: {slip: 1}\n - dns: {nsid: true}\n", "gtm.yaml:3", "name", "a second settings", "both into"),
    ("settings:\n - dns: {nsid: maybe}\n", "gtm.yaml:2", "dns.nsid", "should be true or false, not 'maybe'", ""),
    ("settings:\n - dns: {nsid: 7}\n", "gtm.yaml:2", "dns.nsid", "should be true or false, not 7", ""),
    ("settings:\n - dns: {query_log: false}\n", "gtm.yaml:2", "dns.query_log", "number, not False", "none is meant"),
    ("settings:\n - dns: {query_log: 0}\n", "gtm.yaml:2", "dns.query_log", "equal to 1, not 0", "none is meant"),
    ("settings:\n - dns: {version: ''}\n", "gtm.yaml:2", "dns.version", "'' is not plain ASCII", "none is meant"),
    ("settings:\n - dns: {tcp_idle: 0}\n", "gtm.yaml:2", "dns.tcp_idle", "equal to 1, not 0", ""),
    ("settings:\n - floods: {exempt: [a.example]}\n", "gtm.yaml:2", "floods.exempt", "'a.example' is not a prefix", ""),
    ("lines:\n - {name: office, networks: []}\n", "gtm.yaml:2", "", "networks or asns", ""),
    ("lines:\n - {name: office}\n", "gtm.yaml:2", "", "networks or asns: at least one", ""),
    ("lines:\n - {name: office, asns: [0]}\n", "gtm.yaml:2", "asns.0", "equal to 1, not 0", ""),
    ("lines:\n - {name: office, asns: [AS4294967296]}\n", "gtm.yaml:2", "asns.0", "equal to 4294967295", ""),
    ("lines:\n - {name: office, asns: [64500, ASX]}\n", "gtm.yaml:2", "asns.1", "AS64500, not 'ASX'", ""),
    ("lines:\n - {name: office, asns: ['64500']}\n", "gtm.yaml:2", "asns.0", "without quotes or", ""),
    ("lines:\n - {name: office, asns: [1.5]}\n", "gtm.yaml:2", "asns.0", "whole number, not 1.5", "plainly"),
    ("lines:\n - {name: office, asns: AS64500}\n", "gtm.yaml:2", "asns", "should be a list", ""),
    ("overrides:\n - {name: a, state: down, reason: ' '}\n", "gtm.yaml:2", "reason", "at least 1 character", ""),
    ("overrides:\n - {name: a, state: off, reason: x}\n", "gtm.yaml:2", "state", "'up', 'down' or 'drain', not", ""),
    ("overrides:\n - {name: a, state: drain, reason: x, since: 9, expires: 8}\n", "gtm.yaml:2", "", "it begins", ""),
    ("overrides:\n - {name: a, state: up, reason: x, expires: .inf}\n", "gtm.yaml:2", "expires", "not '.inf'", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "field", "message", "remedy"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_with_its_place_its_field_and_the_way_out(
    text: str, place: str, field: str, message: str, remedy: str
) -> None:
    (problem,) = refused(text)
    assert (problem.place, problem.field) == (place, field)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_list_whose_entries_are_wrong_is_not_called_too_short_nor_shown_with_its_secrets() -> None:
    faults = refused("contact_groups:\n - {name: a, channels: [{urlenv: X, url: 'dingtalk://SECRET'}]}\n")
    assert [fault.field for fault in faults] == ["channels.0.urlenv"]
    assert "SECRET" not in str(faults)


def test_every_fault_of_every_file_is_told_at_once() -> None:
    files = [("a.yaml", "pools:\n - {name: a, x: 1}\n - {name: b/c}\n"), ("b.yaml", "nothing: []\n"), ("c.yaml", "{")]
    with pytest.raises(DocumentError) as caught:
        read_texts(files)
    assert [problem.place for problem in caught.value.problems] == ["b.yaml:1", "c.yaml:2", "a.yaml:2", "a.yaml:3"]


def test_two_files_cannot_hold_the_same_document() -> None:
    with pytest.raises(DocumentError, match=r"b\.yaml:1: name: a second pool named a; the first is at a\.yaml:1"):
        read_texts([("a.yaml", "pools: [{name: a}]"), ("b.yaml", "pools: [{name: a}]")])


def test_one_name_in_two_spellings_is_one_access_domain() -> None:
    (problem,) = refused("access_domains: [{name: gtm.example.com}, {name: GTM.Example.com.}]")
    assert "a second access_domain named gtm.example.com/A" in problem.message


def test_one_name_may_have_an_access_domain_of_each_type() -> None:
    both = read_texts([("", "access_domains: [{name: a.b, type: A}, {name: a.b, type: AAAA}]")])
    assert [written.document.key for written in both] == ["a.b/A", "a.b/AAAA"]


@pytest.mark.parametrize("value", ["x" * 10**6, [["x"]] * 10**5, 10**30], ids=["long", "wide", "big"])
def test_what_is_shown_of_a_wrong_value_is_short(value: object) -> None:
    with pytest.raises(DocumentError) as caught:
        read_data({"pools": [{"name": "a", "type": value}, value]})
    assert all(len(str(problem)) < 300 for problem in caught.value.problems)


def test_faults_in_data_are_told_with_their_path() -> None:
    with pytest.raises(DocumentError) as caught:
        read_data({"pools": [{"name": "a"}, {"name": "b", "addresses": [{"address": "c", "weight": 0}]}]})
    (problem,) = caught.value.problems
    assert problem.place == "body.pools.1.addresses.0.weight"


def test_a_document_knows_where_each_of_its_fields_was_written() -> None:
    (written,) = read_texts([("gtm.yaml", "pools:\n- name: a\n  addresses:\n  - b\n  - address: c\n    weight: 2\n")])
    places = [(), ("name",), ("addresses", 0), ("addresses", 1, "weight"), ("addresses", 9), ("nowhere",)]
    assert [written.locate(place) for place in places] == [f"gtm.yaml:{line}" for line in (2, 2, 4, 6, 3, 2)]
