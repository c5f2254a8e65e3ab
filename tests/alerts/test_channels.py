"""Channels: Apprise takes the URLs that our words promise, and a refusal gives no secret away."""

import pytest
from telling import group

from trunkline.alerts.channels import FORMS, HOSTS, faults_of, title_of, url_of
from trunkline.alerts.send import ROBOTS, known_schemes, plugin_of
from trunkline.documents.contact_group import Channel, ContactGroup

SECRET = "5ecre7-c0de-0123456789abcdef0123456789abcdef01"
HEX = "0123456789abcdef" * 3

TAKEN = {
    f"dingtalk://{HEX}": "NotifyDingTalk",
    f"dingtalk://SEC{HEX}@{HEX}": "NotifyDingTalk",
    f"wecombot://{SECRET}": "NotifyWeComBot",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}": "NotifyWeComBot",
    f"feishu://{SECRET}": "NotifyFeishu",
    f"lark://{SECRET}": "NotifyLark",
    f"https://open.larksuite.com/open-apis/bot/v2/hook/{SECRET}": "NotifyLark",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ": "NotifySlack",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ": "NotifySlack",
    "mailto://me:word@mail.example.com?from=me%40example.com&to=you%40example.com": "NotifyEmail",
    "mailtos://me:word@mail.example.com?to=you%40example.com": "NotifyEmail",
    "json://127.0.0.1:8080/hook": "NotifyJSON",
    "jsons://hooks.example.com/hook": "NotifyJSON",
}

REFUSED = {
    f"dingtlk://{SECRET}": ("dingtlk:// is no scheme that Apprise knows", "did you mean dingtalk://?"),
    f"zzzzzzzz://{SECRET}": ("zzzzzzzz:// is no scheme that Apprise knows", "docs/alerts.md shows the usual ones"),
    SECRET: ("has no scheme", "it begins like mailto:// or dingtalk://; docs/alerts.md shows the usual ones"),
    f"slack://{SECRET}": ("is not a whole slack:// URL", "write slack://TOKEN_A/TOKEN_B/TOKEN_C"),
    "mailtos://": ("is not a whole mailtos:// URL", f"write {FORMS['mailto']}"),
    f"https://oapi.dingtalk.com/robot/send?access_token={SECRET}": (
        "is the address of a web page or webhook, not an Apprise URL",
        f"write {FORMS['dingtalk']}",
    ),
    f"https://open.feishu.cn/open-apis/bot/v2/hook/{SECRET}": (
        "is the address of a web page or webhook, not an Apprise URL",
        "write feishu://TOKEN",
    ),
    f"https://[hooks.example.com/{SECRET}": (
        "is the address of a web page or webhook, not an Apprise URL",
        f"write {FORMS['json']}",
    ),
}


@pytest.mark.parametrize("url", TAKEN)
def test_apprise_takes_the_urls_that_the_docs_show(url: str) -> None:
    assert type(plugin_of(url)).__name__ == TAKEN[url]
    assert faults_of(group(url)) == []


@pytest.mark.parametrize("url", REFUSED)
def test_a_url_that_apprise_does_not_understand_is_refused_in_words_that_hold_no_secret(url: str) -> None:
    (problem,) = faults_of(group("json://127.0.0.1", url))
    assert (problem.place, problem.field) == ("contact_group ops", "channels.1.url")
    assert (problem.message, problem.remedy) == REFUSED[url]
    assert SECRET not in str(problem)


def test_every_scheme_that_has_words_of_ours_is_one_of_apprises() -> None:
    assert {*FORMS, *HOSTS.values(), *ROBOTS} <= set(known_schemes())


def test_what_stands_in_the_environment_is_read_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = Channel(url_env="TRUNKLINE_TEST_HOOK")
    assert url_of(channel) is None
    monkeypatch.setenv("TRUNKLINE_TEST_HOOK", "json://127.0.0.1")
    assert url_of(channel) == "json://127.0.0.1"
    assert faults_of(ContactGroup(name="ops", channels=(channel,))) == []


@pytest.mark.parametrize(
    ("channel", "title"),
    [
        (Channel(title="the robot", url=f"dingtalk://{SECRET}"), "the robot"),
        (Channel(url=f"DingTalk://{SECRET}"), "dingtalk"),
        (Channel(url_env="OPS_HOOK"), "OPS_HOOK"),
        (Channel(url=SECRET), "a channel without a title"),
    ],
)
def test_a_channel_is_called_by_its_title_or_its_scheme_and_never_by_more_of_its_url(
    channel: Channel, title: str
) -> None:
    assert title_of(channel) == title
