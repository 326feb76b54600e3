"""The shapes of the read API, as OpenAPI tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

Kinds = Literal[
    "profile", "news", "press_release", "statement", "clarification", "publication", "event", "fact_sheet", "gallery",
    "topic",
]  # fmt: skip
Standings = Literal["in_force", "withdrawn", "replaced"]


class Problem(Schema):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence for people, in Vietnamese or English (Accept-Language).")
    instance: str
    errors: list[dict[str, Any]] | None = None


class BodyRef(Schema):
    id: UUID
    code: str


class Media(Schema):
    id: UUID
    kind: str
    url: str
    sha256: str
    mime: str
    width: int | None
    height: int | None
    alt: str
    caption: str
    credit: str
    rights: str


class Head(Schema):
    """An item in one language. Of a withdrawn one only that it was withdrawn, when and why."""

    id: UUID
    language: str
    kind: Kinds
    standing: Standings
    reason: str = Field(description="The public reason of the last correction, withdrawal or replacement.")
    sequence: int = Field(
        description="Its place in the one line of all public changes; a later change is a higher number."
    )
    edition: int
    content_hash: str
    title: str | None
    lead: str | None
    body: BodyRef
    number: str
    number_on: date | None
    audience: str
    rights: str
    source_language: str
    machine_draft: bool
    published_at: datetime
    changed_at: datetime
    url: str
    permanent_url: str
    replaced_by: UUID | None
    harvested_from: UUID | None
    picture: Media | None


class Full(Head):
    """An item in one language with its content."""

    content: dict[str, Any] | None = Field(description="The content as approved and sealed (ttdn-content-1).")
    text: list[str] | None = Field(description="Its words, a paragraph each.")
    html: str | None = Field(description="Its words as HTML with absolute addresses.")


class HeadPage(Schema):
    items: list[Head]
    cursor: str = Field(description="Give it back to go on from here, now or another day.")
    more: bool


class ItemLanguages(Schema):
    id: UUID
    languages: list[Head]


class Edition(Schema):
    edition: int
    change: str
    state: str
    reason: str
    content_hash: str
    published_at: datetime
    ended_at: datetime | None
    ended_reason: str


class Body(Schema):
    id: UUID
    code: str
    name_vi: str
    name_en: str
    url: str
    alive: bool


class Topic(Schema):
    id: UUID
    language: str
    title: str
    url: str


class LogPage(Schema):
    size: int
    root: str
    entries: list[dict[str, Any]] = Field(description="Leaves of the public log (docs/reference/authenticity.md).")
    more: bool


class Root(Schema):
    day: date
    size: int
    root: str
    jws: str


class Agreement(Schema):
    count: int
    set_hash: str = Field(
        description="SHA-256 over the sorted lines `<item>/<language> <content hash> <standing>`, each ended by LF."
    )
    sequence: int = Field(description="The last public change that is counted in.")
