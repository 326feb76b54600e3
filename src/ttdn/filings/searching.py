"""Filings in the search: the newest version of each, found by whoever may see it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from ttdn.filings.choices import ISSUED_STATES
from ttdn.filings.models import Filing, FilingVersion
from ttdn.search.actions import index_later
from ttdn.search.registry import SearchDocument

KIND = "filings.filing"


def document_of(filing: Filing) -> SearchDocument | None:
    """The filing as the index holds it.

    Text of an open version is found by its own body only; the scopes of an issued one name the addressees too.
    """
    version = filing.versions.order_by("-ordinal").first()
    if version is None:
        return None
    scopes = {f"body:{filing.body.public_id}"}
    if version.state in ISSUED_STATES:
        addressees = version.deliveries.exclude(addressee=None).values_list("addressee__public_id", flat=True)
        scopes |= {f"body:{each}" for each in addressees}
    return SearchDocument(
        kind=KIND,
        id=filing.public_id,
        title=filing.title,
        text="\n".join(text for text in version.sections.values_list("text", flat=True) if text),
        number=version.number_and_symbol,
        url=reverse("filings_detail", args=[filing.public_id]),
        on=version.issued_on or version.updated_at.date(),
        scopes=frozenset(scopes),
        language=version.language,
    )


def all_documents() -> Iterator[SearchDocument]:
    """Every filing, for building the index anew."""
    for filing in Filing.objects.select_related("body").iterator(chunk_size=500):
        document = document_of(filing)
        if document is not None:
            yield document


def one_document(public_id: uuid.UUID) -> SearchDocument | None:
    """One filing; None when it is gone."""
    filing = Filing.objects.select_related("body").filter(public_id=public_id).first()
    return document_of(filing) if filing is not None else None


def openable(user: Any, ids: Iterable[uuid.UUID], on: date) -> set[uuid.UUID]:
    """Those of the filings that the user may open."""
    return set(Filing.objects.visible_to(user, on).filter(public_id__in=list(ids)).values_list("public_id", flat=True))


def index_version(version: FilingVersion) -> None:
    """Building block: index the filing anew once the transaction is through."""
    index_later(KIND, version.filing.public_id)
