"""Beginning a filing, and its text: sections, header, sentences drafted from records."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.locking import begin_edit, write_audit
from ttdn.filings.actions.redrafting import redraft_sections
from ttdn.filings.choices import SentenceState
from ttdn.filings.columns import default_tables
from ttdn.filings.errors import SectionClash, WrongState
from ttdn.filings.headers import default_addressees, default_recipients, default_signer, subject_of
from ttdn.filings.models import DraftedSentence, Filing, FilingVersion, HeldText, Section
from ttdn.filings.permissions import may_start
from ttdn.filings.queries import closest_line, sentence_state
from ttdn.filings.searching import index_version
from ttdn.law import Book, local_day
from ttdn.law.schema import Form
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.organisations.queries import roles_at
from ttdn.web.errors import UserError, require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

HEADER_FIELDS = (
    "legal_bases",
    "addressees",
    "recipients",
    "signing_authority",
    "signer_position",
    "authorisation",
    "authorised_from",
    "authorised_to",
    "signer_lines",
    "signer_name",
    "urgency",
    "subject_override",
)


@transaction.atomic(durable=True)
def start_filing(
    *,
    form_id: str,
    body: Body,
    period: str,
    year: int,
    acting_user: User,
    at: datetime,
    subject_kind: str = "",
    subject_id: uuid.UUID | None = None,
    unit: Body | None = None,
    title: str = "",
    once: str = "",
) -> Filing:
    """Begin a filing on a form, draft it from the records, and give it; state `draft`.

    Raises:
        NotAllowed: the user has no role at the body that may write.
        WrongState: the body has already begun this filing.
        AlreadyDone: the form was sent before.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    on = local_day(at)
    require(
        may_start(roles_at(acting_user, body, on)),
        _("Bạn không có quyền soạn văn bản cho cơ quan này; hãy nhờ cán bộ phụ trách của cơ quan."),
    )
    refuse_if_secret_text(title)
    book = current_book()
    form = book.form(form_id, on)
    existing = Filing.objects.filter(form_id=form_id, body=body, period=period, subject_id=subject_id).first()
    if existing is not None:
        raise WrongState(
            _("Văn bản “%(title)s” đã được lập rồi. Hãy mở văn bản đó để soạn tiếp hoặc lập văn bản thay thế.")
            % {"title": existing.title}
        )
    filing = Filing.objects.create(
        public_id=public_id,
        form_id=form_id,
        body=body,
        unit=unit,
        period=period,
        year=year,
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=normalise(title).strip() or subject_of(form, period=period, year=year),
        is_demo=body.is_demo,
        created_by=acting_user,
        created_at=at,
    )
    version = open_version_of(filing, form, book, ordinal=1, on=on, at=at)
    redraft_sections(version, form, book, codes=None, on=on)
    write_audit("started", version, acting_user=acting_user, at=at, after={"form": form_id, "period": period})
    index_version(version)
    return filing


def open_version_of(filing: Filing, form: Form, book: Book, *, ordinal: int, on: date, at: datetime) -> FilingVersion:
    """Building block: a fresh version with the form's sections and the header that the form and the register give."""
    version = FilingVersion.objects.create(
        filing=filing,
        body=filing.body,
        ordinal=ordinal,
        form_effective=form.effective_from,
        book_hash=book.hash,
        legal_bases=[form.instrument],
        addressees=default_addressees(form, on),
        recipients=default_recipients(form),
        created_at=at,
        updated_at=at,
        **default_signer(filing.body, on),
    )
    Section.objects.bulk_create(
        Section(version=version, code=section.code, tables=default_tables(section)) for section in form.sections
    )
    return version


@transaction.atomic(durable=True)
def redraft(
    *, version: FilingVersion, codes: list[str] | None = None, acting_user: User, at: datetime
) -> FilingVersion:
    """Draft again from the records as they are now; what people edited by hand stays, fresh wording is offered.

    Args:
        version: an open version.
        codes: sections to draft again; None: every section that has a source.
        acting_user: who asks.
        at: when.
    """
    locked = begin_edit(version, acting_user=acting_user, at=at)
    book = current_book()
    form = book.form(locked.filing.form_id, locked.form_effective)
    touched = redraft_sections(locked, form, book, codes=codes, on=local_day(at))
    write_audit("redrafted", locked, acting_user=acting_user, at=at, after={"sections": sorted(touched)})
    return locked


@transaction.atomic(durable=True)
def save_section(
    *,
    version: FilingVersion,
    code: str,
    text: str,
    lock: int,
    acting_user: User,
    at: datetime,
    blank_confirmed: bool | None = None,
) -> Section:
    """Save the text of one section if nobody else did since `lock`.

    Raises:
        SectionClash: somebody did; the error carries both texts, nothing was written.
        WrongState: the version was issued.
    """
    clean = normalise(text).strip()
    refuse_if_secret_text(clean)
    section = version.sections.get(code=code)
    blank = section.blank_confirmed if blank_confirmed is None else blank_confirmed
    if clean:
        blank = False
    if clean == section.text and blank == section.blank_confirmed:
        return section
    locked = begin_edit(version, acting_user=acting_user, at=at)
    section = Section.objects.select_for_update().get(version=locked, code=code)
    if section.lock != lock and section.text != clean:
        raise SectionClash(
            _("Mục này vừa được %(name)s lưu. Hai bản đều được giữ; hãy chọn bản dùng.")
            % {"name": section.updated_by.full_name if section.updated_by else _("người khác")},
            code=code,
            mine=clean,
            theirs=section.text,
            lock=section.lock,
            by=section.updated_by.full_name if section.updated_by else "",
        )
    before = {"text": section.text, "blank_confirmed": section.blank_confirmed}
    section.text = clean
    section.blank_confirmed = blank
    section.lock += 1
    section.updated_by = acting_user
    section.updated_at = at
    section.save(update_fields=["text", "blank_confirmed", "lock", "updated_by", "updated_at"])
    restate_sentences(locked, section)
    HeldText.objects.filter(version=locked, code=code, by=acting_user).delete()
    write_audit(
        "section_saved",
        locked,
        acting_user=acting_user,
        at=at,
        before={code: before},
        after={code: {"text": clean, "blank_confirmed": blank}},
    )
    return section


def restate_sentences(version: FilingVersion, section: Section) -> None:
    """Building block: after a save, say of each drafted sentence whether it stands verbatim, was edited, or is gone."""
    changed: list[DraftedSentence] = []
    for sentence in version.sentences.filter(code=section.code):
        state = sentence_state(sentence.text, section.text)
        if state != sentence.state:
            sentence.state = state
            changed.append(sentence)
    if changed:
        DraftedSentence.objects.bulk_update(changed, ["state"])


@transaction.atomic(durable=True)
def hold_text(*, version: FilingVersion, code: str, text: str, acting_user: User, at: datetime) -> HeldText:
    """Keep a person's text that clashed, so that closing the page loses nothing."""
    clean = normalise(text).strip()
    refuse_if_secret_text(clean)
    held, _created = HeldText.objects.update_or_create(
        version=version, code=code, by=acting_user, defaults={"text": clean, "at": at}
    )
    return held


@transaction.atomic(durable=True)
def drop_held_text(*, version: FilingVersion, code: str, acting_user: User) -> None:
    """The person settled the clash for the other text."""
    HeldText.objects.filter(version=version, code=code, by=acting_user).delete()


@transaction.atomic(durable=True)
def settle_sentence(
    *, version: FilingVersion, sentence: DraftedSentence, take: bool, acting_user: User, at: datetime
) -> None:
    """Take the fresh wording that a redraft offers for an edited sentence into the text, or decline it."""
    locked = begin_edit(version, acting_user=acting_user, at=at)
    row = locked.sentences.select_for_update().get(pk=sentence.pk)
    if take and row.offered:
        section = Section.objects.select_for_update().get(version=locked, code=row.code)
        before = section.text
        line = closest_line(row.text, section.text)
        joined = f"{section.text}\n\n{row.offered}".strip()
        section.text = section.text.replace(line, row.offered, 1) if line else joined
        section.lock += 1
        section.updated_by, section.updated_at = acting_user, at
        section.save(update_fields=["text", "lock", "updated_by", "updated_at"])
        write_audit(
            "section_saved",
            locked,
            acting_user=acting_user,
            at=at,
            before={row.code: before},
            after={row.code: section.text},
        )
        row.state = SentenceState.IN_TEXT
    if row.offered:
        row.text = row.offered
    row.offered = ""
    row.stale = False
    row.save(update_fields=["text", "offered", "stale", "state"])


def _lines(rows: list[Any]) -> list[str]:
    """What was typed in the rows of a header field."""
    return [str(row.get("text", "")) if isinstance(row, dict) else str(row) for row in rows]


@transaction.atomic(durable=True)
def save_header(
    *, version: FilingVersion, values: dict[str, Any], lock: int, acting_user: User, at: datetime
) -> FilingVersion:
    """Save legal bases, addressees, recipients, signer, urgency and subject.

    Raises:
        UserError: somebody saved the header meanwhile, or an unknown field is named.
    """
    unknown = set(values) - set(HEADER_FIELDS)
    if unknown:
        raise AssertionError(f"not header fields: {sorted(unknown)}")
    for name in ("signer_position", "authorisation", "signer_name", "subject_override"):
        if name in values:
            values[name] = normalise(values[name]).strip()
            refuse_if_secret_text(values[name])
    for name in ("addressees", "recipients", "signer_lines"):
        refuse_if_secret_text("\n".join(_lines(values.get(name, []))))
    locked = begin_edit(version, acting_user=acting_user, at=at)
    if locked.header_lock != lock:
        raise UserError(
            _(
                "Phần thể thức vừa được người khác lưu. Nội dung bạn điền còn ở dưới; hãy mở trang này ở cửa sổ khác để xem bản mới. Bấm “Lưu” lần nữa thì nội dung của bạn thay bản đó."
            )
        )
    before = {name: getattr(locked, name) for name in values if getattr(locked, name) != values[name]}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.header_lock += 1
    locked.save(update_fields=[*values, "header_lock"])
    write_audit(
        "header_saved",
        locked,
        acting_user=acting_user,
        at=at,
        before={name: str(value) for name, value in before.items()},
        after={name: str(values[name]) for name in before},
    )
    return locked


__all__ = [
    "drop_held_text",
    "hold_text",
    "open_version_of",
    "redraft",
    "restate_sentences",
    "save_header",
    "save_section",
    "settle_sentence",
    "start_filing",
]
