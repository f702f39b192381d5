"""The addresses of sign-in. allauth's own list has more (sign-up, further addresses, codes by mail): not here."""

from allauth.account import views as account
from django.urls import include, path, re_path

from madoguchi.faces.desk.account import views

urlpatterns = [
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/sessions/<int:session_id>/end/", views.end_session, name="account_end_session"),
    path("accounts/workspace/", views.choose_workspace, name="account_workspace"),
    path("invitation/<str:secret>/", views.invitation, name="account_invitation"),
    path("welcome/", views.welcome, name="account_welcome"),
]
