"""Letters about an issued document: correction of a formal error, recall (Nghị định 30/2020/NĐ-CP, Điều 18, khoản 3 and 4).

Both are filings with their own number. Drafting one changes nothing about the document; issuing the notice of recall
takes it out of force, issuing a letter of correction leaves it in force.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.drafting import open_version_of
from ttdn.filings.actions.locking import lock_version, require_state, standing_of, write_audit
from ttdn.filings.actions.redrafting import HAND
from ttdn.filings.actions.tables import add_row
from ttdn.filings.choices import CORRECTION, OPEN_STATES, RECALL, Channel, State
from ttdn.filings.columns import CORRECTIONS, MAIN, main_table
from ttdn.filings.errors import Incomplete, WrongState
from ttdn.filings.hooks import on_recalled
from ttdn.filings.letters import (
    CORRECTIONS_SECTION,
    REASON_SECTION,
    document_words,
    fault_of,
    faults,
    missing_addressees,
    places_of,
    same_addressees,
)
from ttdn.filings.models import Delivery, Filing, FilingVersion, Section, TableRow
from ttdn.filings.permissions import (
    CLERKS,
    EDITORS,
    RECEIVERS,
    may_correct,
    may_give_back,
    may_recall,
    may_take_back,
)
from ttdn.filings.searching import index_version
from ttdn.law import local_day
from ttdn.law.text import normalise
from ttdn.notifications.actions import notify_all
from ttdn.obligations.actions import void_fulfilments
from ttdn.obligations.book import current_book
from ttdn.organisations.queries import members_with_role, name_on, roles_at
from ttdn.web.errors import UserError, require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def start_correction(
    *, version: FilingVersion, cells: list[str], acting_user: User, at: datetime, once: str = ""
) -> FilingVersion:
    """Begin a công văn đính chính about an issued document with its first row; gives the open letter.

    Args:
        version: the issued document.
        cells: place (a name of `places_of`), printed, corrected.
        acting_user: an officer of the body that issued it.
        at: when.
        once: token of the form.

    Raises:
        UserError: the row is no formal correction; the sentence says why.
        WrongState: the document is not in force, or a letter about it is being made.
        NotAllowed, AlreadyDone.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, (State.ISSUED,), _("đính chính"))
    require(may_correct(standing.roles, locked.state), _("Bạn không có quyền lập công văn đính chính."))
    if open_letter(locked, CORRECTION) is not None:
        raise WrongState(_("Đang có một công văn đính chính văn bản này được soạn. Hãy ghi thêm vào công văn đó."))
    clean = _clean_row(locked, cells)
    body = name_on(locked.body, local_day(at)).name_vi
    words = document_words(locked)
    letter = _begin(locked, CORRECTION, Filing(public_id=public_id, title=f"đính chính {words}"), acting_user, at)
    _write(
        letter,
        {
            "1": f"{body} đã ban hành {words} (trích yếu: {locked.subject_override or locked.filing.title}).\n\n"
            "Do sơ suất trong khâu soạn thảo, trình bày, văn bản có sai sót về thể thức, kỹ thuật trình bày. "
            f"{body} đính chính như sau:",
            "3": "Các nội dung khác của văn bản không thay đổi. Đề nghị nơi nhận lưu công văn này cùng văn bản được "
            "đính chính.",
        },
        acting_user,
        at,
    )
    letter.sections.filter(code=CORRECTIONS_SECTION).update(tables=[main_table(CORRECTIONS)])
    TableRow.objects.create(
        version=letter, code=CORRECTIONS_SECTION, table=MAIN, position=0, cells=clean, link_kind=HAND, edited=True
    )
    write_audit("started", letter, acting_user=acting_user, at=at, after={"form": CORRECTION, "about": words})
    index_version(letter)
    return letter


@transaction.atomic(durable=True)
def start_recall(
    *, version: FilingVersion, reason: str, acting_user: User, at: datetime, once: str = ""
) -> FilingVersion:
    """Begin a notice of recall about an issued document; the document stays in force until the notice is issued.

    Raises:
        UserError: no reason.
        WrongState: the document is not in force, is itself a notice of recall, or its recall has begun.
        NotAllowed, AlreadyDone.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    locked = lock_version(version)
    standing = standing_of(locked, acting_user, EDITORS, at)
    require_state(locked, (State.ISSUED,), _("thu hồi"))
    require(may_recall(standing.roles, locked.state), _("Bạn không có quyền lập thông báo thu hồi."))
    refuse_recall_notice(locked)
    if locked.letters.filter(form_id=RECALL).exists():
        raise WrongState(_("Thông báo thu hồi văn bản này đã được lập. Hãy mở thông báo đó để soạn tiếp."))
    reason = normalise(reason).strip()
    if not reason:
        raise UserError(_("Hãy ghi lý do thu hồi."))
    refuse_if_secret_text(reason)
    body = name_on(locked.body, local_day(at)).name_vi
    words = document_words(locked)
    letter = _begin(locked, RECALL, Filing(public_id=public_id, title=f"Về việc thu hồi {words}"), acting_user, at)
    _write(
        letter,
        {
            "1": f"{body} thông báo thu hồi {words} (trích yếu: {locked.subject_override or locked.filing.title}). "
            "Văn bản hết giá trị kể từ ngày ban hành thông báo này.",
            REASON_SECTION: reason,
            "3": f"- Nơi nhận văn bản giấy gửi lại văn bản đã nhận cho {body}.\n"
            "- Nơi nhận văn bản điện tử hủy bỏ văn bản trên Hệ thống, đồng thời thông báo qua Hệ thống để "
            f"{body} biết.",
        },
        acting_user,
        at,
    )
    write_audit("started", letter, acting_user=acting_user, at=at, after={"form": RECALL, "about": words})
    index_version(letter)
    return letter


def add_correction(
    *, letter: FilingVersion, cells: list[str], acting_user: User, at: datetime, once: str = ""
) -> TableRow:
    """One more row in an open letter of correction, checked like the first.

    Raises:
        UserError: the row is no formal correction.
        NotAllowed, WrongState, AlreadyDone.
    """
    about = letter.filing.about
    if about is None:
        raise WrongState(_("Đây không phải là công văn đính chính."))
    clean = _clean_row(about, cells)
    return add_row(
        version=letter,
        code=CORRECTIONS_SECTION,
        table=MAIN,
        cells=clean,
        acting_user=acting_user,
        at=at,
        once=once,
    )


def open_letter(version: FilingVersion, form_id: str) -> FilingVersion | None:
    """The letter of that form about the version that is still being made."""
    return (
        FilingVersion.objects.filter(filing__about=version, filing__form_id=form_id, state__in=OPEN_STATES)
        .select_related("filing__about", "filing__body", "body")
        .first()
    )


def refuse_recall_notice(version: FilingVersion) -> None:
    """A notice of recall has done its work when issued: it is neither recalled nor replaced."""
    if version.filing.form_id == RECALL:
        raise WrongState(
            _("Thông báo thu hồi đã phát hành thì không thu hồi, không thay thế. Hãy phát hành lại văn bản bị thu hồi.")
        )


def _clean_row(about: FilingVersion, cells: list[str]) -> list[str]:
    clean = [normalise(each).strip() for each in cells]
    refuse_if_secret_text("\n".join(clean))
    fault = fault_of(about, places_of(about), clean)
    if fault:
        raise UserError(fault)
    return clean


def _begin(about: FilingVersion, form_id: str, made: Filing, acting_user: User, at: datetime) -> FilingVersion:
    """The filing of the letter and its first version, addressed to all who got the document."""
    on = local_day(at)
    book = current_book()
    form = book.form(form_id, on)
    made.form_id, made.body, made.unit, made.about = form_id, about.body, about.filing.unit, about
    made.period, made.year = str(on.year), on.year
    made.title = made.title[:500]
    made.is_demo, made.created_by, made.created_at = about.filing.is_demo, acting_user, at
    made.save(force_insert=True)
    letter = open_version_of(made, form, book, ordinal=1, on=on, at=at)
    letter.addressees = same_addressees(about)
    letter.save(update_fields=["addressees"])
    return letter


def _write(letter: FilingVersion, texts: dict[str, str], acting_user: User, at: datetime) -> None:
    rows = list(Section.objects.filter(version=letter, code__in=texts))
    for row in rows:
        row.text, row.updated_by, row.updated_at = texts[row.code], acting_user, at
    Section.objects.bulk_update(rows, ["text", "updated_by", "updated_at"])


def check_letter(letter: FilingVersion) -> None:
    """Building block, before a letter is put forward and before it is issued; other filings pass.

    Raises:
        WrongState: the document was replaced or recalled meanwhile.
        Incomplete: a row that is no formal correction, or somebody who got the document is not addressed.
    """
    about = letter.filing.about
    if about is None:
        return
    if about.state != State.ISSUED:
        raise WrongState(
            _(
                "Văn bản %(number)s không còn hiệu lực (đã được thay thế hoặc thu hồi), nên không đính chính, thu hồi nữa."
            )
            % {"number": about.number_and_symbol}
        )
    if letter.filing.form_id == CORRECTION and (found := faults(letter)):
        raise Incomplete(" ".join(found), (CORRECTIONS_SECTION,))
    if missing := missing_addressees(letter):
        raise Incomplete(
            _("Mọi nơi đã nhận văn bản đều phải nhận văn bản này. Hãy thêm nơi nhận ở phần Thể thức: %(names)s.")
            % {"names": "; ".join(missing)}
        )


def take_effect(letter: FilingVersion, *, acting_user: User, at: datetime) -> None:
    """Building block of issuing: what an issued letter does to the document that it is about."""
    if letter.filing.about is None:
        return
    about = lock_version(letter.filing.about)
    if letter.filing.form_id == RECALL:
        _recall(about, letter, acting_user, at)
        return
    write_audit("corrected", about, acting_user=acting_user, at=at, after={"letter": letter.number_and_symbol})


def _recall(about: FilingVersion, notice: FilingVersion, acting_user: User, at: datetime) -> None:
    """The document is out of force, what it fulfilled is open again, those who have it are told."""
    require_state(about, (State.ISSUED,), _("thu hồi"))
    words = notice.sections.get(code=REASON_SECTION).text
    about.state = State.RECALLED
    about.recalled_at, about.recalled_by, about.recall_reason = at, notice.approved_by, words
    about.save(update_fields=["state", "recalled_at", "recalled_by", "recall_reason"])
    void_fulfilments(target_kind="filing", target_id=about.filing.public_id, at=at)
    write_audit(
        "recalled",
        about,
        acting_user=acting_user,
        at=at,
        before={"state": State.ISSUED},
        after={"state": about.state, "notice": notice.number_and_symbol},
        note=words,
    )
    _tell_addressees(about, words, at)
    on_recalled.run(about, at)
    index_version(about)


def _tell_addressees(version: FilingVersion, reason: str, at: datetime) -> None:
    for delivery in version.deliveries.filter(channel=Channel.PRODUCT).select_related("addressee"):
        if delivery.addressee is None:
            continue
        notify_all(
            members_with_role(delivery.addressee, RECEIVERS, local_day(at)),
            kind="filings.recalled",
            subject=gettext_lazy("Thu hồi văn bản %(number)s"),
            text=reason,
            values={"number": version.number_and_symbol},
            url=reverse("filings_detail", args=[version.filing.public_id]),
            at=at,
            key=f"filings.recalled:{version.public_id}",
        )


@transaction.atomic(durable=True)
def give_back(*, delivery: Delivery, acting_user: User, at: datetime) -> Delivery:
    """A recalled document was sent back (paper) or destroyed (electronic); again has no effect.

    The addressee says so in the product; for what went out on paper or by e-mail the sender's clerk notes it.

    Raises:
        NotAllowed: neither.
        WrongState: the document was not recalled.
    """
    locked = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("version__filing", "version__body", "addressee")
        .get(pk=delivery.pk)
    )
    version = locked.version
    require_state(version, (State.RECALLED,), _("ghi nhận trả lại văn bản thu hồi"))
    on = local_day(at)
    addressee_roles = roles_at(acting_user, locked.addressee, on) if locked.addressee else frozenset()
    sender_roles = standing_of(version, acting_user, CLERKS, at).roles
    require(
        may_give_back(addressee_roles, version.state) or may_take_back(sender_roles, version.state, locked.channel),
        _("Chỉ văn thư của nơi nhận, hoặc văn thư nơi gửi đối với văn bản giấy, được ghi nhận việc này."),
    )
    if locked.given_back_at is not None:
        return locked
    locked.given_back_at, locked.given_back_by = at, acting_user
    locked.save(update_fields=["given_back_at", "given_back_by"])
    chain = locked.addressee if locked.addressee and addressee_roles else version.body
    record(
        "filings.delivery.given_back",
        acting_user=acting_user,
        at=at,
        chain=chain.public_id,
        object_kind="filings.version",
        object_id=version.public_id,
        before={"given_back_at": None},
        after={"given_back_at": at, "addressee": locked.addressee_text},
    )
    _tell_sender_given_back(locked, acting_user, at)
    return locked


def _tell_sender_given_back(delivery: Delivery, acting_user: User, at: datetime) -> None:
    version = delivery.version
    notify_all(
        members_with_role(version.body, ("officer", "clerk"), local_day(at)),
        kind="filings.given_back",
        subject=gettext_lazy("Đã trả lại văn bản thu hồi %(number)s"),
        text=gettext_lazy("%(name)s đã gửi lại hoặc hủy bỏ văn bản."),
        values={"number": version.number_and_symbol, "name": delivery.addressee_text},
        url=reverse("filings_detail", args=[version.filing.public_id]),
        at=at,
        key=f"filings.given_back:{delivery.public_id}",
        but=acting_user,
    )


__all__ = [
    "add_correction",
    "check_letter",
    "give_back",
    "open_letter",
    "refuse_recall_notice",
    "start_correction",
    "start_recall",
    "take_effect",
]
