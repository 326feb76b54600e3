"""Is it what the body sealed? Content against its hash, words against the seal, the seal against the keys we trust."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.reading import Received
from ttdn.law import local_day
from ttdn.organisations.models import Body
from ttdn.portal.choices import Audience, Kind, MediaKind, Rights
from ttdn.portal.cleaning import clean_html
from ttdn.portal.languages import KNOWN, content_languages
from ttdn.portal.models import PAGE_TYPES
from ttdn.portal.publishing import ITEM_KIND, statement_of
from ttdn.portal.snapshots import SCHEMA, canonical_bytes, hash_of
from ttdn.proofs.canonical import Statement, canonical_hash, canonical_text
from ttdn.proofs.seal import SealCheck, check_seal

_SLUG = re.compile(r"[a-z0-9-]{1,200}")
_SHA = re.compile(r"[0-9a-f]{64}")
_WEB_KEYS = {"source_url", "website"}
_TEXTS: dict[str, tuple[str, ...]] = {
    "paragraph": ("html",),
    "heading": ("text", "level"),
    "quote": ("text", "speaker", "role"),
    "picture": ("caption",),
    "video": ("caption",),
    "document": ("label", "language"),
    "table": ("caption",),
    "figures": (),
    "timeline": (),
    "tile_map": ("title", "unit", "source"),
}
"""Blocks that readers' templates know, with the texts that each must have."""


@dataclass(frozen=True)
class Keys:
    """The key document of a source, and the ids of the keys that we trust in it; a foreign source has none."""

    document: dict[str, Any]
    trusted: frozenset[str]

    def trusted_document(self) -> dict[str, Any]:
        """The document with nothing but trusted keys."""
        keys = [key for key in self.document.get("keys", []) if key.get("kid") in self.trusted]
        return {"keys": keys}


def check_content(received: Received) -> None:
    """Whether the content is whole, of a known form and harmless, whoever sealed it.

    Raises:
        HarvestFault: with what is wrong.
    """
    snapshot = received.snapshot
    try:
        _check_bytes(received)
        _check_frame(received)
        for block in snapshot["blocks"]:
            _check_block(block)
        _check_addresses(snapshot["fields"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise HarvestFault(
            Stage.CHECK, _("Nội dung không theo khuôn ttdn-content-1 hoặc có phần không an toàn.")
        ) from error


def _check_bytes(received: Received) -> None:
    if hash_of(received.snapshot) != received.content_hash:
        raise HarvestFault(Stage.CHECK, _("Nội dung không khớp mã băm gửi kèm."))
    if b"\\u0000" in canonical_bytes(received.snapshot):
        raise ValueError("a character that no database keeps")


def _check_frame(received: Received) -> None:
    snapshot = received.snapshot
    expected = {"schema": SCHEMA, "item": str(received.item), "language": received.language}
    if any(snapshot[name] != value for name, value in expected.items()):
        raise ValueError("frame")
    if received.language not in content_languages():
        raise HarvestFault(Stage.CHECK, _("Hệ thống chưa mở ngôn ngữ của bài này."))
    Kind(snapshot["kind"]), Audience(snapshot["audience"]), Rights(snapshot["rights"])
    if not _SLUG.fullmatch(snapshot["slug"]) or set(snapshot["fields"]) != set(PAGE_TYPES[snapshot["kind"]].own_fields):
        raise ValueError("slug or fields")
    _strings(snapshot, ("title", "lead", "number", "channel", "source_language", "body"))
    if snapshot["source_language"] not in KNOWN or not snapshot["title"].strip():
        raise ValueError("language or title")
    for name in ("machine_draft", "is_demo"):
        if not isinstance(snapshot[name], bool):
            raise TypeError(name)
    if snapshot["number_on"] is not None:
        date.fromisoformat(snapshot["number_on"])
    if snapshot["translated_from"] is not None and not _SHA.fullmatch(snapshot["translated_from"]):
        raise ValueError("hash of the source")
    for each in snapshot["topics"]:
        UUID(each)


def _check_block(block: dict[str, Any]) -> None:
    kind = block["type"]
    _strings(block, _TEXTS[kind])
    if kind == "paragraph" and clean_html(block["html"]) != block["html"]:
        raise ValueError("html")
    if kind in {"picture", "video", "document"}:
        _check_medium(block["media"])
    if kind == "table" and not all(isinstance(cell, str) for row in block["rows"] for cell in row):
        raise ValueError("table")
    if kind == "timeline":
        for row in block["rows"]:
            datetime.strptime(row["on"], "%Y-%m-%d")  # noqa: DTZ007  (a day, only its form is checked)
            _strings(row, ("text",))
    if kind == "figures":
        for row in block["rows"]:
            _strings(row, ("label", "value"))
    if kind == "tile_map" and not all(len(pair) == 2 for pair in block["values"]):  # noqa: PLR2004  (name, figure)
        raise ValueError("map")
    _check_addresses(block)


def _check_medium(medium: dict[str, Any]) -> None:
    MediaKind(medium["kind"])
    if not _SHA.fullmatch(medium["sha256"]):
        raise ValueError("hash of a medium")
    _strings(medium, ("id", "mime", "alt", "caption", "credit", "place", "title"))
    UUID(medium["id"])
    Rights(medium["rights"])
    if medium["taken_on"] is not None:
        date.fromisoformat(medium["taken_on"])
    if not all(isinstance(each, int | float) and 0 <= each <= 1 for each in medium["focal"][:2]):
        raise ValueError("focal point")
    if (poster := medium.get("poster")) is not None:
        if medium["kind"] != MediaKind.VIDEO or poster["kind"] != MediaKind.PICTURE:
            raise ValueError("poster")
        _check_medium(poster)


def _strings(value: dict[str, Any], names: Iterable[str]) -> None:
    if not all(isinstance(value[name], str) for name in names):
        raise TypeError(names)


def _check_addresses(value: Any) -> None:
    """Addresses lead to the web only, however deep they stand."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in _WEB_KEYS and each and not str(each).startswith(("http://", "https://")):
                raise ValueError(key)
            _check_addresses(each)
    elif isinstance(value, list):
        for each in value:
            _check_addresses(each)


@dataclass(frozen=True)
class CheckedWords:
    """What a seal that holds covers, and what its check said."""

    statement: Statement
    check: SealCheck


def check_words(received: Received, keys: Keys, body: Body, *, at: datetime) -> CheckedWords:
    """Whether the seal is true, by a trusted key of the issuer, and covers exactly these words.

    Raises:
        HarvestFault: no seal, a seal that does not hold, or one over other words or another moment.
    """
    if not received.seal:
        raise HarvestFault(Stage.CHECK, _("Bài không có dấu xác thực."))
    check = check_seal(received.seal, keys.trusted_document(), at=at)
    if not check.ok or check.claims is None:
        raise HarvestFault(Stage.CHECK, check.sentence)
    claims = check.claims
    told = (claims.item_kind, claims.item, claims.language, claims.edition, str(claims.issuer))
    if told != (ITEM_KIND, received.item, received.language, received.ordinal, received.snapshot["body"]):
        raise HarvestFault(Stage.CHECK, _("Dấu xác thực thuộc về một bài khác."))
    if claims.published_at != received.edition_at or received.first_at > received.edition_at:
        raise HarvestFault(Stage.CHECK, _("Dấu xác thực ghi thời điểm khác với bản ghi."))
    statement = statement_of(received.snapshot, body, local_day(received.edition_at))
    for name in (statement.issuer, received.issuer):
        sealed = replace(statement, issuer=name)
        if claims.content_hash == canonical_hash(canonical_text(sealed)):
            return CheckedWords(sealed, check)
    raise HarvestFault(Stage.CHECK, _("Dấu xác thực không khớp với lời của bài."))
