"""The portal of the demonstration, played through the flow's own actions in the order of time.

Each text is put forward, read by a second person, approved, released, sealed and logged; some are corrected, withdrawn
or replaced later.

Every step looks at what is there before it acts, so a run that was cut short goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from ttdn.accounts.models import User
from ttdn.config.demonstration import items
from ttdn.config.demonstration.media import Library, medium
from ttdn.config.demonstration.people import holder
from ttdn.config.demonstration.script import moment
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import Details, Origin, add_draft, begin_item, write_draft
from ttdn.portal.actions.groups import add_member, make_group, release_group
from ttdn.portal.actions.media_release import prepare_media
from ttdn.portal.actions.people import Naming, name_spokesperson, set_contact_public
from ttdn.portal.actions.releasing import release, schedule
from ttdn.portal.actions.review import approve, pass_review, return_edition, submit
from ttdn.portal.choices import PUBLIC, State
from ttdn.portal.models import Edition, Item, ReleaseGroup, Spokesperson
from ttdn.portal.queries import draft_of
from ttdn.web.models import OnceToken

SCHEDULED_IN = timedelta(days=3)
STEPS = ("draft", "in_review", "reviewed", "approved", "published")
_HOURS = {"vi": 8, "en": 11, "fr": 13, "lo": 14, "zh-hans": 15}
"""The hour of the day at which a language is put forward; it is public an hour and a half later."""


@dataclass(frozen=True)
class Room:
    """Who makes the items of a body."""

    body: Body
    editor: User
    translator: User
    officer: User
    leader: User


@dataclass(frozen=True)
class Deed:
    """Something that happens at a moment of the story."""

    at: datetime
    run: Callable[[datetime], object]


def play(now: datetime, on: date) -> None:
    """Play everything that is not done, the oldest first."""
    entries = items.all_items()
    rooms = {code: _room(code, on) for code in {entry["body"] for entry in entries}}
    deeds = [Deed(moment(on - timedelta(days=90), 9), partial(_spokespersons, rooms, on))]
    for entry in entries:
        if entry["kind"] == "profile":
            items.fill_profile(entry, rooms[entry["body"]].body, on)
        deeds += _deeds(entry, rooms[entry["body"]], on)
    for deed in sorted(deeds, key=lambda deed: deed.at):
        deed.run(min(deed.at, now))


def _room(code: str, on: date) -> Room:
    body = Body.objects.get(code=code)
    people = (holder(body, role, on) for role in ("editor", "translator", "officer", "leader"))
    return Room(body, *people)


def _deeds(entry: dict[str, Any], room: Room, on: date) -> list[Deed]:
    day = on - timedelta(days=entry["ago"])
    found = []
    languages = items.languages_of(entry)
    for order, language in enumerate(languages):
        at = moment(day, _HOURS[language], order * 7 + len(entry["key"]) % 7)
        if entry.get("together"):
            found.append(Deed(at, partial(_approved_together, entry, language, room, on)))
        else:
            found.append(Deed(at, partial(_tell, entry, language, room, on)))
    if entry.get("together"):
        found.append(Deed(moment(day, 16), partial(_release_together, entry, room)))
    for change in entry.get("later", ()):
        at = moment(on - timedelta(days=change["ago"]), _HOURS[change["language"]], 30)
        found.append(Deed(at, partial(_change, entry, change, room)))
    return found


def _tell(entry: dict[str, Any], language: str, room: Room, on: date, at: datetime) -> None:
    """One text of an item, as far as the script lets it go."""
    until = entry.get("until", "published")
    edition = _edition(entry, language, room, on, at, reach=until)
    if edition is None:
        return
    if until == "returned" and edition.state == State.IN_REVIEW:
        return_edition(edition=edition, reason=entry["reason"], acting_user=room.officer, at=at)
    if until == "scheduled" and edition.state == State.APPROVED:
        schedule(edition=edition, release_at=at + SCHEDULED_IN + timedelta(days=1), acting_user=room.editor, at=at)
    if until == "published" and edition.state == State.APPROVED:
        release(edition=edition, acting_user=room.editor, at=at + timedelta(minutes=90))


def _edition(
    entry: dict[str, Any], language: str, room: Room, on: date, at: datetime, *, reach: str = "approved"
) -> Edition | None:
    """The first edition of a text, put forward and read; None: the script leaves it a draft."""
    item = _item(entry, room, on, at)
    if language != item.source_language and draft_of(item, language) is None:
        _translate(item, entry, language, Library(room.body, room.editor, on, at), room.translator)
    if reach == "draft":
        return None
    edition = Edition.objects.filter(item=item, language=language).order_by("ordinal").first()
    if edition is None:
        replaced = _find(entry["replaces"]) if entry.get("replaces") and language == item.source_language else None
        edition = submit(
            item=item,
            language=language,
            acting_user=room.translator if language != item.source_language else room.editor,
            at=at,
            public_reason=entry.get("reason", "") if replaced else "",
            replaces_item=replaced,
        )
    return _carry(edition, room, at, reach)


def _carry(edition: Edition, room: Room, at: datetime, reach: str) -> Edition:
    """Through the second reader and the leader, as far as `reach`."""
    if reach in ("in_review", "returned"):
        return edition
    if edition.state == State.IN_REVIEW:
        edition = pass_review(edition=edition, acting_user=room.officer, at=at + timedelta(minutes=30))
    if reach != "reviewed" and edition.state == State.REVIEWED:
        edition = approve(
            edition=edition,
            content_hash=edition.content_hash,
            acting_user=room.leader,
            at=at + timedelta(minutes=60),
        )
        prepare_media(edition, at + timedelta(minutes=60))  # the queue rests while the story is played
    return edition


def _token(key: str) -> str:
    return f"demonstration-portal-{key}"


def _find(key: str) -> Item | None:
    """The item that an earlier run or step made of a key of the script."""
    known = OnceToken.objects.filter(token=_token(key)).first()
    return (
        Item.objects.select_related("body").filter(public_id=known.result).first() if known and known.result else None
    )


def _item(entry: dict[str, Any], room: Room, on: date, at: datetime) -> Item:
    found = _find(entry["key"])
    if found is not None:
        return found
    page = begin_item(
        body=room.body,
        kind=entry["kind"],
        language="vi",
        title=entry["vi"]["title"],
        acting_user=room.editor,
        at=at,
        details=Details(channel=entry.get("channel", "portal"), topics=_topics(entry)),
        origin=_origin(entry, at),
        content=items.content(entry, "vi", on, partial(medium, Library(room.body, room.editor, on, at))),
        is_demo=True,
        once=_token(entry["key"]),
    )
    item: Item = page.item
    return item


def _topics(entry: dict[str, Any]) -> tuple[Item, ...]:
    return tuple(topic for code in entry.get("topics", ()) if (topic := _find(f"topic-{code}")))


def _origin(entry: dict[str, Any], at: datetime) -> Origin | None:
    """The instrument that an item was made from, or the demonstration's own number."""
    if "instrument" in entry:
        law = current_book().instrument(entry["instrument"])
        source = uuid5(NAMESPACE_URL, f"ttdn:law:{entry['instrument']}")
        content = hashlib.sha256(law.model_dump_json().encode()).hexdigest()
        return Origin("law.instrument", source, content, law.number or "", law.issued_on)
    if "number" in entry:
        source = uuid5(NAMESPACE_URL, f"ttdn:demonstration:{entry['key']}")
        return Origin(
            "demonstration", source, hashlib.sha256(entry["key"].encode()).hexdigest(), entry["number"], at.date()
        )
    return None


def _translate(item: Item, entry: dict[str, Any], language: str, library: Library, translator: User) -> None:
    """A translation bound to the version of the original that it was made from."""
    source = Edition.objects.filter(item=item, language=item.source_language).order_by("-ordinal").first()
    content = items.content(entry, language, library.on, partial(medium, library))
    if source is not None:
        content["translated_from_hash"] = source.content_hash
    with transaction.atomic(durable=True):
        add_draft(
            item,
            language=language,
            title=entry[language]["title"],
            at=library.at,
            acting_user=translator,
            content=content,
        )


def _approved_together(entry: dict[str, Any], language: str, room: Room, on: date, at: datetime) -> None:
    _edition(entry, language, room, on, at)


def _release_together(entry: dict[str, Any], room: Room, at: datetime) -> None:
    """All languages of an item at one instant, as a release group."""
    item = _find(entry["key"])
    editions = Edition.objects.filter(item=item, state=State.APPROVED)
    if not editions:
        return
    group = ReleaseGroup.objects.filter(body=room.body, title=entry["vi"]["title"][:200]).first() or make_group(
        body=room.body, title=entry["vi"]["title"], acting_user=room.editor, at=at
    )
    for edition in editions.filter(group=None):
        add_member(group=group, edition=edition, acting_user=room.editor, at=at)
    release_group(group=group, acting_user=room.editor, at=at)


def _change(entry: dict[str, Any], change: dict[str, Any], room: Room, at: datetime) -> None:
    """A correction or a withdrawal of what was public."""
    item, language = _find(entry["key"]), change["language"]
    if item is None:
        return
    history = Edition.objects.filter(item=item, language=language)
    if change["do"] == "withdraw":
        public = history.filter(state=State.PUBLISHED).first()
        if public is not None:
            withdraw(edition=public, reason=change["reason"], acting_user=room.leader, at=at)
        return
    if history.filter(state__in=PUBLIC).count() > 1:
        return
    second = history.order_by("-ordinal").first()
    if second is None or second.state == State.PUBLISHED:
        _correct_draft(item, language, change, room, at)
        second = submit(item=item, language=language, acting_user=room.editor, at=at, public_reason=change["reason"])
    ready = _carry(second, room, at, "approved")
    if ready.state == State.APPROVED:
        release(edition=ready, acting_user=room.editor, at=at + timedelta(minutes=90))


def _correct_draft(item: Item, language: str, change: dict[str, Any], room: Room, at: datetime) -> None:
    draft = draft_of(item, language)
    if draft is None or draft.lead == change["lead"]:
        return
    values = {"lead": change["lead"]}
    if language != item.source_language:
        source = Edition.objects.get(item=item, language=item.source_language, state=State.PUBLISHED)
        values["translated_from_hash"] = source.content_hash
    write_draft(page=draft, values=values, acting_user=room.editor, at=at)


def _spokespersons(rooms: dict[str, Room], on: date, at: datetime) -> None:
    """The two bodies that speak name a spokesperson by office, not by name, and show their focal unit's contact."""
    for code in ("bvhttdl", "bng"):
        room = rooms[code]
        if Spokesperson.objects.filter(body=room.body).exists():
            continue
        naming = Naming(
            name="Người phát ngôn (trình diễn)",
            title_vi="Người phát ngôn của Bộ",
            title_en="Spokesperson of the Ministry",
            first_day=at.date(),
            email=f"phat-ngon@{code}.demo",
        )
        name_spokesperson(body=room.body, naming=naming, acting_user=room.leader, at=at)
        set_contact_public(body=room.body, shown=True, acting_user=room.leader, at=at)
