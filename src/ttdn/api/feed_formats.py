"""One list of entries as Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1, each with the full text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from ttdn.api.answers import as_json
from ttdn.api.markup import DECLARATION, element, open_element, text, without_forbidden
from ttdn.api.representations import moment


@dataclass(frozen=True)
class FeedEntry:
    """An item as a feed tells it: permanent id, address, words, full text as HTML, who issued it and when."""

    id: str
    url: str
    title: str
    lead: str
    html: str
    author: str
    language: str
    published: datetime
    changed: datetime
    kind: str
    topics: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: what it is about, its page and its own address, and its entries, the newest first."""

    title: str
    description: str
    language: str
    page: str
    address: str
    changed: datetime
    entries: tuple[FeedEntry, ...]


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    head = [
        element("title", feed.title),
        element("subtitle", feed.description),
        element("id", feed.address),
        element("updated", moment(feed.changed)),
        element("link", rel="self", type="application/atom+xml", href=feed.address),
        element("link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page),
    ]
    inner = "".join(head) + "".join(_atom_entry(each) for each in feed.entries)
    root = open_element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language}, inner)
    return (DECLARATION + root).encode()


def _atom_entry(entry: FeedEntry) -> str:
    parts = [
        element("title", entry.title),
        element("id", entry.id),
        element("link", rel="alternate", type="text/html", hreflang=entry.language, href=entry.url),
        element("published", moment(entry.published)),
        element("updated", moment(entry.changed)),
        open_element("author", {}, element("name", entry.author)),
        *(element("category", term=each) for each in (entry.kind, *entry.topics)),
        element("summary", entry.lead) if entry.lead else "",
        open_element("content", {"type": "html", "xml:lang": entry.language}, text(entry.html)),
    ]
    return open_element("entry", {"xml:lang": entry.language}, "".join(parts))


def rss(feed: Feed) -> bytes:
    """The feed as RSS, with the full text in `content:encoded`."""
    head = [
        element("title", feed.title),
        element("link", feed.page),
        element("description", feed.description),
        element("language", feed.language),
        element("lastBuildDate", format_datetime(feed.changed.astimezone(UTC))),
        element("atom:link", rel="self", type="application/rss+xml", href=feed.address),
    ]
    inner = "".join(head) + "".join(_rss_item(each) for each in feed.entries)
    spaces = {
        "version": "2.0",
        "xmlns:atom": "http://www.w3.org/2005/Atom",
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    }
    return (DECLARATION + open_element("rss", spaces, open_element("channel", {}, inner))).encode()


def _rss_item(entry: FeedEntry) -> str:
    parts = [
        element("title", entry.title),
        element("link", entry.url),
        open_element("guid", {"isPermaLink": "true"}, text(entry.id)),
        element("pubDate", format_datetime(entry.published.astimezone(UTC))),
        element("dc:creator", entry.author),
        element("dc:language", entry.language),
        *(element("category", each) for each in (entry.kind, *entry.topics)),
        element("description", entry.lead or entry.title),
        element("content:encoded", entry.html) if entry.html else "",
    ]
    return open_element("item", {}, "".join(parts))


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    return as_json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": without_forbidden(feed.title),
            "description": without_forbidden(feed.description),
            "home_page_url": feed.page,
            "feed_url": feed.address,
            "language": feed.language,
            "items": [_json_item(each) for each in feed.entries],
        }
    )


def _json_item(entry: FeedEntry) -> dict[str, object]:
    found: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": without_forbidden(entry.title),
        "summary": without_forbidden(entry.lead),
        "content_html": entry.html,
        "date_published": moment(entry.published),
        "date_modified": moment(entry.changed),
        "authors": [{"name": entry.author}],
        "tags": [entry.kind, *entry.topics],
        "language": entry.language,
    }
    return found | ({"image": entry.picture} if entry.picture else {})


FORMATS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}
"""Media type and writer of each format, by the ending of its address."""
