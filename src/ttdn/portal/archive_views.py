"""The archive: every item of a language by year and month, those in force and those that are not any more."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from ttdn.law import VIETNAM
from ttdn.portal.addresses import page_path
from ttdn.portal.languages import content_languages
from ttdn.portal.models import PublicRecord
from ttdn.portal.public_queries import LISTED, entries
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.web.paging import keyset

SIZE = 50
DECEMBER = 12
LAST_YEAR = 9998


@reader_page
def archive(request: HttpRequest, language: str) -> HttpResponse:
    """The years and months in which something was published in the language, with how much."""
    months = (
        PublicRecord.objects.filter(language=language, kind__in=LISTED)
        .annotate(month=TruncMonth("first_published_at", tzinfo=VIETNAM))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    rows = [
        (
            each["month"],
            each["count"],
            page_path("archive_month", language, year=each["month"].year, month=each["month"].month),
        )
        for each in months
    ]
    years = [(year, list(found)) for year, found in groupby(rows, key=lambda row: row[0].year)]
    context = frame(request, language, alternates={code: page_path("archive", code) for code in content_languages()})
    return answer(request, "portal/reader/archive.html", context | {"years": years})


@reader_page
def archive_month(request: HttpRequest, language: str, year: int, month: int) -> HttpResponse:
    """What was first published in a month, the newest first; what was withdrawn or replaced says so."""
    if not (1 <= month <= DECEMBER and 1 < year <= LAST_YEAR):
        raise Http404
    first = datetime(year, month, 1, tzinfo=VIETNAM)
    after = datetime(year + month // DECEMBER, month % DECEMBER + 1, 1, tzinfo=VIETNAM)
    found = PublicRecord.objects.filter(
        language=language, kind__in=LISTED, first_published_at__gte=first, first_published_at__lt=after
    )
    page = keyset(found, order=("-first_published_at", "-id"), cursor=request.GET.get("trang"), size=SIZE)
    if not page.rows:
        raise Http404
    slots = {"year": year, "month": month}
    context = frame(
        request,
        language,
        alternates={code: page_path("archive_month", code, **slots) for code in _languages_with(first, after)},
    ) | {"month": first, "rows": entries(page.rows, language, timezone.localdate()), "page": page}
    return answer(request, "portal/reader/archive_month.html", context)


def _languages_with(first: datetime, after: datetime) -> list[str]:
    found = PublicRecord.objects.filter(
        kind__in=LISTED, first_published_at__gte=first, first_published_at__lt=after
    ).values_list("language", flat=True)
    return [code for code in content_languages() if code in set(found.distinct())]
