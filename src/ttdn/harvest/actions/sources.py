"""Adding, trusting and pausing sources."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.harvest.choices import SourceKind
from ttdn.harvest.fetching import web_parts
from ttdn.harvest.models import Source
from ttdn.harvest.permissions import may_keep_sources
from ttdn.law import local_day
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.portal.cleaning import compose
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

LONGEST_PAUSE, SHORTEST_PAUSE = 10_080, 5
"""Minutes between two visits: from five minutes to a week."""
LONGEST_ADDRESS = 300


@transaction.atomic(durable=True)
def add_source(
    *,
    name: str,
    kind: str,
    base_url: str,
    body: Body | None,
    language: str,
    set_spec: str,
    every_minutes: int,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Source:
    """A new source, visited at the next tick of the clock.

    Args:
        name: shown to readers.
        kind: ours or foreign.
        base_url: of its OAI-PMH, `https://…/oai`.
        body: whose content it is; required for a foreign source; for ours: items of other bodies are refused (None: all).
        language: of a foreign source's records that name none.
        set_spec: only this set of the source; empty: everything.
        every_minutes: between two visits.
        acting_user: staff of the coordinator.
        at: when.
        once: token of the form.

    Raises:
        NotAllowed; UserError: no web address, known already, a foreign source without a body, a pause out of bounds.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _require(acting_user, at)
    address = _address(base_url)
    if kind == SourceKind.FOREIGN and body is None:
        raise UserError(_("Hãy chọn cơ quan có nội dung ở nguồn này."))
    if not SHORTEST_PAUSE <= every_minutes <= LONGEST_PAUSE:
        raise UserError(_("Khoảng cách giữa hai lần lấy phải từ 5 phút đến 7 ngày (10.080 phút)."))
    source = Source.objects.create(
        public_id=public_id,
        name=compose(name).strip()[:200],
        kind=kind,
        base_url=address,
        body=body,
        language=language,
        set_spec=set_spec.strip(),
        every_minutes=every_minutes,
        next_run_at=at,
        added_by=acting_user,
        added_at=at,
    )
    write_audit("added", source, acting_user, at, after={"name": source.name, "base_url": address, "kind": kind})
    return source


@transaction.atomic(durable=True)
def pause(*, source: Source, paused: bool, acting_user: User, at: datetime) -> Source:
    """Stop visiting a source, or begin again; what it gave stays.

    Raises:
        NotAllowed.
    """
    _require(acting_user, at)
    locked = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    locked.paused_at = at if paused else None
    locked.next_run_at = None if paused else at
    locked.save(update_fields=["paused_at", "next_run_at"])
    write_audit("paused" if paused else "resumed", locked, acting_user, at)
    return locked


@transaction.atomic(durable=True)
def move_source(*, source: Source, base_url: str, acting_user: User, at: datetime) -> Source:
    """The source is found under another address from now on; what it gave, and the keys that we trust, stay.

    Its whole list is taken at the next visit. A source of our own kind must prove the move: its items still need seals by
    the keys that were pinned before.

    Raises:
        NotAllowed; UserError: no web address, or that of a known source.
    """
    _require(acting_user, at)
    locked = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    before = locked.base_url
    locked.base_url, locked.datestamp, locked.resumption = _address(base_url), "", ""
    locked.next_run_at = None if locked.paused_at else at
    locked.save(update_fields=["base_url", "datestamp", "resumption", "next_run_at"])
    write_audit("moved", locked, acting_user, at, before={"base_url": before}, after={"base_url": locked.base_url})
    return locked


def _address(text: str) -> str:
    """A web address that no source has yet."""
    address = text.strip()
    parts = web_parts(address)
    if parts is None or parts.query or parts.fragment or len(address) > LONGEST_ADDRESS:
        raise UserError(_("Hãy ghi đủ địa chỉ OAI-PMH của nguồn, ví dụ https://cong.bo.gov.vn/oai."))
    if Source.objects.filter(base_url=address).exists():
        raise UserError(_("Nguồn này đã có trong danh sách."))
    return address


@transaction.atomic(durable=True)
def trust_keys(*, source: Source, keys: list[str], acting_user: User, at: datetime) -> Source:
    """Say which keys of a source count from now on; all its records are checked again at the next visit.

    Raises:
        NotAllowed.
    """
    _require(acting_user, at)
    locked = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    before = list(locked.trusted_keys)
    locked.trusted_keys, locked.datestamp, locked.resumption, locked.next_run_at = sorted(set(keys)), "", "", at
    locked.save(update_fields=["trusted_keys", "datestamp", "resumption", "next_run_at"])
    write_audit("trusted", locked, acting_user, at, before={"keys": before}, after={"keys": locked.trusted_keys})
    return locked


def _require(user: User, at: datetime) -> None:
    if not may_keep_sources(is_coordinator=reach_of(user, local_day(at)).is_coordinator):
        raise NotAllowed(
            _("Chỉ chuyên viên cơ quan quản lý nhà nước về thông tin đối ngoại được quản lý nguồn thu thập.")
        )


def write_audit(
    verb: str,
    source: Source,
    acting_user: User | None,
    at: datetime,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Building block: one row in the system's chain, on the source."""
    record(
        f"harvest.source.{verb}",
        acting_user=acting_user,
        at=at,
        chain=None,
        object_kind="harvest.source",
        object_id=source.public_id,
        before=before,
        after=after,
    )
