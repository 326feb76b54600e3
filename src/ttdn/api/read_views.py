"""The read API, `/api/v1/`: everything public, nothing else, in the order in which it changed."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from ttdn.api import schemas
from ttdn.api.answers import as_json, origin_of
from ttdn.api.problems import CONTENT_TYPE, Problem, problem
from ttdn.api.representations import content_of, head_of, picture_of
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import (
    Selection,
    agreement,
    in_sequence,
    is_tombstone,
    public_record,
    public_state,
    published_topics,
    publishing_bodies,
)
from ttdn.portal.public_queries import history_of, records_of
from ttdn.portal.publishing import ITEM_KIND
from ttdn.portal.snapshots import media_of
from ttdn.proofs import log
from ttdn.proofs.bundle import proof_bundle, root_document
from ttdn.proofs.models import LogEntry, LogRoot, SealedText

MOST = 2**62
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Language = Annotated[
    str, Path(pattern="^[a-z]{2,3}(-[a-z]{2,8})?$", description="Language code, for example vi or zh-hans.")
]
LanguageFilter = Annotated[str | None, Query(pattern="^[a-z]{2,3}(-[a-z]{2,8})?$")]
BodyFilter = Annotated[str | None, Query(pattern="^[a-z0-9-]{1,80}$", description="Public id or code of a body.")]
REFUSALS = dict.fromkeys((400, 401, 404, 410, 422, 429), schemas.Problem)


class ReadApi(NinjaAPI):
    """Tells of its refusals as what they are: problem details."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The OpenAPI document, with the media type of refusals and the optional key."""
        document = super().get_openapi_schema(**kwargs)
        for path in document["paths"].values():
            for operation in path.values():
                for code, response in operation["responses"].items():
                    if str(code)[0] in "45" and "application/json" in response.get("content", {}):
                        response["content"] = {CONTENT_TYPE: response["content"].pop("application/json")}
        document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{}, {"key": []}]
        return document


api = ReadApi(
    title="Thông tin đối ngoại Việt Nam: read API",
    version="1",
    description="Official items of Vietnamese State bodies: what was published, corrected and withdrawn. "
    "No key is needed; a key (Authorization: Bearer) raises the limit of 120 requests a minute.",
    docs_url=None,
    urls_namespace="api_read",
)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = [
        {"where": [str(part) for part in each.get("loc", ())], "what": str(each.get("msg", ""))}
        for each in error.errors
    ]
    return problem(request, 422, errors=told)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404)


@api.exception_handler(Problem)
def _refused(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem(request, error.status, error.sentence)


def _changed(request: HttpRequest, value: datetime | None) -> None:
    """For the header Last-Modified (`read_urls`)."""
    request.ttdn_changed = value  # type: ignore[attr-defined]


def _cursor(sequence: int) -> str:
    return base64.urlsafe_b64encode(f"s{sequence}".encode()).decode().rstrip("=")


def _after(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        number = int(text.removeprefix("s")) if text[:1] == "s" and text[1:].isdigit() else -1
    except (binascii.Error, ValueError):
        number = -1
    if not 0 <= number <= MOST or _cursor(number) != cursor:
        raise Problem(400)
    return number


def _body_id(value: str | None) -> UUID | None:
    """The public id of a body given by it or by its code; an unknown one selects nothing."""
    if value is None:
        return None
    try:
        return UUID(value)
    except ValueError:
        found = Body.objects.filter(code=value).values_list("public_id", flat=True).first()
        return found or UUID(int=0)


def _record(item: UUID, language: str) -> PublicRecord:
    record = public_record(item, language)
    if record is None:
        raise Http404
    return record


@api.get("/items", response={200: schemas.HeadPage, **REFUSALS}, url_name="items", tags=["items"])
def items(  # noqa: PLR0917  (the parameters of the address)
    request: HttpRequest,
    body: BodyFilter = None,
    kind: schemas.Kinds | None = None,
    topic: UUID | None = None,
    language: LanguageFilter = None,
    standing: schemas.Standings | None = None,
    since: Annotated[datetime | None, Query(description="Changed at this instant or later.")] = None,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """Items in the order of their last change, oldest first: keep the cursor, and ask again for what is new."""
    if since is not None:
        since = min(max(since if since.tzinfo else since.replace(tzinfo=UTC), _EARLIEST), _LATEST)
    selection = Selection(_body_id(body), language, kind, topic, standing, since)
    after = _after(cursor)
    found = in_sequence(selection, after=after, limit=limit + 1)
    rows = found[:limit]
    _changed(request, public_state().changed_at)
    return {
        "items": [head_of(row, origin_of(request)) for row in rows],
        "cursor": _cursor(rows[-1].sequence if rows else after),
        "more": len(found) > limit,
    }


@api.get("/items/{uuid:item}", response={200: schemas.ItemLanguages, **REFUSALS}, url_name="item", tags=["items"])
def item_languages(request: HttpRequest, item: UUID) -> Any:
    """An item in every language in which it was published."""
    rows = records_of(item)
    if not rows:
        raise Http404
    _changed(request, max(row.changed_at for row in rows))
    return {"id": item, "languages": [head_of(row, origin_of(request)) for row in rows]}


@api.get("/items/{uuid:item}/{language}", response={200: schemas.Full, **REFUSALS}, url_name="text", tags=["items"])
def item_text(request: HttpRequest, item: UUID, language: Language) -> Any:
    """An item in one language, with its whole content; once withdrawn, only that it was."""
    record = _record(item, language)
    _changed(request, record.changed_at)
    return head_of(record, origin_of(request)) | content_of(record, origin_of(request))


@api.get(
    "/items/{uuid:item}/{language}/editions",
    response={200: list[schemas.Edition], **REFUSALS},
    url_name="editions",
    tags=["items"],
)
def editions(request: HttpRequest, item: UUID, language: Language) -> Any:
    """What was published at this address and when, the newest first: corrections and the withdrawal with their reasons."""
    record = _record(item, language)
    _changed(request, record.changed_at)
    return [
        {
            "edition": each.ordinal,
            "change": each.change,
            "state": each.state,
            "reason": each.public_reason,
            "content_hash": each.content_hash,
            "published_at": each.published_at,
            "ended_at": each.ended_at,
            "ended_reason": each.ended_reason,
        }
        for each in history_of(record)
    ]


@api.get(
    "/items/{uuid:item}/{language}/media",
    response={200: list[schemas.Media], **REFUSALS},
    url_name="media",
    tags=["items"],
)
def media(request: HttpRequest, item: UUID, language: Language) -> Any:
    """The pictures, films and documents of an item, with the words that were approved with it."""
    record = _record(item, language)
    if is_tombstone(record):
        raise Problem(410)
    _changed(request, record.changed_at)
    return [picture_of(each, record, origin_of(request)) for each in media_of(record.edition.snapshot)]


@api.get(
    "/items/{uuid:item}/{language}/proof", response={200: dict[str, Any], **REFUSALS}, url_name="proof", tags=["proofs"]
)
def proof(request: HttpRequest, item: UUID, language: Language) -> Any:
    """The proof of the current edition, made now: seal, place in the public log, signed root (format ttdn-proof-1)."""
    record = _record(item, language)
    if is_tombstone(record):
        raise Problem(410)
    text = (
        SealedText.objects.filter(
            item_kind=ITEM_KIND, item=item, language=language, edition=record.edition.ordinal, erased_at=None
        )
        .select_related("entry", "key")
        .first()
    )
    if text is None:
        raise Http404
    response = HttpResponse(as_json(proof_bundle(text, at=timezone.now())), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


@api.get("/bodies", response={200: list[schemas.Body], **REFUSALS}, url_name="bodies", tags=["bodies"])
def bodies(request: HttpRequest) -> Any:
    """Every body that ever published here, with its names of today."""
    on = timezone.localdate()
    rows = publishing_bodies()
    names = names_on(rows, on)
    origin = origin_of(request)
    return [
        {
            "id": body.public_id,
            "code": body.code,
            "name_vi": names[body.pk].name_vi if body.pk in names else "",
            "name_en": names[body.pk].name_en if body.pk in names else "",
            "url": f"{origin}/vi/{body.code}/",
            "alive": body.alive_on(on),
        }
        for body in rows
    ]


@api.get("/topics", response={200: list[schemas.Topic], **REFUSALS}, url_name="topics", tags=["topics"])
def topics(request: HttpRequest, language: Annotated[str, Query(pattern="^[a-z]{2,3}(-[a-z]{2,8})?$")] = "vi") -> Any:
    """The topics that have a page in a language; filter items by their id."""
    origin = origin_of(request)
    return [
        {"id": row.item.public_id, "language": row.language, "title": row.title, "url": origin + row.path}
        for row in published_topics(language)
    ]


@api.get("/log", response={200: schemas.LogPage, **REFUSALS}, url_name="log", tags=["proofs"])
def log_entries(
    request: HttpRequest,
    start: Annotated[int, Query(ge=0, le=MOST, description="Index of the first entry.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """Entries of the public log in their order, with the size of the log and the root over all of it."""
    tree = log.current()
    found = list(LogEntry.objects.filter(index__gte=start, index__lt=tree.size).order_by("index")[: limit + 1])
    return {
        "size": tree.size,
        "root": tree.root,
        "entries": [log.leaf(entry) for entry in found[:limit]],
        "more": len(found) > limit,
    }


@api.get("/log/roots", response={200: list[schemas.Root], **REFUSALS}, url_name="roots", tags=["proofs"])
def log_roots(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=400)] = 31) -> Any:
    """The signed roots of the last days, the newest first."""
    return [root_document(root) for root in LogRoot.objects.order_by("-day")[:limit]]


@api.get("/agreement", response={200: schemas.Agreement, **REFUSALS}, url_name="agreement", tags=["exchange"])
def agreed(
    request: HttpRequest,
    body: BodyFilter = None,
    language: LanguageFilter = None,
    standing: schemas.Standings | None = None,
) -> Any:
    """How many items we hold and one hash over all of them: two instances that hold the same give the same.

    A harvester that came after a withdrawal never held that item: it asks for each standing apart.
    """
    state = public_state()
    result = agreement(Selection(body=_body_id(body), language=language, standing=standing, own=True))
    _changed(request, state.changed_at)
    return {"count": result.count, "set_hash": result.hash, "sequence": state.sequence}
