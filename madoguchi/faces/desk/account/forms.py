"""Forms around sign-in: what is typed, never what is allowed."""

from contextlib import suppress
from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madoguchi.base.addresses import typed_mail
from madoguchi.core.people.accounts import NewAccount
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.jobs import send_password_link

PASSWORD_HINT = _("At least 10 characters. A few words that do not belong together make a good one.")


class LoginForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mail address")


class ResetPasswordForm(forms.Form):
    """Takes any address and answers the same, in the same time: the job looks whose it is."""

    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        with suppress(ValueError):  # no account can have it
            send_password_link.defer(email=typed_mail(email))
        return email


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        _name_new_password(self)


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """allauth's behind the link in a mail, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


def _name_new_password(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = PASSWORD_HINT
    form.fields["password2"].label = _("New password once more")


class AccountForm(forms.Form):
    """Whoever takes a seat, introducing themselves."""

    family_name = forms.CharField(
        label=_("Family name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name_kana = forms.CharField(label=_("Family name (furigana)"), max_length=60, required=False)
    given_name_kana = forms.CharField(label=_("Given name (furigana)"), max_length=60, required=False)
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if get_language() != "ja":  # furigana is a Japanese need, and there the family name comes first
            del self.fields["family_name_kana"], self.fields["given_name_kana"]
            self.order_fields([*(self.field_order or ()), "given_name", "family_name", "password"])

    def account(self, email: str, *, language: str, time_zone: str) -> NewAccount:
        """What the action takes."""
        given = self.cleaned_data
        return NewAccount(
            email=email,
            password=given["password"],
            family_name=given["family_name"],
            given_name=given["given_name"],
            family_name_kana=given.get("family_name_kana", ""),
            given_name_kana=given.get("given_name_kana", ""),
            language=language,
            time_zone=time_zone,
        )


class WelcomeForm(AccountForm):
    """The first workspace, and its administrator."""

    field_order = ("code", "workspace", "language", "time_zone", "email")

    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("It is the end of the address that the server printed when it started, as “first steps”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    workspace = forms.CharField(label=_("Name of the company or the desk"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=60, widget=forms.TextInput(attrs={"list": "time-zones"})
    )
    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
