"""Reads of translations under way: what they may be made from, what is there, how far they are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from ttdn.portal.choices import APPROVED, MediaKind
from ttdn.portal.errors import Incomplete
from ttdn.portal.languages import content_languages
from ttdn.portal.models import Edition, Item, MediaAsset, TranslatedSegment, Translation
from ttdn.portal.queries import draft_of, record_of
from ttdn.portal.segments import segments_of
from ttdn.portal.snapshots import Snapshot, hash_of, media_of, snapshot_of

DONE, OPEN, CHANGED, MACHINE = "done", "open", "changed", "machine"


@dataclass(frozen=True)
class Source:
    """A version of the source that can be translated: `kind` is public, approved or draft."""

    kind: str
    hash: str
    snapshot: Snapshot


def sources_of(item: Item) -> list[Source]:
    """What readers have, else the approved edition, and the draft when it differs: the first is the best source."""
    found: list[Source] = []

    def offer(kind: str, snapshot: Snapshot) -> None:
        made = hash_of(snapshot)
        if all(each.hash != made for each in found):
            found.append(Source(kind, made, snapshot))

    record = record_of(item, item.source_language)
    if record is not None and record.in_force:
        offer("public", record.edition.snapshot)
    for edition in Edition.objects.filter(item=item, language=item.source_language, state__in=sorted(APPROVED)):
        offer("approved", edition.snapshot)
    draft = draft_of(item, item.source_language)
    if draft is not None:
        with suppress(Incomplete):  # a draft that lacks a medium is no source yet; the editor says what it lacks
            offer("draft", snapshot_of(draft))
    return found


def source_by_hash(item: Item, wanted: str) -> Source | None:
    """The version of the source with this hash: one that is offered, or an edition of any state."""
    for each in sources_of(item):
        if each.hash == wanted:
            return each
    edition = Edition.objects.filter(item=item, language=item.source_language, content_hash=wanted).first()
    return Source("earlier", wanted, edition.snapshot) if edition else None


def check_language(item: Item, language: str) -> None:
    """`Http404` unless the language is one that the item can be translated into."""
    if language == item.source_language or language not in content_languages():
        raise Http404


def translation_of(item: Item, language: str) -> Translation | None:
    """The translation under way; None: not begun."""
    found = Translation.objects.filter(item=item, language=language).first()
    if found is not None:
        found.item = item
    return found


@dataclass(frozen=True)
class Progress:
    """How many segments are in each state."""

    total: int
    done: int
    open: int
    changed: int
    machine: int

    @property
    def percent(self) -> int:
        """The finished part, in whole percent."""
        return self.done * 100 // self.total if self.total else 100


def progress_of(segments: list[TranslatedSegment]) -> Progress:
    """Count the states."""
    states = [each.state for each in segments]
    count = {state: states.count(state) for state in (DONE, OPEN, CHANGED, MACHINE)}
    return Progress(len(states), count[DONE], count[OPEN], count[CHANGED], count[MACHINE])


@dataclass(frozen=True)
class Wordless:
    """A picture or film of the source that the library does not describe in the language."""

    public_id: UUID
    title: str


def wordless_media(translation: Translation) -> list[Wordless]:
    """The media whose description exists in another language only (one query)."""
    keys = [each["id"] for each in media_of(translation.source) if each["alt"] or each["caption"]]
    found = MediaAsset.objects.filter(public_id__in=keys).order_by("pk")
    return [Wordless(each.public_id, each.title) for each in found if not _described(each, translation.language)]


def _described(asset: MediaAsset, language: str) -> bool:
    """A picture needs a description of what is to be seen, a film or recording some words."""
    said = asset.words.get(language, {})
    return bool(said.get("alt")) if asset.kind == MediaKind.PICTURE else bool(said)


def rich_keys(source: Snapshot) -> set[str]:
    """The keys of the segments that may carry placeholders."""
    return {each.key for each in segments_of(source) if each.rich}
