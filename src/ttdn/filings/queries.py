"""Reads of filings. `access_*` fetches and authorises: what is missing and what is foreign give the same 404."""

import difflib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.translation import get_language

from ttdn.accounts.models import User
from ttdn.filings.choices import ISSUED_STATES, OPEN_STATES, SentenceState, State
from ttdn.filings.models import (
    Comment,
    Delivery,
    DeliveryQuerySet,
    DraftedSentence,
    Filing,
    FilingVersion,
    Section,
    TableRow,
    VersionQuerySet,
)
from ttdn.filings.sources import current_hashes
from ttdn.law import Book
from ttdn.law.schema import Form, FormSection
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body, Delegation, Membership
from ttdn.organisations.queries import Reach, reach_of
from ttdn.purging.queries import inscription, tombstone

EDITED_RATIO = 0.5
"""A sentence that shares at least this much with a line of the section counts as edited, not removed."""


def law_of(version: FilingVersion) -> tuple[Book, Form]:
    """The law book, and the form as it stood when the version was begun (read once per instance)."""
    known: tuple[Book, Form] | None = version.__dict__.get("_law")
    if known is None:
        book = current_book()
        known = version.__dict__["_law"] = (book, book.form(version.filing.form_id, version.form_effective))
    return known


def form_of(version: FilingVersion) -> Form:
    """The form as it stood when the version was begun."""
    return law_of(version)[1]


def form_title(form: Form) -> str:
    """The form's title in the reader's language."""
    return form.title_en if (get_language() or "vi").startswith("en") else form.title_vi


# One object


def access_versions(user: User, public_id: uuid.UUID, on: date, reach: Reach | None = None) -> list[FilingVersion]:
    """The versions of a filing that the user may see, the newest first, with the filing itself (one query).

    Raises Http404 when there is none.
    """
    found = list(
        FilingVersion.objects.visible_to(user, on, reach)
        .filter(filing__public_id=public_id)
        .without_snapshot()
        .select_related("filing__body", "filing__unit", "filing__about__filing", "body", "docx", "pdf")
        .defer("filing__about__document")
        .order_by("-ordinal")
    )
    if not found:
        raise Http404
    return found


def access_version(user: User, public_id: uuid.UUID, on: date, reach: Reach | None = None) -> FilingVersion:
    """The version, if the user may see it. Raises Http404."""
    version = (
        FilingVersion.objects.visible_to(user, on, reach)
        .select_related(
            "filing__body", "filing__unit", "body", "docx", "pdf", "submitted_by", "approved_by", "issued_by"
        )
        .defer("document")
        .filter(public_id=public_id)
        .first()
    )
    if version is None:
        raise Http404
    return version


def access_own_version(user: User, public_id: uuid.UUID, on: date, reach: Reach | None = None) -> FilingVersion:
    """The version, if it is of one of the user's bodies: its working pages are nobody else's. Raises Http404."""
    found = reach or reach_of(user, on)
    version = access_version(user, public_id, on, found)
    if version.body_id not in found.bodies:
        raise Http404
    return version


def access_delivery(user: User, public_id: uuid.UUID, on: date, reach: Reach | None = None) -> Delivery:
    """The delivery, if the user's body sent or got it. Raises Http404."""
    delivery = (
        Delivery.objects.visible_to(user, on, reach)
        .select_related("version__filing__body", "version__body", "addressee")
        .defer("version__document")
        .filter(public_id=public_id)
        .first()
    )
    if delivery is None:
        raise Http404
    return delivery


def section_of(version: FilingVersion, form: Form, code: str) -> FormSection:
    """The section of the form. Raises Http404 when the form has none of that code."""
    try:
        return form.section(code)
    except KeyError:
        raise Http404 from None


def row_of(version: FilingVersion, public_id: uuid.UUID) -> TableRow:
    """The row of this version. Raises Http404."""
    row = version.rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def sentence_of(version: FilingVersion, public_id: uuid.UUID) -> DraftedSentence:
    """The drafted sentence of this version. Raises Http404."""
    sentence = version.sentences.filter(public_id=public_id).first()
    if sentence is None:
        raise Http404
    return sentence


def comment_of(version: FilingVersion, public_id: uuid.UUID) -> Comment:
    """The comment of this version. Raises Http404."""
    comment = version.comments.filter(public_id=public_id).first()
    if comment is None:
        raise Http404
    return comment


# Lists


@dataclass(frozen=True)
class ListFilter:
    """What the list of filings is narrowed to; empty values narrow nothing."""

    form_id: str = ""
    year: int | None = None
    state: str = ""
    body: str = ""
    received: bool = False


def version_list(reach: Reach, chosen: ListFilter, *, user: User, on: date) -> VersionQuerySet:
    """The newest version the user may see of each filing, filtered; for keyset paging by the caller."""
    visible = FilingVersion.objects.visible_to(user, on, reach)
    newest = visible.filter(filing=OuterRef("filing")).order_by("-ordinal").values("pk")[:1]
    rows = visible.filter(pk=Subquery(newest)).select_related("filing__body").without_snapshot()
    if chosen.form_id:
        rows = rows.filter(filing__form_id=chosen.form_id)
    if chosen.year is not None:
        rows = rows.filter(filing__year=chosen.year)
    if chosen.state in State.values:
        rows = rows.filter(state=chosen.state)
    if chosen.body:
        rows = rows.filter(body__code=chosen.body)
    if chosen.received:
        rows = rows.exclude(body_id__in=reach.bodies)
    return rows


def inbox(reach: Reach) -> DeliveryQuerySet:
    """What was issued to the user's bodies."""
    return (
        Delivery.objects.filter(addressee_id__in=reach.bodies, version__state__in=ISSUED_STATES)
        .select_related("version__filing", "version__body", "addressee")
        .defer("version__document")
    )


def open_version(filing: Filing) -> FilingVersion | None:
    """The version being made, if there is one."""
    return filing.versions.filter(state__in=OPEN_STATES).first()


def current_version(filing: Filing) -> FilingVersion | None:
    """The issued version in force, if there is one."""
    return filing.versions.filter(state=State.ISSUED).first()


def find_filing(body: Body, form_id: str, period: str, subject_id: uuid.UUID | None = None) -> Filing | None:
    """The filing of that identity, if it was begun."""
    return Filing.objects.filter(body=body, form_id=form_id, period=period, subject_id=subject_id).first()


# People


@dataclass(frozen=True)
class Standing:
    """Roles of a user at a body; `grantor` lent the role that is asked about, None when it is the user's own."""

    roles: frozenset[str]
    grantor: User | None = None


def standing_for(user: User, body: Body, wanted: Iterable[str], on: date) -> Standing:
    """The user's roles at a body on a day, and who delegated, where the wanted role is held by delegation only."""
    reach = reach_of(user, on)
    roles = reach.roles_at(body.pk)
    needed = set(wanted) & roles
    # the roles at a body that ended are those held at its successor; roles elsewhere say nothing
    held_at = {body.pk} if body.pk in reach.own else reach.own
    where = {"user": user, "body_id__in": held_at, "role__in": needed}
    if not needed or Membership.objects.on(on).filter(**where).exists():
        return Standing(roles)
    lent = Delegation.objects.on(on).filter(**where).select_related("grantor").first()
    return Standing(roles, lent.grantor if lent else None)


# Drafted sentences


def sentence_state(sentence_text: str, section_text: str) -> SentenceState:
    """Whether the sentence stands verbatim in the section, was edited there, or taken out."""
    if sentence_text in section_text:
        return SentenceState.IN_TEXT
    return SentenceState.REMOVED if closest_line(sentence_text, section_text) is None else SentenceState.EDITED


def closest_line(sentence_text: str, section_text: str) -> str | None:
    """The line of the section that most resembles the sentence; None when none does."""
    best, ratio = None, EDITED_RATIO
    for line in section_text.splitlines():
        if not line.strip():
            continue
        matcher = difflib.SequenceMatcher(None, sentence_text.split(), line.split(), autojunk=False)
        if matcher.quick_ratio() >= ratio and (found := matcher.ratio()) >= ratio:
            best, ratio = line, found
    return best


def stale_marks(version: FilingVersion) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Public ids of the sentences and of the table rows whose records changed since they were drafted.

    Asked only of open versions: what was issued says what was true then.
    """
    if not version.is_open:
        return set(), set()
    sentences = [each for each in version.sentences.all() if each.state != SentenceState.REMOVED]
    rows = [each for each in version.rows.all() if each.link_kind and each.link_id]
    wanted = [(link["kind"], uuid.UUID(link["id"])) for sentence in sentences for link in sentence.links]
    wanted += [(row.link_kind, row.link_id) for row in rows if row.link_id]
    now = current_hashes(wanted)
    stale_sentences = {
        sentence.public_id
        for sentence in sentences
        if sentence.stale
        or any(
            (key := (link["kind"], uuid.UUID(link["id"]))) in now and now[key] != link["hash"]
            for link in sentence.links
        )
    }
    stale_rows = {
        row.public_id
        for row in rows
        if row.stale
        or (row.link_id and (row.link_kind, row.link_id) in now and now[row.link_kind, row.link_id] != row.link_hash)
    }
    return stale_sentences, stale_rows


# Completeness


def missing_sections(version: FilingVersion, form: Form) -> list[FormSection]:
    """The required sections that have neither text nor rows and were not confirmed to be blank."""
    texts = {row.code: row for row in version.sections.all()}
    with_rows = {row.code for row in version.rows.all()}
    return [section for section in form.sections if section.required and not _filled(section, texts, with_rows)]


def _filled(section: FormSection, texts: dict[str, Section], with_rows: set[str]) -> bool:
    row = texts.get(section.code)
    if section.code in with_rows or section.kind == "heading":
        return True
    return row is not None and (bool(row.text.strip()) or row.blank_confirmed)


def tombstones(versions: list[FilingVersion]) -> list[str]:
    """What stands in the place of the erased content of some versions; no query where nothing looks erased."""
    erased = [
        each for each in versions if any(file.is_erased for file in (each.docx, each.pdf) if file) or not each.docx_id
    ]
    found = (tombstone("filings.version", each.public_id) for each in erased if each.is_issued)
    return list(dict.fromkeys(inscription(purge) for purge in found if purge))
