"""The readers' search: words, phrases and document numbers over everything public, narrowed by what is known of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ttdn.portal.addresses import page_path
from ttdn.portal.languages import content_languages
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.portal.searching import kind_of
from ttdn.search.errors import SearchDownError
from ttdn.search.queries import Results, search

SIZE = 15
LAST_PAGE = 20
LONGEST = 300
ALL = "tat-ca"
"""Value of the language filter: every language."""


@dataclass(frozen=True)
class Asked:
    """What the form says; an unreadable value is as good as none."""

    text: str
    kind: str
    body: str
    topic: str
    language: str
    since: str
    until: str
    page: int

    def filters(self) -> dict[str, Any]:
        """The filters as the search takes them."""
        return {
            "kinds": [kind_of(self.kind)] if self.kind else None,
            "bodies": _uuids(self.body),
            "topics": [self.topic] if self.topic else None,
            "languages": None if self.language == ALL else [self.language],
            "since": _day(self.since),
            "until": _day(self.until),
        }

    def address(self, **changes: Any) -> str:
        """The query of the same question with some values changed; None leaves one out."""
        own = {
            "q": self.text,
            "loai": self.kind,
            "co-quan": self.body,
            "chu-de": self.topic,
            "ngon-ngu": self.language,
            "tu": self.since,
            "den": self.until,
        } | changes
        return "?" + urlencode({name: value for name, value in own.items() if value})


def read_asked(request: HttpRequest, language: str) -> Asked:
    """The question of a request; the language of the page unless another is chosen."""
    asked = {name: (request.GET.get(name) or "").replace("\x00", "").strip()[:LONGEST] for name in request.GET}
    wanted = asked.get("ngon-ngu", "")
    number = asked.get("trang", "")
    return Asked(
        text=asked.get("q", ""),
        kind=asked.get("loai", ""),
        body=asked.get("co-quan", ""),
        topic=asked.get("chu-de", ""),
        language=wanted if wanted == ALL or wanted in content_languages() else language,
        since=asked.get("tu", ""),
        until=asked.get("den", ""),
        page=min(max(int(number), 1), LAST_PAGE) if number.isascii() and number.isdigit() else 1,
    )


@reader_page
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """The form and, once something was asked, what was found."""
    asked = read_asked(request, language)
    context = frame(request, language, alternates={code: page_path("search", code) for code in content_languages()})
    context |= {"asked": asked, "languages": content_languages().values(), "all_languages": ALL, "query": asked.text}
    if not asked.text:
        return answer(request, "portal/reader/search.html", context)
    try:
        found = search(
            text=asked.text,
            on=timezone.localdate(),
            public=True,
            limit=SIZE,
            offset=(asked.page - 1) * SIZE,
            **asked.filters(),
        )
    except SearchDownError as error:
        return answer(request, "portal/reader/search.html", context | {"down": error.sentence}, status=503)
    return answer(request, "portal/reader/search.html", context | _shown(asked, found))


def _shown(asked: Asked, found: Results) -> dict[str, Any]:
    """The results with the addresses that lead on from them."""
    narrow = [
        ("loai", found.facets, asked.kind),
        ("co-quan", found.bodies, asked.body),
        ("chu-de", found.topics, asked.topic),
    ]
    elsewhere = sum(each.count for each in found.languages if each.value != asked.language)
    return {
        "results": found,
        "suggested": asked.address(q=found.suggestion) if found.suggestion else "",
        "narrow": [(name, [_choice(asked, name, each) for each in facets], chosen) for name, facets, chosen in narrow],
        "elsewhere": elsewhere if asked.language != ALL else 0,
        "everywhere": asked.address(**{"ngon-ngu": ALL}),
        "following": asked.address(trang=asked.page + 1)
        if found.total > asked.page * SIZE and asked.page < LAST_PAGE
        else "",
        "preceding": asked.address(trang=asked.page - 1) if asked.page > 1 else "",
    }


def _choice(asked: Asked, name: str, facet: Any) -> dict[str, Any]:
    value = facet.value.removeprefix("portal.") if name == "loai" else facet.value
    return {
        "label": facet.label,
        "count": facet.count,
        "chosen": facet.chosen,
        "address": asked.address(**{name: "" if facet.chosen else value}),
    }


def _uuids(text: str) -> list[UUID] | None:
    with suppress(ValueError):
        return [UUID(text)] if text else None
    return None


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day, not a moment)
    return None
