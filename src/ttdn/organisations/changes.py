"""A change of bodies by a legal act as typed, and whether the register allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from ttdn.organisations.choices import Function, SuccessionKind
from ttdn.organisations.errors import WrongSuccession
from ttdn.organisations.models import Body, BodyName, Succession
from ttdn.organisations.queries import name_on


@dataclass(frozen=True)
class NameFields:
    """What a new or renamed body is called; what is left empty is taken from the body's last name."""

    name_vi: str
    name_en: str = ""
    symbol: str = ""
    short_vi: str = ""
    place_vi: str = ""
    head_title_vi: str = ""
    deputy_title_vi: str = ""


@dataclass(frozen=True)
class Change:
    """A change of bodies by a legal act, as typed; `check_change` says what is wrong with it.

    Attributes:
        kind: merger (every predecessor ends, `successor` carries all on), split (the one predecessor ends;
            `successor` carries on its TTĐN work, `others` the rest), transfer (the predecessor goes on without
            `function`), renaming (the one body of `predecessors` is called `name` from that day).
        predecessors: the bodies that change.
        effective_on: the first day of the new state.
        legal_act: the act in words; `instrument`: its id in the law book, where it has one.
        successor: an existing body; None with `name` and `new_kind`: a body that the act establishes.
        others: for a split, further bodies that take over other parts.
        function: for a transfer, `ttdn` or `other`.
        units: for a transfer, the predecessor's units that go along.
    """

    kind: str
    predecessors: tuple[Body, ...]
    effective_on: date
    legal_act: str
    instrument: str = ""
    note: str = ""
    successor: Body | None = None
    others: tuple[Body, ...] = ()
    function: str = Function.TTDN
    name: NameFields | None = None
    new_kind: str = ""
    units: tuple[Body, ...] = ()

    @property
    def eve(self) -> date:
        """The last day of the old state."""
        return self.effective_on - timedelta(days=1)

    @property
    def ends(self) -> bool:
        """Whether the predecessors are no more."""
        return self.kind in {SuccessionKind.MERGER, SuccessionKind.SPLIT}


def check_change(change: Change) -> None:
    """Refuse a change that contradicts the register.

    Raises:
        WrongSuccession: with the sentence that says what and where.
    """
    if not change.legal_act.strip():
        raise WrongSuccession(_("Chưa ghi văn bản quyết định việc thay đổi; hãy ghi số, ngày và cơ quan ban hành."))
    if not change.predecessors:
        raise WrongSuccession(_("Chưa chọn cơ quan thay đổi."))
    if change.kind != SuccessionKind.MERGER and len(change.predecessors) > 1:
        raise WrongSuccession(_("Chỉ việc hợp nhất, sáp nhập mới gồm nhiều cơ quan; hãy chọn một cơ quan."))
    for body in change.predecessors:
        _check_predecessor(body, change)
    if change.kind == SuccessionKind.RENAMING:
        _check_renaming(change)
        return
    if change.successor is None and (change.name is None or not change.new_kind):
        raise WrongSuccession(
            _("Chưa chọn cơ quan kế tục; hãy chọn một cơ quan đang có hoặc ghi tên và loại cơ quan mới.")
        )
    for heir in (change.successor, *change.others):
        if heir is not None:
            _check_heir(heir, change)
    if change.kind == SuccessionKind.TRANSFER and change.function == Function.ALL:
        raise WrongSuccession(_("Chuyển toàn bộ chức năng là sáp nhập; hãy chọn loại thay đổi đó."))


def _check_predecessor(body: Body, change: Change) -> None:
    words = {"name": name_on(body, change.eve).name_vi, "on": f"{change.effective_on:%d/%m/%Y}"}
    if body.dissolved_on is not None or not body.alive_on(change.eve):
        raise WrongSuccession(_("%(name)s không hoạt động đến ngày %(on)s; hãy xem lại ngày hoặc cơ quan.") % words)
    later = Succession.objects.filter(Q(predecessor=body) | Q(successor=body), effective_on__gte=change.effective_on)
    if change.kind != SuccessionKind.RENAMING and later.exclude(kind=SuccessionKind.RENAMING).exists():
        raise WrongSuccession(
            _("%(name)s đã có một lần thay đổi ghi từ ngày %(on)s trở đi; các lần thay đổi phải ghi theo thứ tự ngày.")
            % words
        )
    for row in BodyName.objects.filter(body=body, valid_to__isnull=True, valid_from__gte=change.effective_on):
        raise WrongSuccession(
            _("%(name)s mang tên hiện nay từ ngày %(first)s; ngày thay đổi phải sau ngày đó.")
            % {**words, "first": f"{row.valid_from:%d/%m/%Y}"}
        )


def _check_renaming(change: Change) -> None:
    if change.name is None or not change.name.name_vi.strip():
        raise WrongSuccession(_("Chưa ghi tên mới."))


def _check_heir(heir: Body, change: Change) -> None:
    if heir in change.predecessors:
        raise WrongSuccession(_("Cơ quan kế tục không thể là chính cơ quan thay đổi; với tên mới, hãy chọn “Đổi tên”."))
    if heir.dissolved_on is not None or not heir.alive_on(change.effective_on):
        raise WrongSuccession(
            _("%(name)s không hoạt động ngày %(on)s nên không thể kế tục.")
            % {"name": name_on(heir, change.effective_on).name_vi, "on": f"{change.effective_on:%d/%m/%Y}"}
        )
