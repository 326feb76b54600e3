"""What stands around the text of a document by default: subject, addressees, recipients, signer, symbol."""

import re
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from ttdn.filings.choices import Authority, Part
from ttdn.law.schema import Form
from ttdn.organisations.choices import StateRole
from ttdn.organisations.errors import NoHolder
from ttdn.organisations.models import Body, BodyName, Membership
from ttdn.organisations.queries import holder_of_role, name_on, names_on

BLANK = re.compile(r"\{\w+\}")
PEOPLES_COMMITTEE = "Ủy ban nhân dân"
LETTER_TYPES = (None, "TTr")
"""Document types that carry "Kính gửi" (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.9.a)."""


def subject_of(form: Form, *, period: str, year: int) -> str:
    """The subject of the form with its blanks filled: "Hoạt động thông tin đối ngoại năm 2026".

    A blank that only the person who writes can fill ({event}, {matter}) is left out.
    """
    known = {"{year}": str(year), "{period}": period}
    return BLANK.sub(lambda found: known.get(found[0], ""), form.subject_vi).strip(" :") or form.title_vi


def default_addressees(form: Form, on: date) -> list[dict[str, Any]]:
    """Whoever holds the roles that the form is addressed to, on a day; the first is asked, all get it."""
    found: list[dict[str, Any]] = []
    for role in form.addressee_roles:
        if role not in StateRole.values:
            continue
        try:
            body = holder_of_role(role, on)
        except NoHolder:
            continue
        entry = addressee(body, name_on(body, on), Part.TO)
        if entry not in found:
            found.append(entry)
    return found


def addressee(body: Body, name: BodyName, part: str) -> dict[str, Any]:
    """An addressee as the version keeps it."""
    return {"body": str(body.public_id), "text": name.name_vi, "part": str(part)}


def default_recipients(form: Form) -> list[str]:
    """The lines of "Nơi nhận" that the form itself names; addressees and the file copy are added when printed."""
    return [line for line in (each.strip().lstrip("-").strip(" .;") for each in form.recipients_vi) if _kept(line)]


def _kept(line: str) -> bool:
    return bool(line) and not line.startswith(("Lưu", "Như trên")) and not BLANK.fullmatch(line)


def default_signer(body: Body, on: date) -> dict[str, Any]:
    """Signing right and signer: a collective body signs TM.; the name is known where the body has one leader."""
    name = name_on(body, on)
    leaders = list(
        Membership.objects.on(on).filter(body=body, role="leader", user__is_active=True).select_related("user")[:2]
    )
    return {
        "signing_authority": Authority.TM if name.collective else Authority.NONE,
        "signer_name": leaders[0].user.full_name if len(leaders) == 1 else "",
    }


def signer_lines(authority: str, name: BodyName, position: str = "", given: Iterable[str] = ()) -> tuple[str, ...]:
    """The lines over the signature (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.7), in capitals.

    `given` lines win: some offices have titles that no rule composes.
    """
    own = tuple(line.strip() for line in given if line.strip())
    if own:
        return own
    head = (name.head_title_vi or "Người đứng đầu").upper()
    deputy = (name.deputy_title_vi or position or "Cấp phó").upper()
    collective = collective_of(name)
    office = position.upper()
    return {
        Authority.NONE: (head,),
        Authority.KT: (f"KT. {head}", deputy),
        Authority.TM: (f"TM. {collective}", head),
        Authority.TM_KT: (f"TM. {collective}", f"KT. {head}", deputy),
        Authority.TL: (f"TL. {head}", office),
        Authority.TUQ: (f"TUQ. {head}", office),
        Authority.Q: (f"Q. {head}",),
    }[Authority(authority)]


def collective_of(name: BodyName) -> str:
    """The collective that a document is signed for: "ỦY BAN NHÂN DÂN", without the name of the province."""
    if name.name_vi.lower().startswith(PEOPLES_COMMITTEE.lower()):
        return PEOPLES_COMMITTEE.upper()
    return name.name_vi.upper()


def symbol_of(form: Form, name: BodyName, unit: BodyName | None) -> str:
    """What stands behind the slash: "KH-BVHTTDL"; a letter (công văn): "BVHTTDL-TTĐN"."""
    body_symbol = name.symbol or name.short_vi or name.name_vi
    if form.document_type is not None:
        return f"{form.document_type}-{body_symbol}"
    return f"{body_symbol}-{unit.symbol}" if unit and unit.symbol else body_symbol


def series_of(form: Form) -> str:
    """The register that numbers the document: one per type (Nghị định 30/2020/NĐ-CP, Điều 15)."""
    return form.document_type or "CV"


def recipients_of(
    form: Form, addressees: list[dict[str, Any]], recipients: list[str], unit: BodyName | None
) -> tuple[str, ...]:
    """The lines of "Nơi nhận": addressees (a letter says "Như trên"), the form's own, and the file copy."""
    lines: list[str] = []
    asked = [each["text"] for each in addressees if each.get("part") == Part.TO]
    copies = [each["text"] for each in addressees if each.get("part") != Part.TO]
    lines += ["Như trên"] if form.document_type in LETTER_TYPES and asked else asked
    for line in (*copies, *recipients):
        if line not in lines:
            lines.append(line)
    lines.append(f"Lưu: VT, {unit.symbol}" if unit and unit.symbol else "Lưu: VT")
    return tuple(lines)


def addressee_bodies(addressees: list[dict[str, Any]]) -> dict[uuid.UUID, Body]:
    """The bodies that the addressees name, by public id (one query)."""
    ids = [uuid.UUID(each["body"]) for each in addressees if each.get("body")]
    return {body.public_id: body for body in Body.objects.filter(public_id__in=ids)}


def current_names(bodies: Iterable[Body], on: date) -> dict[int, BodyName]:
    """The names of bodies on a day."""
    return names_on(bodies, on)
