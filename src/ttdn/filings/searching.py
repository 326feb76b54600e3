"""Filings in the search: what was issued and what is being made are indexed apart, each found by whoever may see it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from ttdn.filings.choices import ISSUED_STATES, OPEN_STATES
from ttdn.filings.models import Filing, FilingVersion
from ttdn.search.actions import index_later
from ttdn.search.registry import SearchDocument

KIND = "filings.filing"
DRAFT_KIND = "filings.draft"
"""A version being made; the other kind holds the filing's newest issued version."""


def _document_of(version: FilingVersion, kind: str, public_id: uuid.UUID, readers: set[uuid.UUID]) -> SearchDocument:
    return SearchDocument(
        kind=kind,
        id=public_id,
        title=version.filing.title,
        text="\n".join(text for text in version.sections.values_list("text", flat=True) if text),
        number=version.number_and_symbol,
        url=reverse("filings_detail", args=[version.filing.public_id]),
        on=version.issued_on or version.updated_at.date(),
        scopes=frozenset(f"body:{each}" for each in readers | {version.filing.body.public_id}),
        language=version.language,
        body=version.filing.body.public_id,
    )


def issued_document(filing: Filing) -> SearchDocument | None:
    """The newest issued version, for its body and its addressees; None when nothing was issued yet."""
    version = (
        filing.versions.filter(state__in=ISSUED_STATES).without_snapshot().select_related("filing__body")
    ).order_by("-ordinal").first()  # fmt: skip
    if version is None:
        return None
    readers = set(version.deliveries.exclude(addressee=None).values_list("addressee__public_id", flat=True))
    return _document_of(version, KIND, filing.public_id, readers)


def draft_document(filing: Filing) -> SearchDocument | None:
    """The version being made, for its own body only; None when none is."""
    version = (
        filing.versions.filter(state__in=OPEN_STATES).without_snapshot().select_related("filing__body")
    ).order_by("-ordinal").first()  # fmt: skip
    return _document_of(version, DRAFT_KIND, filing.public_id, set()) if version is not None else None


def _filings() -> Iterator[Filing]:
    yield from Filing.objects.select_related("body").iterator(chunk_size=500)


def all_issued() -> Iterator[SearchDocument]:
    """Every issued filing, for building the index anew."""
    yield from filter(None, map(issued_document, _filings()))


def all_drafts() -> Iterator[SearchDocument]:
    """Every version being made, for building the index anew."""
    yield from filter(None, map(draft_document, _filings()))


def one_issued(public_id: uuid.UUID) -> SearchDocument | None:
    """One issued filing; None when it is gone or not issued."""
    filing = Filing.objects.select_related("body").filter(public_id=public_id).first()
    return issued_document(filing) if filing is not None else None


def one_draft(public_id: uuid.UUID) -> SearchDocument | None:
    """The draft of one filing; None when there is none."""
    filing = Filing.objects.select_related("body").filter(public_id=public_id).first()
    return draft_document(filing) if filing is not None else None


def openable(user: Any, ids: Iterable[uuid.UUID], on: date) -> set[uuid.UUID]:
    """Those of the filings whose issued text the user may open."""
    rows = FilingVersion.objects.visible_to(user, on).filter(state__in=ISSUED_STATES, filing__public_id__in=list(ids))
    return set(rows.values_list("filing__public_id", flat=True))


def openable_drafts(user: Any, ids: Iterable[uuid.UUID], on: date) -> set[uuid.UUID]:
    """Those of the filings whose draft the user may open: of the user's own bodies."""
    rows = FilingVersion.objects.visible_to(user, on).filter(state__in=OPEN_STATES, filing__public_id__in=list(ids))
    return set(rows.values_list("filing__public_id", flat=True))


def index_version(version: FilingVersion) -> None:
    """Building block: index both sides of the filing anew once the transaction is through."""
    index_later(KIND, version.filing.public_id)
    index_later(DRAFT_KIND, version.filing.public_id)
