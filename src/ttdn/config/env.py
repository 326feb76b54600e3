"""The env table: every environment variable the product reads, with its default and what it is for."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, default (as text) and a sentence for people."""

    name: str
    default: str
    help: str


VARIABLES = (
    Variable("TTDN_VAR", str(ROOT / "var"), "Folder of everything the site writes: database, files, index."),
    Variable("TTDN_DATABASE_URL", "", "sqlite:///path or postgres://user:password@host:port/name; empty: SQLite."),
    Variable("TTDN_SECRET_KEY", "", "Signing key; empty: a random key is made once in TTDN_VAR (demonstration only)."),
    Variable(
        "TTDN_KEY_ENCRYPTION_KEY",
        "",
        "32 random bytes in base64 that keep private keys encrypted; empty: made once in TTDN_VAR (demonstration only).",
    ),
    Variable("TTDN_DEBUG", "0", "1 shows Python errors in the browser; never in production."),
    Variable("TTDN_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to, comma separated."),
    Variable("TTDN_ORIGINS", "", "Origins trusted for forms behind a proxy, e.g. https://ttdn.example.vn."),
    Variable("TTDN_HTTPS", "0", "1 behind one proxy that ends TLS: secure cookies, HSTS, addresses from its headers."),
    Variable("TTDN_EMAIL_URL", "", "smtp://user:password@host:port; empty: letters are written to TTDN_VAR/mail."),
    Variable("TTDN_FROM_EMAIL", "ttdn@localhost", "Sender of the notices the site mails."),
    Variable("TTDN_DEMO", "0", "1 marks the site as a demonstration: banner and marked documents."),
    Variable(
        "TTDN_SEARCH_ENGINE", "tantivy", "tantivy, fts5 (SQLite) or opensearch:https://user:password@host:9200/name."
    ),
    Variable(
        "TTDN_CONTENT_LANGUAGES",
        "vi,en,lo,km,zh-hans,fr,ru,es,ja,ko",
        "Languages that items are published in, Vietnamese first; the codes known are in portal/languages.py.",
    ),
    Variable(
        "TTDN_HARVEST_PRIVATE", "0", "1 lets the harvest visit addresses inside the own network; for trials only."
    ),
    Variable("TTDN_TASKS", "database", "database (run by `ttdn worker`) or immediate."),
    Variable("TTDN_CACHE_URL", "", "redis://host:port/number, shared by several machines; empty: TTDN_VAR/cache."),
    Variable(
        "TTDN_PURGE_LEDGER", "", "File that lists what was purged, best on another disk; empty: TTDN_VAR/purges.jsonl."
    ),
    Variable(
        "TTDN_PAGE_CACHE_MB", "64", "Memory of the page cache in each server process, in megabytes; 0: no page cache."
    ),
    Variable(
        "TTDN_C2PA_CERTIFICATE",
        "",
        "PEM file with the certificate chain for content credentials of pictures; empty: one is made in TTDN_VAR.",
    ),
    Variable("TTDN_C2PA_KEY", "", "PEM file with the private key (ES256) of that certificate."),
    Variable("TTDN_C2PA_TIMESTAMPS", "", "RFC 3161 address that stamps content credentials; empty: no time stamps."),
    Variable(
        "TTDN_PADES_DIR",
        "",
        "Folder with the certificates that bodies sign PDFs with: <body code>.p12 and <body code>.pass; empty: none.",
    ),
    Variable(
        "TTDN_MACHINE_TRANSLATOR",
        "",
        "Dotted path of a function that drafts translations (texts, source language, target language); empty: none.",
    ),
    Variable(
        "TTDN_SECURITY_CONTACT",
        "",
        "Where security reports go (mailto: or https:), for security.txt; empty: no such file.",
    ),
    Variable(
        "TTDN_SECURITY_EXPIRES", "", "Day until which security.txt is good, YYYY-MM-DD, within a year (RFC 9116)."
    ),
    Variable("TTDN_UPLOAD_MAX_MB", "25", "Largest file that may be attached, in megabytes."),
    Variable("PORT", "8000", "Port that `make run` serves on."),
)
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def env(name: str) -> str:
    """The value of a variable of the table; KeyError for a name that nobody declared."""
    return os.environ.get(name, _BY_NAME[name].default)


def env_flag(name: str) -> bool:
    """True when the variable is 1, true, yes or on."""
    return env(name).strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    """The comma-separated parts of a variable, without the empty ones."""
    return [part.strip() for part in env(name).split(",") if part.strip()]


def database(url: str, var: Path) -> dict[str, object]:
    """Django's DATABASES entry for a URL (`tech.md`: IMMEDIATE transactions on SQLite, psycopg's pool on PostgreSQL)."""
    if not url or url.startswith("sqlite"):
        name = url.removeprefix("sqlite:///") if url else str(var / "ttdn.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"TTDN_DATABASE_URL: '{parts.scheme}' is not a database we know; use sqlite:///path or postgres://…"
        raise ValueError(message)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    options.setdefault("pool", {"min_size": 1, "max_size": 8, "timeout": 20})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def cache(url: str, var: Path) -> dict[str, object]:
    """Django's CACHES entry for a URL: Redis, or a folder that every process of the machine shares.

    Sign-in throttling counts in the cache, so a cache of one process would allow as many tries as there are processes.
    The folder is read again as Python objects: Django makes it for its owner only.
    """
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(var / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    scheme = urlsplit(url).scheme
    if scheme not in {"redis", "rediss", "unix"}:
        message = f"TTDN_CACHE_URL: '{scheme}' is not a cache we know; use redis://host:port/number, or leave it empty."
        raise ValueError(message)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
