"""The forms in which addresses and numbers are compared."""

import pytest

from madoguchi.base.addresses import mail_domain, mail_key, typed_mail, typed_phone


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Hanako@Kobo.Example", "hanako@kobo.example"),
        (" a..b.@DoCoMo.ne.jp ", "a..b.@docomo.ne.jp"),
        ("x@例え.jp", "x@xn--r8jz45g.jp"),
        ("no-at-sign", "no-at-sign"),
        ("a@b@c.example", "a@b@c.example"),
    ],
)
def test_mail(written: str, key: str) -> None:
    assert mail_key(written) == key


def test_letters_that_only_look_alike_stay_apart() -> None:
    assert mail_key("\u212aenji@x.example") != mail_key("kenji@x.example")  # Kelvin sign
    assert mail_key("m\u0131ke@x.example") != mail_key("mike@x.example")  # dotless i
    assert mail_key("ａoi@x.example") != mail_key("aoi@x.example")  # full width


def test_what_a_person_types_may_be_full_width() -> None:
    assert typed_mail("ＨＡＮＡＫＯ＠ｋｏｂｏ．ｅｘａｍｐｌｅ") == "hanako@kobo.example"


@pytest.mark.parametrize("text", ["", "x", "@y.example", "x@", "x@y", "a b@c.example", "x@y..example", "<x@y.example>"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        typed_mail(text)


def test_the_domain() -> None:
    assert mail_domain("X@Sub.Kobo.Example") == "sub.kobo.example"
    assert mail_domain("nothing") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("03-1234-5678", "+81312345678"),
        ("０９０−１２３４−５６７８", "+819012345678"),
        ("(090) 1234 5678 内線12", "+819012345678"),
        ("+81 (0)3 1234 5678", "+81312345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("010-44-20-7946-0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("090-1234-5678", "+819012345678"),
    ],
)
def test_phone(typed: str, kept: str) -> None:
    assert typed_phone(typed) == kept


@pytest.mark.parametrize("text", ["", "110", "abc", "+1+2345678", "12345678901234567"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        typed_phone(text)
