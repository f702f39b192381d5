"""Every setting of the product, read from `MADOGUCHI_*` and `DATABASE_URL` into one frozen object.

`read_environment()` touches no file and no network; secrets that were not given are made by `config/keys.py`.
"""

import difflib
import os
import pwd
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from madoguchi.config import keys, values
from madoguchi.config.texts import gettext
from madoguchi.config.values import OutgoingServer

# Read by tools and tests, not by the product: known, so that no warning is given for them.
OTHER_VARIABLES = frozenset(
    f"MADOGUCHI_{name}" for name in ("BENCH", "CHROMIUM", "LIFELINE", "PASSWORD", "PYTHON", "TEST_PROCESSES", "VENV")
)


class EnvironmentProblems(Exception):
    """Settings that cannot be used; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _variable(name: str, parse: Callable[[str], Any], default: str | None, about: str) -> Any:
    """A field read from the variable `name`; `default` is parsed like a given text, None stays None."""
    return field(metadata={"name": name, "parse": parse, "default": default, "about": about})


def _(message: str) -> str:
    """Marks a text for translation; the reference is written in both languages from these (bin/reference)."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    home: Path = _variable("MADOGUCHI_HOME", values.folder, "", _("Folder of the data: database, files, keys."))
    storage: Path = _variable(
        "MADOGUCHI_STORAGE", values.folder, "", _("Folder of raw mail and attachments [home/storage].")
    )
    database_url: str | None = _variable(
        "DATABASE_URL", values.postgres_url, None, _("PostgreSQL 15 or newer; unset: an embedded one.")
    )
    postgres_user: str = _variable(
        "MADOGUCHI_POSTGRES_USER", values.text, "madoguchi", _("Account of the embedded database under root.")
    )
    demo: bool | None = _variable(
        "MADOGUCHI_DEMO",
        values.boolean,
        None,
        _("1 loads demo data at first, 0 starts empty; unset: ask."),
    )

    host: str = _variable("MADOGUCHI_HOST", values.text, "127.0.0.1", _("Address the web server listens on."))
    port: int = _variable("MADOGUCHI_PORT", values.port, "8000", _("Port of the web server."))
    public_url: str = _variable(
        "MADOGUCHI_URL", values.web_address, "", _("Address people type, as https://support.example.com.")
    )
    allowed_hosts: tuple[str, ...] = _variable(
        "MADOGUCHI_ALLOWED_HOSTS", values.listed(values.text), "", _("Further host names the web answers to.")
    )
    trusted_proxies: tuple[str, ...] = _variable(
        "MADOGUCHI_TRUSTED_PROXIES",
        values.listed(values.network),
        "",
        _("Networks whose X-Forwarded-For and X-Forwarded-Proto are believed."),
    )
    web_processes: int = _variable(
        "MADOGUCHI_WEB_PROCESSES",
        values.whole_number(1, 64),
        "2",
        _("Web processes that share the port; one for each core that the web may take."),
    )
    web_threads: int = _variable(
        "MADOGUCHI_WEB_THREADS", values.whole_number(1, 128), "8", _("Threads of one web process.")
    )
    api_rate: int = _variable(
        "MADOGUCHI_API_RATE",
        values.whole_number(1, 10_000_000),
        "6000",
        _("Requests a minute that one token may make, in each web process."),
    )
    worker_jobs: int = _variable(
        "MADOGUCHI_WORKER_JOBS", values.whole_number(1, 128), "4", _("Jobs one worker does at once.")
    )

    smtp_host: str = _variable("MADOGUCHI_SMTP_HOST", values.text, "127.0.0.1", _("Address inbound mail is taken on."))
    smtp_port: int = _variable("MADOGUCHI_SMTP_PORT", values.port, "2525", _("Port of inbound mail (SMTP)."))
    lmtp_port: int | None = _variable(
        "MADOGUCHI_LMTP_PORT", values.port, None, _("Port of inbound mail by LMTP; unset: no LMTP listener.")
    )
    smtp_max_bytes: int = _variable(
        "MADOGUCHI_SMTP_MAX_BYTES",
        values.whole_number(1_000_000, 500_000_000),
        "52428800",
        _("Largest mail taken, in bytes."),
    )
    trusted_authserv_ids: tuple[str, ...] = _variable(
        "MADOGUCHI_TRUSTED_AUTHSERV_IDS",
        values.listed(values.text),
        "",
        _("Names of the mail servers whose Authentication-Results are believed."),
    )
    smtp_url: OutgoingServer | None = _variable(
        "MADOGUCHI_SMTP_URL",
        values.outgoing_server,
        None,
        _("Server for outgoing mail, smtp://user:password@host:587?tls=starttls; unset: the local outbox."),
    )

    mail_from: str = _variable(
        "MADOGUCHI_MAIL_FROM",
        values.mail_address,
        None,
        _(
            "Sender of invitations and notices [madoguchi@ the host of MADOGUCHI_URL]; "
            "replies have that of their inbox."
        ),
    )

    smtp_trusted_networks: tuple[str, ...] = _variable(
        "MADOGUCHI_SMTP_TRUSTED_NETWORKS",
        values.listed(values.network),
        "127.0.0.0/8 ::1/128",
        _("Networks of mail servers that are not held to the limits for strangers."),
    )
    reachable: tuple[str, ...] = _variable(
        "MADOGUCHI_REACHABLE",
        values.listed(values.text),
        "",
        _("Hosts and networks inside that may be called for a language model of your own: llm.intranet, 10.1.0.0/16."),
    )
    metrics_token: str = _variable(
        "MADOGUCHI_METRICS_TOKEN",
        values.text,
        "",
        _("Bearer token that /metrics asks for; unset: open to this machine alone."),
    )
    worker_metrics_port: int | None = _variable(
        "MADOGUCHI_WORKER_METRICS_PORT",
        values.port,
        None,
        _("Port of 127.0.0.1 where a worker shows its own figures; unset: none."),
    )
    smtp_metrics_port: int | None = _variable(
        "MADOGUCHI_SMTP_METRICS_PORT",
        values.port,
        None,
        _("Port of 127.0.0.1 where the listener for inbound mail shows its own figures; unset: none."),
    )

    given_secret_key: str | None = _variable(
        "MADOGUCHI_SECRET_KEY", values.long_secret, None, _("Signs sessions and links; unset: home/keys/secret.")
    )
    given_encryption_keys: tuple[str, ...] = _variable(
        "MADOGUCHI_ENCRYPTION_KEYS",
        values.listed(values.encryption_key),
        "",
        _("Keys of stored passwords, the newest first; unset: home/keys/encryption."),
    )
    unsafe_database: bool = _variable(
        "MADOGUCHI_UNSAFE_DATABASE", values.boolean, "0", _("1 works on a server that may lose data; for tests.")
    )
    debug: bool = _variable("MADOGUCHI_DEBUG", values.boolean, "0", _("1 shows tracebacks in the browser."))
    log_format: str = _variable(
        "MADOGUCHI_LOG_FORMAT", values.one_of("text", "json"), "text", _("Form of the log lines.")
    )
    log_level: str = _variable(
        "MADOGUCHI_LOG_LEVEL",
        values.one_of("debug", "info", "warning", "error"),
        "info",
        _("Least level that is logged."),
    )
    unknown: tuple[str, ...] = ()

    @property
    def secret_key(self) -> str:
        """Made and kept in home/keys on first use, unless given."""
        return self.given_secret_key or keys.secret_key(self.home)

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """The first encrypts, all decrypt. Made and kept in home/keys on first use, unless given."""
        return self.given_encryption_keys or keys.encryption_keys(self.home)

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may demand it."""
        return self.public_url.startswith("https://")


def read_environment(environ: Mapping[str, str] = os.environ) -> Environment:
    """Raises EnvironmentProblems with every problem at once. A variable set to nothing counts as unset."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, variable in described().items():
        raw = environ.get(variable["name"], "").strip() or variable["default"]
        try:
            found[name] = variable["parse"](raw) if raw else _nothing(name, variable)
        except ValueError as problem:
            problems.append(gettext("%(variable)s %(problem)s.") % {"variable": variable["name"], "problem": problem})
    if problems:
        raise EnvironmentProblems(problems)
    _derive(found, environ)
    return Environment(**found, unknown=_unknown(environ))


def described() -> dict[str, Mapping[str, Any]]:
    """Field name to its variable: `name`, `parse`, `default`, `about`. The reference is made from it."""
    return {item.name: item.metadata for item in fields(Environment) if item.metadata}


def suggestion(name: str) -> str:
    """The known variable that `name` was probably meant to be, or an empty text."""
    known = [variable["name"] for variable in described().values()]
    return next(iter(difflib.get_close_matches(name, known, n=1)), "")


def _nothing(name: str, variable: Mapping[str, Any]) -> Any:
    if variable["default"] is None or name in {"home", "storage", "public_url"}:
        return None
    return "" if variable["parse"] is values.text else ()


def _derive(found: dict[str, Any], environ: Mapping[str, str]) -> None:
    found["home"] = found["home"] or _default_home(environ)
    found["storage"] = found["storage"] or found["home"] / "storage"
    everywhere = found["host"] in {"127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 (compared, not bound)
    shown = "localhost" if everywhere else found["host"]
    found["public_url"] = found["public_url"] or f"http://{shown}:{found['port']}"
    public = urlsplit(found["public_url"]).hostname or ""
    found["mail_from"] = found["mail_from"] or f"madoguchi@{_mail_domain(public)}"
    hosts = (public, *found["allowed_hosts"], "localhost", "127.0.0.1", "[::1]")
    found["allowed_hosts"] = tuple(dict.fromkeys(hosts))


def _mail_domain(host: str) -> str:
    """A host as the domain of a mail address; a bare number stands in brackets (RFC 5321, 4.1.3)."""
    try:
        number = ip_address(host)
    except ValueError:
        return host or "localhost"
    return f"[IPv6:{number}]" if number.version == 6 else f"[{number}]"


def _default_home(environ: Mapping[str, str]) -> Path:
    person = environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    return Path(person) / ".local" / "share" / "madoguchi"


def _unknown(environ: Mapping[str, str]) -> tuple[str, ...]:
    known = {variable["name"] for variable in described().values()} | OTHER_VARIABLES
    return tuple(sorted(name for name in environ if name.startswith("MADOGUCHI_") and name not in known))
