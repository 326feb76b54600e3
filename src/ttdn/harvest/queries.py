"""Reads of the harvest: for the coordinator's screens and for the public status page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max
from django.http import Http404

from ttdn.harvest.choices import Agreement, Stage
from ttdn.harvest.models import Fault, Harvested, Run, Source
from ttdn.harvest.permissions import may_keep_sources
from ttdn.organisations.queries import Reach, reach_of
from ttdn.portal.models import PublicRecord
from ttdn.portal.provenance import Provenance
from ttdn.proofs.models import ReceivedText

if TYPE_CHECKING:
    from ttdn.accounts.models import User


@dataclass(frozen=True)
class Status:
    """A source as readers see it: how much it gave, and the faults of its last visit by stage."""

    source: Source
    items: int
    quarantined: int
    faults: dict[str, int]


def statuses() -> list[Status]:
    """Every source with its figures, in five queries."""
    sources = list(Source.objects.select_related("body"))
    items = dict(Harvested.objects.values_list("source").annotate(count=Count("pk")))
    kept_aside = dict(Source.objects.values_list("pk").annotate(count=Count("quarantined")))
    last: dict[int, dict[str, int]] = {}
    rows = (
        Fault.objects.filter(run__source__in=sources)
        .order_by()
        .values_list("run__source", "run", "stage")
        .annotate(count=Count("pk"))
    )
    newest = dict(Run.objects.order_by().values_list("source").annotate(last=Max("pk")))
    for source_id, run_id, stage, count in rows:
        if run_id == newest.get(source_id):
            last.setdefault(source_id, {})[str(Stage(stage).label)] = count
    return [
        Status(source, items.get(source.pk, 0), kept_aside.get(source.pk, 0), last.get(source.pk, {}))
        for source in sources
    ]


def access_sources(user: User, on: date, reach: Reach | None = None) -> None:
    """`Http404` for whoever does not keep the sources."""
    if not may_keep_sources(is_coordinator=(reach or reach_of(user, on)).is_coordinator):
        raise Http404


def access_source(user: User, public_id: UUID, on: date, reach: Reach | None = None) -> Source:
    """A source, for the staff of the coordinator; missing and foreign are the same 404."""
    access_sources(user, on, reach)
    source = Source.objects.select_related("body").filter(public_id=public_id).first()
    if source is None:
        raise Http404
    return source


def provenance_of(record: PublicRecord) -> Provenance | None:
    """Where a collected record came from, when, and what the last check of its seal said (two queries)."""
    held = Harvested.objects.select_related("source").filter(record=record).first()
    if held is None:
        return None
    source, edition = held.source, record.edition
    text = (
        ReceivedText.objects.filter(item=record.item.public_id, language=record.language, edition=edition.ordinal)
        .only("seal_code", "checked_at")
        .first()
    )
    agreed = source.agreed_at if source.agreement == Agreement.AGREED else None
    return Provenance(
        source_name=source.name,
        original_url=held.original_url,
        received_at=held.received_at,
        seen_at=max(held.seen_at, agreed or held.seen_at),
        seal_code=text.seal_code if text else "",
        checked_at=text.checked_at if text else None,
    )
