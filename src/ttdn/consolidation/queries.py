"""Reads of consolidation that authorise: what is missing and what is foreign give the same 404."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404

from ttdn.accounts.models import User
from ttdn.consolidation.board import GROUPS
from ttdn.consolidation.inputs import REPORT_FORMS, coordinators, counted_versions
from ttdn.consolidation.models import ReminderBatch
from ttdn.filings.choices import DeliveryState, State
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, names_on
from ttdn.web.paging import Page, keyset

PAGE = 30


def access_batch(user: User, public_id: uuid.UUID, on: date, reach: Reach) -> ReminderBatch:
    """The batch, if it is of the user's body. Raises Http404."""
    found = ReminderBatch.objects.visible_to(user, on, reach).select_related("body").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_report_version(public_id: uuid.UUID) -> FilingVersion:
    """A body's issued report that came to a coordinator. Call it behind the reader's check. Raises Http404."""
    found = (
        FilingVersion.objects.filter(
            state=State.ISSUED, filing__form_id__in=REPORT_FORMS, deliveries__addressee_id__in=coordinators()
        )
        .select_related("filing__body", "body")
        .defer("document")
        .filter(public_id=public_id)
        .distinct()
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class InputRow:
    """A body and its report of the year; `counts`: the national figures read it."""

    body: Body
    name: str
    version: FilingVersion | None
    delivery: Delivery | None
    counts: bool

    @property
    def state(self) -> str:
        """counts, told (its work stands in the successor's report), waiting, returned or silent."""
        if self.counts:
            return "counts"
        if self.delivery is None:
            return "silent"
        if self.delivery.state == DeliveryState.ACCEPTED:
            return "told"
        return "returned" if self.delivery.state == DeliveryState.RETURNED else "waiting"


def inputs_page(year: int, on: date, *, only: str, cursor: str | None) -> tuple[Page[Body], list[InputRow]]:
    """One page of the bodies that owe, or sent, a report of the year; `only`: `in`, `out` or empty."""
    counted = counted_versions(year)
    owing = Obligation.objects.counted().filter(year=year, form_id__in=REPORT_FORMS, bearer__kind__in=GROUPS)
    bodies = Body.objects.filter(Q(pk__in=owing.values("bearer")) | Q(pk__in=counted.order_by().values("body")))
    if only == "in":
        bodies = bodies.filter(pk__in=counted.order_by().values("body"))
    elif only == "out":
        bodies = bodies.exclude(pk__in=counted.order_by().values("body"))
    page = keyset(bodies, order=("sort_key",), cursor=cursor, size=PAGE)
    return page, _input_rows(page.rows, year, on)


def _input_rows(bodies: Sequence[Body], year: int, on: date) -> list[InputRow]:
    keys = [body.pk for body in bodies]
    names = names_on(keys, min(on, date(year, 12, 31)))
    counted = set(counted_versions(year).filter(body_id__in=keys).values_list("pk", flat=True))
    sent: dict[int, Delivery] = {}
    deliveries = (
        Delivery.objects.filter(
            version__body_id__in=keys,
            version__state=State.ISSUED,
            version__filing__year=year,
            version__filing__form_id__in=REPORT_FORMS,
            addressee_id__in=coordinators(),
        )
        .select_related("version__filing")
        .defer("version__document")
        .order_by("pk")
    )
    for each in deliveries:
        known = sent.get(each.version.body_id)
        if known is None or known.state != DeliveryState.ACCEPTED:
            sent[each.version.body_id] = each
    return [
        InputRow(
            body,
            names[body.pk].label if body.pk in names else body.code,
            sent[body.pk].version if body.pk in sent else None,
            sent.get(body.pk),
            body.pk in sent and sent[body.pk].version_id in counted,
        )
        for body in bodies
    ]
