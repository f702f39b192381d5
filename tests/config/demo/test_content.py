"""What the demo says: enough, in both languages, in the manner of a good desk, and under nobody's real address."""

import re
from collections import Counter
from functools import cache

import pytest

from madoguchi.base.variables import tidy
from madoguchi.config.demo.content import Cast, Line, Story, casts
from madoguchi.config.demo.publishing import REFERENCE
from madoguchi.features.articles.rendering import snippets_in
from madoguchi.features.articles.wording import Words
from madoguchi.features.profiles.places import checked_template
from madoguchi.features.replies.variables import check_variables

RESERVED = re.compile(r"(?:^|\.)(?:example|example\.(?:com|jp)|test|invalid)$")
HOST = re.compile(
    r"(?<![\w.@-])(?:https?://)?((?:[a-z0-9-]+\.)+(?:com|net|org|jp|io|uk|dev|app|info|example))(?![\w-])",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
PHONE = re.compile(r"(?<!\d)0\d{1,4}[- ]\d{3,4}(?:[- ]\d{3,4})?(?!\d)")
NOBODYS_PHONE = re.compile(r"03-0000-\d{4}|020 7946 0\d{3}|01632 960\d{3}|07700 900\d{3}")
SUPPLIER_SIDE = (
    "会社の規則",
    "規則ですので",
    "規定により",
    "規定ですので",
    "システム上できません",
    "マニュアルに書いてあります",
    "ご理解ください",
)
BAD_KEIGO = (
    "了解しました",
    "了解です",
    "ご苦労様",
    "すいません",
    "ご覧になられ",
    "おっしゃられ",
    "お伺いさせていただ",
    "とんでもございません",
)
VERDICT = re.compile("はい|いいえ|できます|できません|可能|最大|対応しておりません|ありません")


@cache
def all_casts() -> tuple[Cast, ...]:
    return tuple(casts())


def stories() -> list[tuple[Cast, Story]]:
    return [(cast, story) for cast in all_casts() for story in cast.stories]


def lines() -> list[tuple[Story, Line]]:
    return [(story, line) for _cast, story in stories() for line in story.lines]


def replies(language: str) -> list[tuple[Story, Line]]:
    found = [(cast, story, line) for cast, story in stories() for line in story.lines if line.who[0] == "a"]
    return [(s, line) for c, s, line in found if c.desks[s.inbox].language == language and line.who != "auto"]


def test_there_is_enough_to_read() -> None:
    whole = [story for _cast, story in stories() if not story.is_short]
    assert 300 <= len(stories()) <= 360
    assert len(whole) >= 110
    assert sum(2 <= len(story.lines) <= 12 for story in whole) >= 105


def test_both_languages_are_spoken_in_earnest() -> None:
    spoken = Counter(cast.desks[story.inbox].language for cast, story in stories())
    assert spoken["ja"] >= 180
    assert spoken["en"] >= 100


def test_every_state_and_kind_of_mail_occurs() -> None:
    every = [story for _cast, story in stories()]
    assert {story.state for story in every} == {"open", "snoozed", "resolved", "spam", "merged"}
    assert {line.bounce for _story, line in lines()} >= {"mailbox_full", "unknown_user", "greylisted"}
    assert any(line.who == "auto" for _story, line in lines())
    assert any(story.links for story in every)
    assert any(story.merges for story in every)
    assert any(story.starts_with_us for story in every)
    assert any(line.cc for _story, line in lines())
    assert any(not story.by and story.state == "open" for story in every)
    kinds = {line.attach.rpartition(".")[2] for _story, line in lines() if line.attach}
    assert kinds == {"png", "pdf", "csv"}


def test_nothing_is_said_twice() -> None:
    said = Counter(re.sub(r"\s", "", line.text) for _story, line in lines())
    assert [text for text, times in said.items() if times > 1] == []
    subjects = Counter(story.subject for _cast, story in stories())
    assert [subject for subject, times in subjects.items() if times > 1] == []


def test_customers_are_different_people() -> None:
    for cast in all_casts():
        addresses = Counter(customer.address for customer in cast.customers.values())
        assert addresses.most_common(1)[0][1] == 1
        busiest = Counter(story.who for story in cast.stories).most_common(1)[0][1]
        assert busiest <= 5
        assert all(not c.is_japanese or (c.family_kana and c.given_kana) for c in cast.customers.values())


@pytest.mark.parametrize("cast", all_casts(), ids=lambda cast: cast.key)
def test_what_stands_beside_belongs_to_somebody(cast: Cast) -> None:
    stories = {story.key: story for story in cast.stories}
    for note in cast.beside["note"]:
        assert note["by"] in cast.seats
        assert stories[note["after"]].who == note["who"]
    assert {mark["who"] for mark in cast.beside["mark"]} <= cast.customers.keys()
    for link in cast.beside["link"]:
        assert checked_template(link["url"]) == link["url"]
    for call in cast.beside["help"]:
        assert stories[call["story"]].state == "open"
        assert call.get("taken_by", stories[call["story"]].by) in cast.seats


@pytest.mark.parametrize("cast", all_casts(), ids=lambda cast: cast.key)
def test_articles_could_be_written_by_hand(cast: Cast) -> None:
    wanted = cast.articles
    shelves = {item["key"] for item in wanted["collection"]}
    keys = [item["key"] for item in wanted["article"]]
    assert len(set(keys)) == len(keys)
    assert {one["article"] for one in wanted["verdict"]} <= set(keys)
    assert wanted["used"].keys() <= set(keys)
    used = [story for stories in wanted["used"].values() for story in stories]
    assert len(used) == len(set(used)), "a conversation is answered with one article"
    assert set(used) <= {story.key for story in cast.stories}
    replied = {story.key for story in cast.stories if any(line.who[0] == "a" for line in story.lines)}
    assert set(used) <= replied, set(used) - replied
    for item in wanted["article"]:
        assert item["collection"] in shelves
        assert item.get("by", next(iter(cast.seats))) in cast.seats
        for language in wanted["languages"]:
            if language not in item:
                continue
            said = item[language]
            assert Words(said["title"], said["body"], said["summary"]).checked().title == said["title"]
            assert set(REFERENCE.findall(said["body"])) <= set(keys)
            assert snippets_in(said["body"]) <= wanted.get("snippets", {}).keys()


@pytest.mark.parametrize("cast", all_casts(), ids=lambda cast: cast.key)
def test_saved_replies_could_be_kept_by_hand(cast: Cast) -> None:
    teams = {team["key"] for team in cast.settings["team"]}
    shortcuts = [item["shortcut"] for item in cast.replies if "shortcut" in item]
    assert len(cast.replies) >= 15
    assert len(set(shortcuts)) == len(shortcuts)
    for item in cast.replies:
        check_variables(item["text"])
        assert tidy(item["text"]) == item["text"]
        assert set(item.get("teams", ())) <= teams
        assert set(item.get("inboxes", ())) <= cast.desks.keys()
        assert item.get("by", "") in {"", *cast.seats}


@pytest.mark.parametrize("cast", all_casts(), ids=lambda cast: cast.key)
def test_no_address_and_no_number_is_anybodys(cast: Cast) -> None:
    said = [text for story in cast.stories for line in story.lines for text in (line.text, story.subject)]
    said += [text for item in cast.aside for text in (item["text"], item["from"])] + list(cast.attachments.values())
    said += [text for desk in cast.desks.values() for text in (desk.signature, desk.address)]
    said += [str(value) for items in cast.beside.values() for item in items for value in item.values()]
    said += [item["text"] for item in cast.replies]
    said += [person.address for person in cast.customers.values()] + [seat.email for seat in cast.seats.values()]
    text = "\n".join(said)
    hosts = {found[1].lower() for found in HOST.finditer(text)} | {found[1].lower() for found in MAIL.finditer(text)}
    assert hosts
    assert [host for host in hosts if not RESERVED.search(host)] == []
    assert [phone for phone in PHONE.findall(text) if not NOBODYS_PHONE.fullmatch(phone)] == []


def test_japanese_replies_keep_the_manners_of_a_good_desk() -> None:
    for story, line in replies("ja"):
        for phrase in (*SUPPLIER_SIDE, *BAD_KEIGO):
            assert phrase not in line.text, (story.key, phrase)
        assert not re.search(r"申し訳ありませんが、できません", line.text), story.key
        assert not {"!", "！"} & set(line.text), story.key


def test_whether_something_can_be_done_stands_in_the_first_sentence() -> None:
    asked = [s for c, s in stories() if "機能の有無" in s.tags and c.desks[s.inbox].language == "ja"]
    assert len(asked) >= 10
    for story in asked:
        answer = next(line.text for line in story.lines if line.who[0] == "a" and line.who != "auto")
        first = re.split(r"(?<=。)", answer, maxsplit=1)[0]
        assert VERDICT.search(first), (story.key, first)


def test_an_apology_names_what_it_is_for() -> None:
    for story, line in replies("ja"):
        for sentence in re.split(r"(?<=。)", line.text):
            if "申し訳ございません" in sentence:
                assert len(sentence.strip()) >= 20, (story.key, sentence)


def test_complaints_go_through_four_steps() -> None:
    handled = [s for _c, s in stories() if {"クレーム", "Complaint"} & set(s.tags) and s.state == "resolved"]
    assert len(handled) >= 7
    for story in handled:
        ours = [line.text for line in story.lines if line.who[0] == "a"]
        assert re.search(r"申し訳|突き放す|sorry|was wrong", ours[0]), story.key
        assert re.search(r"お詫び|恐れ入り|sorry|Apolog|you are right|Good, and", ours[-1], re.IGNORECASE), story.key
        assert re.search(r"ありがとう|感謝|Thank|grateful|glad", ours[-1], re.IGNORECASE), story.key


def test_customers_see_no_number_of_a_case() -> None:
    number = re.compile(r"お問い合わせ番号|チケット番号|ticket (?:no|number|#)|#\d{3,}", re.IGNORECASE)
    assert [story.key for story, line in lines() if number.search(line.text)] == []
