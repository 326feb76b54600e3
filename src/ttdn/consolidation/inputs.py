"""Which reports the national figures count: accepted, current, and nobody's work twice (decisions.md 5, 7, 9)."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from ttdn.consolidation.overlap import Overlap, overlap_in
from ttdn.filings.choices import DeliveryState, State
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.law.text import format_date
from ttdn.organisations.choices import StateRole
from ttdn.organisations.models import BodyRole
from ttdn.organisations.queries import names_on

REPORT_FORMS = ("annual_report", "annual_report_province")
PROGRAMME_FORM = "programme_1486_report"

SOURCE_KIND = "consolidation.source"
INPUTS_KIND = "consolidation.inputs"


@dataclass(frozen=True)
class Source:
    """One report that counts. `citation` is how documents name it: "Báo cáo số TD-12/BC-BTP ngày 25/11/2024"."""

    version: int
    public_id: uuid.UUID
    hash: str
    filing: uuid.UUID
    body: int
    body_id: uuid.UUID
    kind: str
    name: str
    number: str
    issued_on: date
    citation: str


def coordinators() -> "QuerySet[BodyRole, int]":
    """Ids of every body that is or was coordinator: what was accepted by one counts for the next."""
    return BodyRole.objects.filter(role=StateRole.COORDINATOR).values_list("body_id", flat=True)


def _accepted(years: Iterable[int], forms: Iterable[str]) -> "QuerySet[FilingVersion]":
    taken = Delivery.objects.filter(
        version=OuterRef("pk"), addressee_id__in=coordinators(), state=DeliveryState.ACCEPTED
    )
    return FilingVersion.objects.filter(
        Exists(taken), state=State.ISSUED, filing__year__in=tuple(years), filing__form_id__in=tuple(forms)
    )


def counted_versions(year: int, forms: Iterable[str] = REPORT_FORMS) -> "QuerySet[FilingVersion]":
    """The current issued versions of a year that a coordinator accepted, without those that others tell as a whole."""
    return counted(year, forms)[0]


def counted(year: int, forms: Iterable[str] = REPORT_FORMS) -> tuple["QuerySet[FilingVersion]", Overlap]:
    """The reports of a year that count, and which of their facts do not because another of them tells the record."""
    accepted = _accepted([year], forms)
    overlap = overlap_in(year, accepted)
    return (accepted.exclude(pk__in=overlap.whole) if overlap.whole else accepted), overlap


def counted_by_year(years: Sequence[int]) -> tuple[dict[int, int], dict[int, Overlap]]:
    """For several years at once: the year of each report that counts, by version, and what each year tells twice."""
    accepted = _accepted(years, REPORT_FORMS)
    found = dict(accepted.order_by().values_list("pk", "filing__year"))
    overlaps = {year: overlap_in(year, accepted.filter(filing__year=year)) for year in set(found.values())}
    for overlap in overlaps.values():
        for key in overlap.whole:
            del found[key]
    return found, overlaps


def versions_in(public_ids: Iterable[uuid.UUID]) -> "QuerySet[FilingVersion]":
    """The versions that an issued report was made from, by the links that it keeps."""
    return FilingVersion.objects.filter(public_id__in=list(public_ids))


def sources(versions: "QuerySet[FilingVersion]", on: date, *, on_screen: bool = False) -> list[Source]:
    """The reports of a set with the names their bodies bore on a day, in the order of the register (two queries).

    Documents name a body in Vietnamese; a screen (`on_screen`), in the reader's language.
    """
    rows = list(
        versions.order_by("body__sort_key", "pk").values_list(
            "pk",
            "public_id",
            "snapshot_hash",
            "filing__public_id",
            "body_id",
            "body__public_id",
            "body__kind",
            "body__code",
            "number_text",
            "symbol",
            "issued_on",
        )
    )
    names = names_on([row[4] for row in rows], on)
    found = []
    for key, public_id, snapshot, filing, body, body_id, kind, code, number, symbol, issued_on in rows:
        if issued_on is None:
            continue  # the database lets no issued version be without its date
        cited = f"{number.zfill(2) if number.isdigit() else number}/{symbol}"
        found.append(
            Source(
                version=key,
                public_id=public_id,
                hash=snapshot,
                filing=filing,
                body=body,
                body_id=body_id,
                kind=kind,
                name=(names[body].label if on_screen else names[body].name_vi) if body in names else code,
                number=cited,
                issued_on=issued_on,
                citation=f"Báo cáo số {cited} ngày {format_date(issued_on)}",
            )
        )
    return found


def digest_of(keys: Iterable[tuple[int, uuid.UUID, str]]) -> str:
    """What identifies a set of reports (version, public id, hash): changes when one is added, replaced or withdrawn."""
    digest = hashlib.sha256()
    for _version, public_id, snapshot in sorted(keys):
        digest.update(f"{public_id}:{snapshot}\n".encode())
    return digest.hexdigest()


def waiting(year: int) -> "QuerySet[Delivery]":
    """Reports of the year that came to a coordinator and were not accepted (yet): sent, received or returned."""
    return (
        Delivery.objects.filter(
            ~Q(state=DeliveryState.ACCEPTED),
            addressee_id__in=coordinators(),
            version__state=State.ISSUED,
            version__filing__year=year,
            version__filing__form_id__in=REPORT_FORMS,
        )
        .select_related("version__filing", "version__body")
        .defer("version__document")
    )
