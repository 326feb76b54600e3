"""Sitemaps for search engines: parts of at most 5,000 addresses, every language beside its others, news of two days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ttdn.api.answers import answer, asked_again, for_machines, origin_of
from ttdn.api.markup import DECLARATION, element, open_element
from ttdn.api.representations import moment
from ttdn.organisations.models import Body
from ttdn.portal.addresses import page_path
from ttdn.portal.choices import Kind
from ttdn.portal.languages import chrome_language, content_languages
from ttdn.portal.outgoing_queries import (
    last_changes_by_part,
    news_since,
    part_of_records,
    paths_by_item,
    public_state,
)
from ttdn.portal.public_queries import LISTED, bodies_with_content, public_records

PART = 5000
NEWS_HOURS = 48
NEWS_MOST = 1000
XML = "application/xml; charset=utf-8"
_SPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}
_NEWS = {"xmlns": _SPACES["xmlns"], "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}
_CLOSED = ("/lam-viec/", "/bien-tap/", "/tai-khoan/", "/tra-loi/", "/-/")


@for_machines
def index(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps."""
    origin, changed = origin_of(request), public_state().changed_at
    parts: list[tuple[str, datetime | None]] = [("pages", changed), ("news", changed)]
    parts += [(f"items-{part + 1}", last) for part, last in last_changes_by_part(PART).items()]
    inner = "".join(
        open_element(
            "sitemap",
            {},
            element("loc", f"{origin}/sitemap-{name}.xml") + (element("lastmod", moment(last)) if last else ""),
        )
        for name, last in parts
    )
    body = DECLARATION + open_element("sitemapindex", {"xmlns": _SPACES["xmlns"]}, inner)
    return answer(request, body.encode(), XML, changed=changed)


@for_machines
def items(request: HttpRequest, part: int) -> HttpResponse:
    """One part: items in force, each with its other languages."""
    rows = part_of_records(part - 1, PART) if 1 <= part <= PART else []
    if not rows:
        raise Http404
    origin, paths = origin_of(request), paths_by_item({row.item_id for row in rows})
    inner = "".join(
        _url(origin, row.path, row.changed_at, {row.language: row.path} | paths.get(row.item_id, {})) for row in rows
    )
    return _urlset(request, inner, max(row.changed_at for row in rows))


@for_machines
def pages(request: HttpRequest) -> HttpResponse:
    """Home pages, lists, and the bodies that publish."""
    origin, codes = origin_of(request), list(content_languages())
    changed = public_state().changed_at
    groups = [{code: f"/{code}/" for code in codes}]
    groups += [{code: page_path(name, code) for code in codes} for name in ("bodies", "topics")]
    used = {code: set(public_records(code).order_by().values_list("kind", flat=True).distinct()) for code in codes}
    for kind in LISTED:
        groups.append({code: page_path("kind", code, kind=kind) for code in codes if kind in used[code]})
    for code in codes:
        ids = [body for body, _count in bodies_with_content(code)]
        groups += [
            {code: f"/{code}/{slug}/"} for slug in Body.objects.filter(pk__in=ids).values_list("code", flat=True)
        ]
    inner = "".join(_url(origin, path, None, group) for group in groups for path in group.values())
    return _urlset(request, inner, changed)


@for_machines
def news(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days (Google News sitemap)."""
    now, origin = timezone.now(), origin_of(request)
    rows = news_since(now - timedelta(hours=NEWS_HOURS), (Kind.NEWS, Kind.PRESS_RELEASE, Kind.STATEMENT), NEWS_MOST)
    parts = []
    for row in rows:
        with translation.override(chrome_language(row.language)):
            name = _("Thông tin đối ngoại Việt Nam")
        publication = open_element(
            "news:publication", {}, element("news:name", name) + element("news:language", _news_language(row.language))
        )
        told = publication + element("news:publication_date", moment(row.first_published_at))
        told += element("news:title", row.title)
        parts.append(open_element("url", {}, element("loc", origin + row.path) + open_element("news:news", {}, told)))
    body = DECLARATION + open_element("urlset", _NEWS, "".join(parts))
    return asked_again(answer(request, body.encode(), XML))


def _news_language(code: str) -> str:
    """ISO 639 code; Chinese is told as the format wants it."""
    return {"zh-hans": "zh-cn"}.get(code, code)


def _url(origin: str, path: str, changed: datetime | None, languages: dict[str, str]) -> str:
    inner = element("loc", origin + path) + (element("lastmod", moment(changed)) if changed else "")
    if len(languages) > 1:
        inner += "".join(
            element("xhtml:link", rel="alternate", hreflang=code, href=origin + address)
            for code, address in languages.items()
        )
    return open_element("url", {}, inner)


def _urlset(request: HttpRequest, inner: str, changed: datetime | None) -> HttpResponse:
    return answer(request, (DECLARATION + open_element("urlset", _SPACES, inner)).encode(), XML, changed=changed)


@for_machines
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: all that is public; the workspace has nothing for them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Allow: /", ""]
    lines.append(f"Sitemap: {origin_of(request)}/sitemap.xml")
    return answer(request, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")
