"""What an account needs, checked in one place for every way it can come about."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from madoguchi.base.addresses import typed_mail
from madoguchi.base.errors import Refused
from madoguchi.core.people.models import User
from madoguchi.core.workspaces.checks import checked_language, checked_time_zone


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person as they introduce themselves. Furigana may be empty."""

    email: str
    password: str
    family_name: str
    given_name: str
    family_name_kana: str = ""
    given_name_kana: str = ""
    language: str = "ja"
    time_zone: str = "Asia/Tokyo"

    def __repr__(self) -> str:  # the password must not reach a log
        return f"NewAccount({self.email!r})"


NAME_FIELDS = ("family_name", "given_name", "family_name_kana", "given_name_kana")


def make_account(new: NewAccount) -> User:
    """Create the user. Raises Refused with the field that is wrong; "has-account" if the address has one."""
    email = checked_email(new.email)
    if User.objects.filter(email=email).exists():
        raise Refused("has-account", _("There is an account with this address already."), field="email")
    user = User(email=email, language=checked_language(new.language), time_zone=checked_time_zone(new.time_zone))
    for field in NAME_FIELDS:
        setattr(user, field, checked_name(field, getattr(new, field)))
    if not user.family_name and not user.given_name:
        raise Refused("name-missing", _("Enter a name."), field="family_name")
    _check_password(new.password, user)
    user.set_password(new.password)
    user.save(force_insert=True)
    return user


def checked_email(typed: str) -> str:
    """A mail address in the form in which it is kept. Raises Refused("bad-address")."""
    try:
        email = typed_mail(typed)
    except ValueError:
        raise Refused("bad-address", _("Enter a valid mail address."), field="email") from None
    if len(email) > 254 or not email.isascii():  # one look, one account: no letters that only look alike
        raise Refused("bad-address", _("Enter a valid mail address."), field="email")
    return email


def checked_name(field: str, value: str) -> str:
    """A part of a name on one line. Raises Refused("bad-name") beyond 60 letters."""
    name = " ".join(value.split())
    if len(name) > 60:
        raise Refused("bad-name", _("Names have at most 60 letters."), field=field)
    return name


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("weak-password", " ".join(error.messages), field="password") from error
