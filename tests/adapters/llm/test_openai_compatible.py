"""An OpenAI-compatible address is asked once, in time, and whatever it does has a name."""

from collections.abc import Iterator

import pytest

from madoguchi.adapters.llm.openai_compatible import Asked, Embedded, Failed, Server, ask, embed
from madoguchi.base.http import Egress
from tests import language_model
from tests.language_model import listening

KEY = "sk-canary-5f2b"
ASKED = Asked("small", "You are brief.", "Say: ready", 16)
INSIDE = Egress(allowed=("127.0.0.0/8",))


@pytest.fixture
def model() -> Iterator[language_model.Server]:
    with listening() as server:
        yield server


def at(model: language_model.Server, *, timeout: int = 10) -> Server:
    return Server(model.address, timeout, KEY)


def failure(server: Server, egress: Egress = INSIDE) -> Failed:
    with pytest.raises(Failed) as failed:
        ask(ASKED, server, egress)
    assert KEY not in repr(failed.value) + failed.value.text + repr(server)
    return failed.value


def test_it_is_asked_as_its_api_says(model: language_model.Server) -> None:
    said = ask(ASKED, at(model), INSIDE)
    assert (said.text, said.tokens_in, said.tokens_out) == ("ready", 30, 5)
    assert model.keys == [f"Bearer {KEY}"]
    assert b'"max_tokens": 16' in model.bodies[0]


@pytest.mark.parametrize(
    ("says", "said"), [("<think>\nno\n</think>\n\nyes", "yes"), ("<think>no", ""), ("a <think>", "a <think>")]
)
def test_what_it_thinks_aloud_is_not_said(model: language_model.Server, says: str, said: str) -> None:
    model.says = says
    assert ask(ASKED, at(model), INSIDE).text == said


def test_it_need_not_count_its_tokens(model: language_model.Server) -> None:
    model.usage = None
    assert ask(ASKED, at(model), INSIDE).tokens_in == 0


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "key"), (403, "key"), (404, "model"), (429, "busy"), (402, "busy"), (500, "server"), (502, "server"),
     (400, "refused"), (302, "refused"), (504, "timeout")],
)  # fmt: skip
def test_a_refusal_has_a_name(model: language_model.Server, status: int, code: str) -> None:
    model.status, model.raw = status, b'{"error": {"message": "you sent hanako@kobo.example"}}'
    model.headers = {"Retry-After": "40", "Location": "http://127.0.0.1:1/"}
    failed = failure(at(model))
    assert (failed.code, failed.wait) == (code, 40)
    assert "hanako" not in failed.text
    assert len(model.bodies) == 1, "asked once"


@pytest.mark.parametrize(
    "raw",
    [b"<html>", b"", b"[]", b"null", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}',
     b'{"choices": [{"message": {"content": [1]}}]}', b"[" * 100_000, b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_answer_is_none(model: language_model.Server, raw: bytes) -> None:
    model.raw = raw
    assert failure(at(model)).code == "unreadable"


def test_strange_figures_are_none(model: language_model.Server) -> None:
    model.raw = (
        b'{"choices": [{"message": {"content": "a"}}], "usage": {"prompt_tokens": -5, "completion_tokens": "x"}}'
    )
    said = ask(ASKED, at(model), INSIDE)
    assert (said.tokens_in, said.tokens_out) == (0, 0)


def test_a_huge_answer_is_not_read_to_its_end(model: language_model.Server) -> None:
    model.raw = b'{"choices": "' + b"a" * (2 << 20) + b'"}'
    assert failure(at(model)).code == "too_large"


@pytest.mark.parametrize("trouble", ["silent", "drips"])
def test_it_ends_in_time(model: language_model.Server, trouble: str) -> None:
    setattr(model, trouble, True)
    assert failure(at(model, timeout=1)).code == "timeout"


def test_nothing_there_and_nothing_allowed_have_names(model: language_model.Server) -> None:
    assert failure(Server("http://127.0.0.1:1/v1", 2, KEY)).code == "unreachable"
    assert failure(at(model), Egress()).code == "forbidden"
    assert failure(Server("http://169.254.169.254/latest", 2, KEY), Egress()).code == "forbidden"
    assert model.bodies == []


def test_the_newer_name_of_the_limit_is_tried(model: language_model.Server) -> None:
    model.status, model.raw = 400, b'{"error": {"message": "Use \'max_completion_tokens\' instead."}}'
    assert failure(at(model)).code == "refused"
    assert [b"max_completion_tokens" in body for body in model.bodies] == [False, True]


def vectors(model: language_model.Server, *texts: str) -> Embedded:
    return embed("meanings", texts, at(model), INSIDE)


def test_vectors_come_in_the_order_of_the_texts(model: language_model.Server) -> None:
    found = vectors(model, "a", "bbb")
    assert (found.vectors, found.tokens_in) == ([[1.0, 1.0], [3.0, 1.0]], 14)
    assert model.keys == [f"Bearer {KEY}"]
    assert b'"input": ["a", "bbb"]' in model.bodies[0]
    assert b'"model": "meanings"' in model.bodies[0]


@pytest.mark.parametrize(
    "rows",
    ['[{"index": 0, "embedding": [1]}]', '[{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]',
     '[{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]',
     '[{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [NaN]}]',
     '[{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1e999]}]',
     '[{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]',
     '[{"index": 0, "embedding": [1]}, {"index": 1, "embedding": "AACAPw=="}]',
     '[{"index": 0, "embedding": [1]}, {"index": 1}]', '{"0": [1], "1": [1]}', "null",
     '[{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1]}, {"index": 2, "embedding": [1]}]'],
)  # fmt: skip
def test_what_are_no_vectors_are_none(model: language_model.Server, rows: str) -> None:
    model.raw = f'{{"data": {rows}}}'.encode()
    with pytest.raises(Failed) as failed:
        vectors(model, "a", "b")
    assert failed.value.code == "unreadable"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [({"status": 401}, "key"), ({"status": 404}, "model"), ({"status": 429}, "busy"), ({"status": 400}, "refused"),
     ({"raw": b" " * (17 << 20)}, "too_large")],
)  # fmt: skip
def test_vectors_fail_by_the_same_names(model: language_model.Server, trouble: dict[str, object], code: str) -> None:
    for name, value in trouble.items():
        setattr(model, name, value)
    with pytest.raises(Failed) as failed:
        vectors(model, "a")
    assert failed.value.code == code
    assert KEY not in repr(failed.value)


def test_vectors_end_in_time(model: language_model.Server) -> None:
    model.silent = True
    with pytest.raises(Failed) as failed:
        embed("meanings", ["a"], at(model, timeout=1), INSIDE)
    assert failed.value.code == "timeout"
