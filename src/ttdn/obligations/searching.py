"""Legal instruments of the law book and ad hoc requests as the search finds them."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ttdn.law.schema import Instrument
from ttdn.obligations.book import current_book
from ttdn.obligations.models import Request
from ttdn.obligations.queries import requests_for
from ttdn.organisations.queries import REGISTER_SCOPE, reach_of
from ttdn.search.actions import index_later
from ttdn.search.registry import SearchDocument, Source

INSTRUMENT_KIND = "obligations.instrument"
REQUEST_KIND = "obligations.request"
NAMESPACE = uuid.UUID("6f0f5a52-5d0c-5c0b-9d0e-7b1f5f0c2a11")
"""Namespace of the search ids of instruments, which have no UUID of their own; it must never change."""


def instrument_key(instrument_id: str) -> uuid.UUID:
    """The search id of an instrument, always the same for the same id."""
    return uuid.uuid5(NAMESPACE, instrument_id)


def instrument_document(instrument: Instrument) -> SearchDocument:
    """An instrument of the law book, dated by its issue, found by everyone who acts for some body."""
    words = (instrument.number, instrument.title_en, instrument.issuer_vi, instrument.note_vi)
    return SearchDocument(
        kind=INSTRUMENT_KIND,
        id=instrument_key(instrument.id),
        title=instrument.title_vi,
        text="\n".join(word for word in words if word),
        number=instrument.number or "",
        url=reverse("obligations_instrument", args=[instrument.id]),
        on=instrument.issued_on,
        scopes=frozenset({REGISTER_SCOPE}),
    )


def instrument_rows() -> Iterable[SearchDocument]:
    """Every instrument of the book in force here now."""
    return map(instrument_document, current_book().instruments.values())


def instrument_one(key: uuid.UUID) -> SearchDocument | None:
    """The instrument with that search id; None: the book has none."""
    found = (each for each in current_book().instruments.values() if instrument_key(each.id) == key)
    return next(map(instrument_document, found), None)


def instrument_allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """Those the book still has, for an active person who acts for some body that day."""
    if not reach_of(user, on).bodies:
        return set()
    return {instrument_key(each) for each in current_book().instruments} & set(ids)


def request_document(request: Request) -> SearchDocument:
    """A request, found by the coordinator and by the bodies that it was sent to."""
    addressees = (f"body:{body.public_id}" for body in request.addressees.all())
    return SearchDocument(
        kind=REQUEST_KIND,
        id=request.public_id,
        title=request.title,
        text=request.text,
        number=request.document_number,
        url=reverse("obligations_request", args=[request.public_id]),
        on=request.document_date,
        scopes=frozenset({"coordinator", *addressees}),
    )


def request_rows() -> Iterable[SearchDocument]:
    """Every request."""
    requests = Request.objects.prefetch_related("addressees").order_by("pk")
    return (request_document(request) for request in requests.iterator(chunk_size=2000))


def request_one(public_id: uuid.UUID) -> SearchDocument | None:
    """One request; None when it is gone."""
    request = Request.objects.filter(public_id=public_id).first()
    return request_document(request) if request else None


def request_allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """The ids whose page the person may open."""
    found = requests_for(reach_of(user, on)).filter(public_id__in=ids)
    return set(found.values_list("public_id", flat=True))


def index_request(request: Request) -> None:
    """Building block: the index learns of a request once the transaction has committed."""
    index_later(REQUEST_KIND, request.public_id)


INSTRUMENTS = Source(
    kind=INSTRUMENT_KIND,
    label=_("Văn bản pháp luật"),
    rows=instrument_rows,
    one=instrument_one,
    access=instrument_allowed,
)
REQUESTS = Source(
    kind=REQUEST_KIND,
    label=_("Yêu cầu báo cáo đột xuất"),
    rows=request_rows,
    one=request_one,
    access=request_allowed,
)
