"""The readers' page of task 2.1: which bodies are complete in Vietnamese and English."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ttdn.portal.addresses import page_path
from ttdn.portal.bilingual import standings
from ttdn.portal.languages import content_languages
from ttdn.portal.reader import answer, frame, reader_page


@reader_page
def completeness(request: HttpRequest, language: str) -> HttpResponse:
    """Every ministry and province with what readers have of it in both languages; the complete ones are counted."""
    on = timezone.localdate()
    rows = standings(language, on)
    context = frame(
        request, language, alternates={code: page_path("completeness", code) for code in content_languages()}
    ) | {
        "begun": [row for row in rows if row.has["profile_vi"] or row.has["profile_en"]],
        "rest": [row for row in rows if not (row.has["profile_vi"] or row.has["profile_en"])],
        "complete": sum(row.complete for row in rows),
        "total": len(rows),
        "on": on,
    }
    return answer(request, "portal/reader/completeness.html", context)
