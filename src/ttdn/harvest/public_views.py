"""The public status page: from where the national database takes, when it last did, and what went wrong."""

from django.http import HttpRequest, HttpResponse

from ttdn.harvest.queries import statuses
from ttdn.portal.addresses import page_path
from ttdn.portal.languages import content_languages
from ttdn.portal.reader import answer, frame, reader_page


@reader_page
def sources(request: HttpRequest, language: str) -> HttpResponse:
    """Every source with its last success, its items, its faults by stage and whether both sides agree."""
    alternates = {code: page_path("sources", code) for code in content_languages()}
    context = frame(request, language, alternates=alternates) | {"rows": statuses()}
    return answer(request, "harvest/status.html", context)
