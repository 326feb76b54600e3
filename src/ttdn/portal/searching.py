"""Items as the search finds them: what is public by everybody, the workspace's drafts by their own body."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ttdn.law import local_day
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.choices import Kind, Standing, State
from ttdn.portal.hooks import on_public_change
from ttdn.portal.languages import KNOWN, chrome_language
from ttdn.portal.models import Edition, Item, PublicRecord
from ttdn.portal.public_queries import body_label
from ttdn.portal.queries import drafts_of
from ttdn.portal.snapshots import Snapshot, plain_paragraphs, snapshot_of
from ttdn.search import registry
from ttdn.search.actions import index_later, index_now
from ttdn.search.registry import PUBLIC_SCOPE, SearchDocument, Source
from ttdn.web.templatetags.ttdn import dmy

DRAFT = "portal.draft"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def kind_of(kind: str) -> str:
    """The search's name of a kind of item."""
    return f"portal.{kind}"


def searched_paragraphs(snapshot: Snapshot) -> list[str]:
    """The words of a snapshot as readers see and look for them: days as dd/mm/yyyy.

    What is sealed keeps its ISO days (`plain_paragraphs`): seals that were given must go on holding.
    """
    fields = {name: _as_read(value) for name, value in snapshot["fields"].items()}
    return plain_paragraphs(
        {**snapshot, "fields": fields, "blocks": [_block_as_read(each) for each in snapshot["blocks"]]}
    )


def _block_as_read(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "timeline":
        return block
    return {**block, "rows": [{**row, "on": _as_read(row["on"])} for row in block["rows"]]}


def _as_read(value: Any) -> Any:
    """An ISO day as dd/mm/yyyy; anything else as it is."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        return value
    try:
        return dmy(datetime.date.fromisoformat(value))
    except ValueError:  # figures that look like a day and are none
        return value


# what everybody finds: a record is known by its edition, so an index that is behind can show nothing but what stands


def _public(kind: str | None = None) -> Any:
    found = PublicRecord.objects.filter(standing=Standing.IN_FORCE).select_related("edition", "body", "item")
    return found.filter(kind=kind) if kind else found


def document_of(record: PublicRecord) -> SearchDocument:
    """A public record as the index holds it."""
    snapshot = record.edition.snapshot
    return SearchDocument(
        kind=kind_of(record.kind),
        id=record.edition.public_id,
        title=record.title,
        text="\n".join(searched_paragraphs(snapshot)),
        number=snapshot["number"],
        url=record.path,
        on=local_day(record.first_published_at),
        scopes=frozenset({PUBLIC_SCOPE}),
        language=record.language,
        body=record.body.public_id,
        topics=frozenset(snapshot["topics"]),
    )


def _rows(kind: str) -> Iterable[SearchDocument]:
    return (document_of(record) for record in _public(kind).order_by("pk").iterator(chunk_size=500))


def _one(kind: str, public_id: uuid.UUID) -> SearchDocument | None:
    record = _public(kind).filter(edition__public_id=public_id).first()
    return document_of(record) if record else None


def _everybody(kind: str, _user: Any, ids: list[uuid.UUID], _on: datetime.date) -> set[uuid.UUID]:
    return set(
        PublicRecord.objects.filter(kind=kind, standing=Standing.IN_FORCE, edition__public_id__in=ids).values_list(
            "edition__public_id", flat=True
        )
    )


def public_sources() -> list[Source]:
    """One source for each kind of item, so that readers may narrow by kind."""
    return [
        Source(
            kind=kind_of(kind),
            label=kind.label,
            rows=partial(_rows, kind.value),
            one=partial(_one, kind.value),
            access=partial(_everybody, kind.value),
            public=True,
        )
        for kind in Kind
    ]


def index_changed(records: Sequence[int], _at: datetime.datetime) -> None:
    """Hook of every public change: the new edition in, the earlier ones out, by this process at once."""
    for record in PublicRecord.objects.filter(pk__in=records):
        ended = Edition.objects.filter(
            item=record.item_id, language=record.language, state__in=(State.SUPERSEDED, State.WITHDRAWN)
        ).order_by("-ordinal")[:2]
        for public_id in {*ended.values_list("public_id", flat=True), *_current(record)}:
            index_now(kind_of(record.kind), public_id)


def _current(record: PublicRecord) -> list[uuid.UUID]:
    return list(Edition.objects.filter(pk=record.edition_id).values_list("public_id", flat=True))


# what a body's own people find


def draft_document(item: Item) -> SearchDocument | None:
    """The drafts of an item, all languages in one document; None: it has none."""
    drafts = drafts_of(item)
    if not drafts:
        return None
    words: list[str] = []
    for draft in drafts:
        words += [draft.title, *searched_paragraphs(snapshot_of(draft))]
    return SearchDocument(
        kind=DRAFT,
        id=item.public_id,
        title=drafts[0].title,
        text="\n".join(words),
        number=item.number,
        url=reverse("portal_item", args=[item.public_id]),
        on=local_day(item.created_at),
        scopes=frozenset({f"body:{item.body.public_id}"}),
        language=drafts[0].language,
        body=item.body.public_id,
    )


def _draft_rows() -> Iterable[SearchDocument]:
    for item in Item.objects.select_related("body").order_by("pk").iterator(chunk_size=200):
        document = draft_document(item)
        if document is not None:
            yield document


def _one_draft(public_id: uuid.UUID) -> SearchDocument | None:
    item = Item.objects.select_related("body").filter(public_id=public_id).first()
    return draft_document(item) if item else None


def _own(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    return set(Item.objects.visible_to(user, on).filter(public_id__in=ids).values_list("public_id", flat=True))


DRAFTS = Source(kind=DRAFT, label=_("Bài soạn"), rows=_draft_rows, one=_one_draft, access=_own)


def draft_saved(sender: Any, instance: Any, **_more: Any) -> None:
    """A revision of a draft was kept: the worker indexes the item again."""
    page = instance.content_object
    item = getattr(page, "item", None)
    if isinstance(item, Item):
        index_later(DRAFT, item.public_id)


# what the values of the facets are called


def body_names(ids: list[str]) -> Mapping[str, str]:
    """Bodies by public id, in the language of the page."""
    bodies = list(Body.objects.filter(public_id__in=ids))
    names = names_on(bodies, timezone.localdate())  # noqa: TID251  (names of today, for a page of today)
    language = chrome_language(get_language() or "vi")
    return {str(body.public_id): body_label(names.get(body.pk), language) for body in bodies}


def topic_names(ids: list[str]) -> Mapping[str, str]:
    """Topics by the public id of their item, in the language of the page."""
    language = chrome_language(get_language() or "vi")
    found = PublicRecord.objects.filter(item__public_id__in=ids, kind=Kind.TOPIC).select_related("item")
    names: dict[str, str] = {}
    for record in found:
        if record.language == language or str(record.item.public_id) not in names:
            names[str(record.item.public_id)] = record.title
    return names


def language_names(codes: list[str]) -> Mapping[str, str]:
    """Languages by their own names."""
    return {code: KNOWN[code].name for code in codes if code in KNOWN}


def register() -> None:
    """Tell the search what the portal holds, and keep its index in step with every public change and every draft."""
    for source in public_sources():
        registry.register(source)
    registry.register(DRAFTS)
    registry.register_names("body", body_names)
    registry.register_names("topic", topic_names)
    registry.register_names("language", language_names)
    on_public_change(index_changed)
