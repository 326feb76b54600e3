"""The readers' page of contacts: spokespersons and focal units of all bodies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ttdn.portal.addresses import page_path
from ttdn.portal.contacts import bodies_with_contacts, contacts_of
from ttdn.portal.languages import content_languages
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.web.paging import keyset

SIZE = 60


@reader_page
def contact_page(request: HttpRequest, language: str) -> HttpResponse:
    """Whom to turn to at each body today, body by body in the order of the register."""
    on = timezone.localdate()
    page = keyset(bodies_with_contacts(on), order=("sort_key", "pk"), cursor=request.GET.get("trang"), size=SIZE)
    context = frame(
        request, language, alternates={code: page_path("contact", code) for code in content_languages()}
    ) | {"rows": contacts_of(page.rows, language, on), "page": page}
    return answer(request, "portal/reader/contact.html", context)
