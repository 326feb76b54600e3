"""Bodies and members for the tests of every app."""

from datetime import UTC, date, datetime
from itertools import count

from ttdn.accounts.models import User
from ttdn.law.text import sort_key
from ttdn.organisations.choices import KIND_ORDER, BodyKind
from ttdn.organisations.loading import load_register
from ttdn.organisations.models import Body, BodyName, BodyParent, BodyRole, Membership
from ttdn.organisations.register_data import shipped_entries

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""10:00 on 20/11/2026 in Viet Nam."""

_numbers = count(1)


def make_body(
    kind: str = BodyKind.MINISTRY,
    name: str = "",
    symbol: str = "",
    on: date = date(2016, 1, 1),
    *,
    parent: Body | None = None,
    code: str = "",
    role: str = "",
) -> Body:
    """A body that exists from `on` with one open name; `parent` makes it a unit of that body, `role` gives a State role."""
    number = next(_numbers)
    called = name or f"Cơ quan số {number}"
    body = Body.objects.create(
        code=code or f"co-quan-{number}",
        kind=kind,
        established_on=on,
        sort_key=f"{KIND_ORDER[BodyKind(kind)]}{sort_key(called)}"[:120],
    )
    row = BodyName(
        body=body,
        valid_from=on,
        name_vi=called,
        name_en=f"Body number {number}",
        symbol=symbol or f"CQ{number}",
        short_vi=called,
        place_vi="Hà Nội",
        head_title_vi="Chủ tịch" if kind == BodyKind.PROVINCE else "Bộ trưởng",
        deputy_title_vi="Phó Chủ tịch" if kind == BodyKind.PROVINCE else "Thứ trưởng",
        collective=kind == BodyKind.PROVINCE,
    )
    row.folded = row.search_text()
    row.save()
    if parent is not None:
        BodyParent.objects.create(body=body, parent=parent, valid_from=on)
    if role:
        BodyRole.objects.create(body=body, role=role, valid_from=on)
    return body


def make_member(
    user: User,
    body: Body,
    role: str,
    unit: Body | None = None,
    *,
    on: date = date(2016, 1, 1),
    until: date | None = None,
) -> Membership:
    """A membership of `user` at `body` from `on`."""
    return Membership.objects.create(user=user, body=body, unit=unit, role=role, valid_from=on, valid_to=until)


def the_country() -> dict[str, Body]:
    """Load the register that the package ships; the bodies by code."""
    load_register(entries=shipped_entries(), at=AT)
    return {body.code: body for body in Body.objects.all()}
