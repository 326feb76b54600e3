"""Addresses for machines; they stand before the readers' pages, whose last pattern takes everything."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path, register_converter

from ttdn.api import exchange_views, feed_views, oai_views, sitemap_views
from ttdn.api.answers import View, asked_again, etag_of, finish, for_machines
from ttdn.api.feed_formats import FORMATS
from ttdn.api.limits import limited
from ttdn.api.problems import nothing_here
from ttdn.api.read_views import api
from ttdn.portal.addresses import PAGES, ForeignConverter, VietnameseConverter  # noqa: F401  (registers `vi`, `foreign`)


class FeedForm:
    """The ending of a feed's address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        """The ending."""
        return value

    def to_url(self, value: str) -> str:
        """The ending."""
        return value


register_converter(FeedForm, "feed")


def _read(view: View) -> View:
    """A view of the read API with its limit, its validators, HEAD and CORS."""

    def validated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if (
            isinstance(response, HttpResponse)
            and response.status_code == HTTPStatus.OK
            and "Cache-Control" not in response
        ):
            changed = getattr(request, "ttdn_changed", None)
            finished = finish(request, response, changed=changed, etag=etag_of(response.content))
            return finished if changed else asked_again(finished)
        return response

    return for_machines(limited(validated))


def _api_patterns() -> list[URLPattern]:
    """The patterns of the read API, each served by our rules; its bare root explains it."""
    patterns, _app, _namespace = api.urls
    return [
        URLPattern(
            each.pattern,
            exchange_views.explained if each.name == "api-root" else _read(each.callback),
            each.default_args,
            each.name,
        )
        for each in patterns
        if isinstance(each, URLPattern)
    ]


def _two(name: str, tail: str, view: View, label: str) -> list[URLPattern]:
    """A feed under the Vietnamese word of a page and under the word of all other languages."""
    vietnamese, other = (word.split("/")[0] for word in PAGES[name])
    return [
        path(f"<vi:language>/{vietnamese}/{tail}", view, name=label),
        path(f"<foreign:language>/{other}/{tail}", view, name=label),
    ]


def _both(tail: str, view: View, label: str) -> list[URLPattern]:
    return [path(f"<{kind}:language>/{tail}", view, name=label) for kind in ("vi", "foreign")]


urlpatterns = [
    path("oai", oai_views.oai, name="api_oai"),
    path("api/schema/ttdn-item-1.xsd", oai_views.schema, name="api_schema"),
    path("api/", exchange_views.explained, name="api_explained"),
    path("api/ninjs/", exchange_views.ninjs_list, name="api_ninjs"),
    path("api/ninjs/<uuid:public_id>/<str:language>", exchange_views.ninjs_item, name="api_ninjs_item"),
    path("api/catalogue.jsonld", exchange_views.catalogue, {"form": "jsonld"}, name="api_catalogue"),
    path("api/catalogue.ttl", exchange_views.catalogue, {"form": "ttl"}, name="api_catalogue_turtle"),
    path("api/bulk/", exchange_views.bulk_list, name="api_bulk"),
    path("api/bulk/<str:name>", exchange_views.bulk_file, name="api_bulk_file"),
    path("api/v1/", (_api_patterns(), "ninja", api.urls_namespace)),
    re_path(r"^api/(?P<rest>.*)$", nothing_here, name="api_nothing"),
    path("sitemap.xml", sitemap_views.index, name="api_sitemap"),
    path("sitemap-pages.xml", sitemap_views.pages, name="api_sitemap_pages"),
    path("sitemap-news.xml", sitemap_views.news, name="api_sitemap_news"),
    path("sitemap-items-<int:part>.xml", sitemap_views.items, name="api_sitemap_items"),
    path("robots.txt", sitemap_views.robots, name="api_robots"),
    *_both("feed.<feed:form>", feed_views.of_language, "api_feed"),
    *_two("kind", "<slug:kind>/feed.<feed:form>", feed_views.of_kind, "api_feed_kind"),
    *_two("topics", "<str:slug>/feed.<feed:form>", feed_views.of_topic, "api_feed_topic"),
    *_both("<slug:code>/feed.<feed:form>", feed_views.of_body, "api_feed_body"),
]
