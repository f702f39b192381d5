"""Address lists survive everything, and cost what their length costs."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.parse import addresses

LOCAL = st.text(alphabet="abcXYZ019.+_-", min_size=1, max_size=20)
DOMAIN = st.from_regex(r"[a-z]{1,10}\.(jp|example|co\.jp)", fullmatch=True)
NAME = st.text(alphabet="山田太郎 ABCabc株式会社", max_size=20).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(NAME, LOCAL, DOMAIN), max_size=8))
def test_what_was_written_is_read(people: list[tuple[str, str, str]]) -> None:
    written = ", ".join(f'"{name}" <{local}@{domain}>' for name, local, domain in people)
    expected = tuple(Address(f"{local}@{domain}", name) for name, local, domain in people)
    assert addresses.parse(written) == expected


@given(st.text())
def test_nothing_is_too_strange(text: str) -> None:
    addresses.parse(text)


def test_lists_are_capped() -> None:
    assert len(addresses.parse("a@example.jp," * 10_000)) == addresses.MAX_ADDRESSES
