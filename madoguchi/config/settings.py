"""Django's settings, all from the environment (environment.py reads and checks it)."""

from pathlib import Path

from madoguchi.config.database import databases
from madoguchi.config.environment import read_environment

MADOGUCHI = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = MADOGUCHI.debug
SECRET_KEY = MADOGUCHI.secret_key
ALLOWED_HOSTS = list(MADOGUCHI.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [MADOGUCHI.public_url]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MADOGUCHI.trusted_proxies else None
ROOT_URLCONF = "madoguchi.config.urls"
WSGI_APPLICATION = "madoguchi.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = databases(MADOGUCHI.database_url or "postgresql:///madoguchi")

INSTALLED_APPS = [
    "madoguchi.faces.desk",  # before allauth: its templates of the same names are found first
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "madoguchi.core.events",
    "madoguchi.core.workspaces",
    "madoguchi.core.people",
    "madoguchi.core.contacts",
    "madoguchi.core.inboxes",
    "madoguchi.core.conversations",
    "madoguchi.features.kinds",
    "madoguchi.features.styles",
    "madoguchi.features.views",
    "madoguchi.features.bulk",
    "madoguchi.features.notifications",
    "madoguchi.features.articles",
    "madoguchi.features.announcements",
    "madoguchi.features.search",
    "madoguchi.features.profiles",
    "madoguchi.features.glossary",
    "madoguchi.features.registry",
    "madoguchi.features.replies",
    "madoguchi.features.onboarding",
    "madoguchi.features.hours",
    "madoguchi.features.llm",
    "madoguchi.features.promises",
    "madoguchi.features.chat",
    "madoguchi.features.csat",
    "madoguchi.features.deflection",
    "madoguchi.features.answers",
    "madoguchi.features.drivers",
    "madoguchi.features.scenarios",
    "madoguchi.features.aims",
    "madoguchi.features.playbooks",
    "madoguchi.faces.api",
    "madoguchi.faces.live",
    "madoguchi.faces.widget",
    "madoguchi.faces.portal",
    "madoguchi.config",
]

MIDDLEWARE = [
    "madoguchi.config.middleware.troubles",
    "django.middleware.security.SecurityMiddleware",
    "madoguchi.config.compressing.compressed",
    "madoguchi.config.middleware.versioned_assets",
    "madoguchi.faces.desk.middleware.style_sheet",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.config.middleware.security_headers",
    "madoguchi.faces.portal.middleware.own_hosts",
    "madoguchi.faces.api.middleware.programs_apart",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "madoguchi.faces.desk.account.sessions.note_activity",
    "django_htmx.middleware.HtmxMiddleware",
    "madoguchi.faces.desk.middleware.language_and_time_zone",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madoguchi.faces.desk.context.desk",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["madoguchi.faces.desk.account.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come from invitations, sent to that very address
ACCOUNT_ADAPTER = "madoguchi.faces.desk.account.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "madoguchi.faces.desk.account.forms.LoginForm",
    "reset_password": "madoguchi.faces.desk.account.forms.ResetPasswordForm",
    "change_password": "madoguchi.faces.desk.account.forms.ChangePasswordForm",
    "reset_password_from_key": "madoguchi.faces.desk.account.forms.NewPasswordForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail because somebody typed it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key", "reset_password": "20/m/ip,3/10m/key"}
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "madoguchi.faces.desk.account.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address of an invitation was proved by the invitation
MFA_TOTP_ISSUER = "Madoguchi"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not MADOGUCHI.secure
USERSESSIONS_ADAPTER = "madoguchi.faces.desk.account.adapters.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False  # a write a request; note_activity does it once in five minutes

# Rate limits of several processes, without another server (core/workspaces/migrations/0002_cache.py).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SESSION_ENGINE = "madoguchi.faces.live.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MADOGUCHI.secure
SESSION_COOKIE_NAME = "madoguchi_session"
CSRF_COOKIE_NAME = "madoguchi_csrf"
CSRF_FAILURE_VIEW = "madoguchi.faces.desk.errors.csrf_failed"
SECURE_HSTS_SECONDS = 31_536_000 if MADOGUCHI.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "en"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "madoguchi_language"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# No STATIC_ROOT: whitenoise serves each app's files from where they lie, found once at start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = MADOGUCHI.debug
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 0 if MADOGUCHI.debug else 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_BACKEND = "madoguchi.config.mail.Backend"
DEFAULT_FROM_EMAIL = MADOGUCHI.mail_from

LOGGING_CONFIG = None
