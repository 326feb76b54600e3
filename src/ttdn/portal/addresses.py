"""Addresses of readers' pages: Vietnamese words under /vi/, English words under every other language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, register_converter, reverse

from ttdn.portal.languages import KNOWN, content_languages

PAGES = {
    "bodies": ("co-quan", "bodies"),
    "kind": ("muc/<slug:kind>", "kinds/<slug:kind>"),
    "topics": ("chu-de", "topics"),
    "search": ("tim-kiem", "search"),
    "verify": ("xac-thuc", "verify"),
    "press": ("bao-chi", "press"),
    "log": ("so-ghi", "log"),
    "archive": ("luu-tru", "archive"),
    "archive_month": ("luu-tru/<int:year>/<int:month>", "archive/<int:year>/<int:month>"),
    "accessibility": ("tro-nang", "accessibility"),
    "corrections": ("dinh-chinh", "corrections"),
    "contact": ("lien-he", "contact"),
    "completeness": ("song-ngu", "completeness"),
    "sources": ("nguon", "sources"),
}
"""Every page with a fixed address: its word in Vietnamese and in every other language."""


class VietnameseConverter:
    """The language `vi`."""

    regex = "vi"

    def to_python(self, value: str) -> str:
        """The code."""
        return value

    def to_url(self, value: str) -> str:
        """The code; any other language has other words.

        Raises:
            ValueError: not Vietnamese.
        """
        if value != "vi":
            raise ValueError(value)
        return value


class ForeignConverter(VietnameseConverter):
    """Every other language that the product knows."""

    regex = "|".join(sorted((code for code in KNOWN if code != "vi"), key=len, reverse=True))

    def to_python(self, value: str) -> str:
        """The code of a language that this deployment publishes in.

        Raises:
            ValueError: another one; the address then does not exist.
        """
        if value not in content_languages():
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """The code.

        Raises:
            ValueError: Vietnamese.
        """
        if value == "vi":
            raise ValueError(value)
        return value


register_converter(VietnameseConverter, "vi")
register_converter(ForeignConverter, "foreign")


def pages(name: str, view: Any, tail: str = "") -> list[URLPattern]:
    """The two patterns of a page: `/vi/<word>/` and `/<other>/<word>/`, both under the name `portal_<name>`."""
    vietnamese, other = PAGES[name]
    return [
        path(f"<vi:language>/{vietnamese}/{tail}", view, name=f"portal_{name}"),
        path(f"<foreign:language>/{other}/{tail}", view, name=f"portal_{name}"),
    ]


@lru_cache(maxsize=4096)
def page_path(name: str, language: str, **slots: Any) -> str:
    """The address of a page in a language, `/vi/tim-kiem/`; remembered, as every page names a dozen."""
    return reverse(f"portal_{name}", kwargs={"language": language, **slots})


def absolute(request: HttpRequest, address: str) -> str:
    """An address with scheme and host, as feeds, cards and proofs need it."""
    return request.build_absolute_uri(address)
