"""Letters about an issued document: what a correction may touch, and which letters stand about a document.

Nghị định 30/2020/NĐ-CP, Điều 18, khoản 3: errors of form, typography and procedure are corrected by a letter (công văn
đính chính); errors of content are not – the document is amended or replaced by one of the same form.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.docgen.model import Document
from ttdn.filings.choices import CORRECTION, RECALL, State
from ttdn.filings.columns import MAIN
from ttdn.filings.models import Delivery, Filing, FilingVersion
from ttdn.filings.queries import form_of
from ttdn.law.schema import Form
from ttdn.law.text import fold, long_date, normalise
from ttdn.organisations.queries import Reach

CORRECTIONS_SECTION = "2"
REASON_SECTION = "2"
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
DECISIVE = frozenset(
    [
        "không",
        "chưa",
        "chẳng",
        "đừng",
        "cấm",
        "miễn",
        "tăng",
        "giảm",
        "trên",
        "dưới",
        "trước",
        "sau",
        "hơn",
        "kém",
        "một",
        "hai",
        "ba",
        "bốn",
        "sáu",
        "bảy",
        "tám",
        "chín",
        "mười",
        "trăm",
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "tỉ",
        "nửa",
    ]
)
"""Words that make a sentence say something else: what adds or drops one is a change of content."""


@dataclass(frozen=True)
class Place:
    """A place of an issued document: its name in the letter, its words, and whether they are content."""

    name: str
    text: str
    code: str = ""
    content: bool = True


def document_words(version: FilingVersion) -> str:
    """The issued document as another one cites it: "Báo cáo số 05/BC-BTN ngày 20 tháng 11 năm 2026"."""
    words = f"{type_words(form_of(version))} số {version.number_and_symbol}"
    return f"{words} {long_date(version.issued_on)}" if version.issued_on else words


def type_words(form: Form) -> str:
    """The type of the document inside a sentence; a document without a type is a công văn."""
    name = form.type_name_vi or "công văn"
    return name[:1].upper() + name[1:].lower()


def printed_code(code: str) -> str:
    """The number of a section as people write it: the law data keeps the letter đ as "dd"."""
    return ".".join("đ" if part == "dd" else part for part in code.split("."))


def places_of(version: FilingVersion) -> list[Place]:
    """Where an issued document may be corrected: its heading parts as printed, and every section with words."""
    document = Document.from_dict(version.document or {})
    signature = document.signature
    found = [
        Place("Trích yếu", document.subject),
        Place("Căn cứ ban hành", "\n".join(document.legal_bases), content=False),
        Place("Nơi nhận", "\n".join((*document.addressees, *document.recipients)), content=False),
        Place("Chữ ký", "\n".join((*signature.lines, signature.name or "")), content=False),
    ]
    texts = {row.code: row.text for row in version.sections.all()}
    cells: dict[str, list[str]] = {}
    for row in version.rows.all():
        cells.setdefault(row.code, []).extend(str(cell) for cell in row.cells)
    for section in form_of(version).sections:
        words = "\n".join(filter(None, [texts.get(section.code, ""), *cells.get(section.code, [])]))
        if words.strip():
            found.append(Place(f"Mục {printed_code(section.code)}: {section.heading_vi}", words, section.code))
    return [each for each in found if each.text.strip()]


def place_named(places: Iterable[Place], name: str) -> Place | None:
    """The place of that name; case and blanks do not matter."""
    wanted = _plain(name)
    return next((each for each in places if _plain(each.name) == wanted), None)


def fault_of(version: FilingVersion, places: list[Place], cells: list[str]) -> str | None:
    """Why a row (place, printed, corrected) is no formal correction, as a sentence; None: it is one.

    A figure, a date in the text, a word that decides the sense, or the name and place of a frozen fact are content:
    they need a replacing document. Number and date of the document are the register's: recall, then issue again.
    """
    name, printed, corrected = (*(normalise(each).strip() for each in cells), "", "", "")[:3]
    place = place_named(places, name)
    if place is None:
        return _("Vị trí “%(place)s” không có trong văn bản. Hãy chọn một vị trí trong danh sách.") % {"place": name}
    if not printed or not corrected or printed == corrected:
        return _("“%(place)s”: hãy ghi cả chữ đã in và chữ sửa lại, khác nhau.") % {"place": name}
    if not _contains(place.text, printed):
        return _("“%(place)s”: không thấy chữ “%(printed)s” đã in ở đó. Hãy chép đúng từng chữ.") % {
            "place": name,
            "printed": printed,
        }
    if place.content and (changed := _content_changed(version, place, printed, corrected)):
        return changed
    return None


def _content_changed(version: FilingVersion, place: Place, printed: str, corrected: str) -> str | None:
    if FIGURE.findall(printed) != FIGURE.findall(corrected):
        return _(
            "“%(place)s”: sửa con số, ngày tháng là sửa nội dung, công văn đính chính không làm được. "
            "Hãy lập văn bản thay thế (khoản 3 Điều 18 Nghị định 30/2020/NĐ-CP)."
        ) % {"place": place.name}
    if fold(printed) != fold(corrected) and _decisive(printed) != _decisive(corrected):
        return _(
            "“%(place)s”: thêm hoặc bớt chữ làm đổi nghĩa (không, chưa, tăng, giảm, số đếm…) là sửa nội dung. "
            "Hãy lập văn bản thay thế (khoản 3 Điều 18 Nghị định 30/2020/NĐ-CP)."
        ) % {"place": place.name}
    before = _plain(place.text)
    after = before.replace(_plain(printed), _plain(corrected))
    facts = version.facts.filter(section=place.code) if place.code else version.facts.none()
    for label, town, country in facts.values_list("label", "place", "country"):
        for word in filter(None, map(_plain, (label, town, country))):
            if word in before and word not in after:
                return _(
                    "“%(place)s”: “%(fact)s” là dữ kiện đã chốt khi phát hành, công văn đính chính không đổi được. "
                    "Hãy lập văn bản thay thế."
                ) % {"place": place.name, "fact": label}
    return None


def _plain(text: str) -> str:
    return " ".join(normalise(text).casefold().split())


def _contains(text: str, words: str) -> bool:
    return " ".join(words.split()) in " ".join(normalise(text).split())


def _decisive(text: str) -> Counter[str]:
    return Counter(word for word in re.findall(r"\w+", _plain(text)) if word in DECISIVE)


def faults(letter: FilingVersion) -> list[str]:
    """What keeps a letter of correction from being put forward: a sentence per wrong row, or that there is none."""
    about = letter.filing.about
    rows = letter.rows.filter(code=CORRECTIONS_SECTION, table=MAIN).order_by("position", "pk")
    if about is None or not rows:
        return [_("Chưa có chỗ nào cần đính chính. Hãy thêm ít nhất một hàng ở mục Nội dung đính chính.")]
    places = places_of(about)
    return [fault for row in rows if (fault := fault_of(about, places, row.cells))]


def missing_addressees(letter: FilingVersion) -> list[str]:
    """Who got the document that the letter is about, and is not among the letter's addressees."""
    given = {each.get("body") for each in letter.addressees}
    texts = {each["text"] for each in letter.addressees}
    missing = []
    for row in Delivery.objects.filter(version=letter.filing.about).select_related("addressee").order_by("pk"):
        known = str(row.addressee.public_id) in given if row.addressee else row.addressee_text in texts
        if not known and row.addressee_text not in missing:
            missing.append(row.addressee_text)
    return missing


def same_addressees(about: FilingVersion) -> list[dict[str, str]]:
    """The addressees of a letter: all who got the document, also those to whom it was sent on later."""
    found: list[dict[str, str]] = []
    for row in about.deliveries.select_related("addressee").order_by("pk"):
        entry = {"text": row.addressee_text, "part": str(row.part)}
        if row.addressee:
            entry["body"] = str(row.addressee.public_id)
        if entry not in found:
            found.append(entry)
    return found


def corrections_of(versions: Iterable[FilingVersion]) -> dict[int, list[FilingVersion]]:
    """The issued letters of correction about each of the versions, by its key, the earliest first (one query)."""
    keys = [each.pk for each in versions]
    rows = (
        FilingVersion.objects.filter(filing__about__in=keys, filing__form_id=CORRECTION, state=State.ISSUED)
        .select_related("filing")
        .without_snapshot()
        .order_by("issued_at", "pk")
    )
    found: dict[int, list[FilingVersion]] = {}
    for row in rows:
        if row.filing.about_id is not None:
            found.setdefault(row.filing.about_id, []).append(row)
    return found


def newest_letters(version: FilingVersion) -> list[FilingVersion]:
    """Every letter begun about a version, the newest first, each in its newest version (one query)."""
    rows = (
        FilingVersion.objects.filter(filing__about=version)
        .select_related("filing")
        .without_snapshot()
        .order_by("-filing__created_at", "filing", "-ordinal")
    )
    newest: dict[int, FilingVersion] = {}
    for row in rows:
        newest.setdefault(row.filing_id, row)
    return list(newest.values())


def standing_context(
    user: User, filing: Filing, issued: FilingVersion | None, on: date, reach: Reach
) -> dict[str, object]:
    """What a page says of a document after its issue: letters about it, and what document a letter is about.

    Gives `corrections` and `notice` (issued ones; their numbers are told to everybody who sees the document, the link
    only to those who may open the letter), `about`, and for the body itself `letters`: all of them, drafts too.
    """
    every = newest_letters(issued) if issued is not None else []
    own = filing.body_id in reach.bodies
    standing = [each for each in reversed(every) if each.state == State.ISSUED]
    named = [*standing, *([filing.about] if filing.about else [])]
    seen = {each.filing_id for each in (*every, *named)} if own else set()
    if named and not own:
        asked = Filing.objects.visible_to(user, on, reach).filter(pk__in=[each.filing_id for each in named])
        seen = set(asked.values_list("pk", flat=True))

    def line(version: FilingVersion) -> dict[str, object]:
        url = reverse("filings_detail", args=[version.filing.public_id]) if version.filing_id in seen else ""
        return {"version": version, "url": url}

    return {
        "corrections": [line(each) for each in standing if each.filing.form_id == CORRECTION],
        "notice": next((line(each) for each in standing if each.filing.form_id == RECALL), None),
        "recall_begun": any(each.filing.form_id == RECALL for each in every),
        "about": line(filing.about) if filing.about else None,
        "letters": [line(each) for each in every] if own else [],
    }
