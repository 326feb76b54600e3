"""What search engines and social networks are told of a page: schema.org as JSON-LD, the social card, its feeds.

Made from the context of the page, which holds nothing but what is published; a withdrawn or replaced text is told of by none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ttdn.portal.addresses import page_path
from ttdn.portal.choices import Kind
from ttdn.portal.renditions import card_of, media_url
from ttdn.portal.snapshots import plain_paragraphs
from ttdn.portal.tree import section_word

Data = dict[str, Any]
CARD = ("portal/card.png", 1200, 630)
"""The card of pages without a picture, and its size in pixels."""
LEAST_OF_DATASET, MOST_OF_DATASET = 50, 5000
"""Characters that a search engine wants in the description of a dataset."""
_LOCALES = {"vi": "vi_VN", "en": "en_US", "lo": "lo_LA", "km": "km_KH", "zh-hans": "zh_CN", "fr": "fr_FR", "ru": "ru_RU",
            "es": "es_ES", "ja": "ja_JP", "ko": "ko_KR", "de": "de_DE", "th": "th_TH", "id": "id_ID", "pt": "pt_PT",
            "ar": "ar_AR"}  # fmt: skip
_AS_UNICODE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def head_of(context: Mapping[str, Any]) -> SafeString:
    """Everything of this in the head of a page, as markup."""
    if context.get("is_preview") or "language" not in context:
        return mark_safe("")
    parts = [_feeds(context), _card(context), *(as_script(each) for each in documents_of(context))]
    return mark_safe("\n".join(part for part in parts if part))  # noqa: S308  (each part escapes its own)


def as_script(document: Data) -> SafeString:
    """A document as a data block: no character in it can end the block, and no browser runs it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_AS_UNICODE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped in the line above)


def documents_of(context: Mapping[str, Any]) -> list[Data]:
    """The schema.org documents of a page: its item, its body, or the site on a home page."""
    record = context.get("record")
    if record is not None:
        return [{"@context": "https://schema.org", **_item(context)}] if record.in_force else []
    if context.get("body") is not None:
        return [{"@context": "https://schema.org", **_body(context)}]
    return [_site(context)] if context["path"] == f"/{context['language'].code}/" else []


def _site(context: Mapping[str, Any]) -> Data:
    origin, language = context["origin"], context["language"].code
    found: Data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": _("Thông tin đối ngoại Việt Nam"),
        "url": f"{origin}/{language}/",
        "inLanguage": language,
    }
    if search := context.get("menu", {}).get("search"):
        target = {"@type": "EntryPoint", "urlTemplate": f"{origin}{search}?q={{search_term_string}}"}
        found["potentialAction"] = {
            "@type": "SearchAction", "target": target, "query-input": "required name=search_term_string",
        }  # fmt: skip
    return found


def _body(context: Mapping[str, Any]) -> Data:
    body = context["body"]
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{context['origin']}{context['body_path']}#body",
        "name": context["body_name"],
        "identifier": str(body.public_id),
        "url": context["origin"] + context["body_path"],
    }


def _item(context: Mapping[str, Any]) -> Data:
    """The item as the type that its kind has in schema.org."""
    snapshot = context["snapshot"]
    match snapshot["kind"]:
        case Kind.PROFILE:
            return _profile(context)
        case Kind.EVENT:
            return _common(context) | _event(snapshot["fields"])
        case Kind.CLARIFICATION:
            return _common(context) | _claim(context, snapshot["fields"])
        case Kind.FACT_SHEET:
            return _common(context) | _dataset(context, snapshot)
        case Kind.TOPIC:
            return _common(context) | {"@type": "CollectionPage"}
    return _common(context) | {"@type": "NewsArticle", "headline": snapshot["title"][:110], "isAccessibleForFree": True}


def _common(context: Mapping[str, Any]) -> Data:
    record, snapshot, origin = context["record"], context["snapshot"], context["origin"]
    issuer = _body(context)
    found = {
        "@id": f"{origin}/s/{record.item.public_id}/{record.language}",
        "name": snapshot["title"],
        "description": snapshot["lead"] or snapshot["title"],
        "inLanguage": record.language,
        "url": _address(context),
        "identifier": str(record.item.public_id),
        "datePublished": record.first_published_at.isoformat(),
        "dateModified": record.changed_at.isoformat(),
        "author": issuer,
        "publisher": issuer,
    }
    return found | (
        {"image": [origin + media_url(record.picture)]} if record.picture and record.picture.get("forms") else {}
    )


def _address(context: Mapping[str, Any]) -> str:
    """Where the item is read: a collected one at its source."""
    found = context.get("provenance")
    return str(found.original_url) if found else f"{context['origin']}{context['record'].path}"


def _profile(context: Mapping[str, Any]) -> Data:
    fields = context["snapshot"]["fields"]
    told = {
        "description": context["snapshot"]["lead"],
        "address": fields.get("address"),
        "telephone": fields.get("phone"),
        "email": fields.get("email"),
        "sameAs": fields.get("website"),
    }
    return _body(context) | {name: value for name, value in told.items() if value}


def _event(fields: Mapping[str, Any]) -> Data:
    found: Data = {
        "@type": "Event", "startDate": fields.get("starts_on"), "eventStatus": "https://schema.org/EventScheduled",
    }  # fmt: skip
    if fields.get("ends_on"):
        found["endDate"] = fields["ends_on"]
    if fields.get("place"):
        address: Data = {"@type": "PostalAddress", "name": fields["place"]}
        address |= {"addressCountry": fields["country"]} if fields.get("country") else {}
        found["location"] = {"@type": "Place", "name": fields["place"], "address": address}
    if fields.get("organiser"):
        found["organizer"] = {"@type": "Organization", "name": fields["organiser"]}
    return found


def _claim(context: Mapping[str, Any], fields: Mapping[str, Any]) -> Data:
    """What was said wrongly elsewhere, and what the body found."""
    claim: Data = {"@type": "Claim", "name": fields.get("claim", "")}
    if fields.get("claim_source"):
        claim["author"] = {"@type": "Organization", "name": fields["claim_source"]}
    if fields.get("claim_on"):
        claim["datePublished"] = fields["claim_on"]
    return {
        "@type": "ClaimReview",
        "claimReviewed": fields.get("claim", ""),
        "itemReviewed": claim,
        "reviewBody": fields.get("finding", ""),
        "reviewRating": {
            "@type": "Rating", "ratingValue": 1, "worstRating": 1, "bestRating": 5, "alternateName": _("Sai lệch"),
        },
    }  # fmt: skip


def _dataset(context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> Data:
    rows = [row for block in snapshot["blocks"] if block["type"] == "figures" for row in block["rows"]]
    record = context["record"]
    found: Data = {
        "@type": "Dataset",
        "creator": _body(context),
        "isAccessibleForFree": True,
        "variableMeasured": [
            {"@type": "PropertyValue", "name": row["label"], "value": row["value"], "unitText": row.get("unit") or ""}
            for row in rows
        ],
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "application/json",
            "contentUrl": f"{context['origin']}/api/v1/items/{record.item.public_id}/{record.language}",
        },
    }
    if as_of := snapshot["fields"].get("as_of"):
        found["temporalCoverage"] = as_of
    if len(snapshot["lead"]) < LEAST_OF_DATASET:
        whole = " ".join(
            each for each in (snapshot["title"], snapshot["lead"], *plain_paragraphs(dict(snapshot))) if each
        )
        found["description"] = whole[:MOST_OF_DATASET]
    return found


def _card(context: Mapping[str, Any]) -> SafeString:
    """OpenGraph and Twitter: what a link to the page looks like elsewhere."""
    record, snapshot, origin = context.get("record"), context.get("snapshot"), context["origin"]
    site = _("Thông tin đối ngoại Việt Nam")
    title = snapshot["title"] if snapshot else context.get("body_name") or context.get("title") or site
    rows = [
        ("og:site_name", site),
        ("og:type", "article" if record else "website"),
        ("og:title", title),
        ("og:url", _address(context) if record else origin + context["path"]),
        ("og:locale", _LOCALES.get(context["language"].code, "vi_VN")),
    ]
    if snapshot and snapshot["lead"]:
        rows.append(("og:description", snapshot["lead"][:300]))
    if record:
        rows.append(("article:published_time", record.first_published_at.isoformat()))
        rows.append(("article:modified_time", record.changed_at.isoformat()))
    rows += _picture(record, origin)
    told = format_html_join("\n", '<meta property="{}" content="{}">', rows)
    return format_html('{}\n<meta name="twitter:card" content="summary_large_image">', told)


def _picture(record: Any, origin: str) -> list[tuple[str, str]]:
    """The cut of the item's picture made for cards, else the card of the site."""
    picture = record.picture if record else None
    cut = card_of((picture or {}).get("forms") or {})
    address, width, height = cut or (static(CARD[0]), CARD[1], CARD[2])
    words = (
        (picture.get("alt") or picture.get("caption") or "") if picture and cut else _("Thông tin đối ngoại Việt Nam")
    )
    rows = [("og:image", origin + address), ("og:image:width", str(width)), ("og:image:height", str(height))]
    return rows + ([("og:image:alt", words)] if words else [])


def _feeds(context: Mapping[str, Any]) -> SafeString:
    """The feeds that a reader program finds by itself: of the language, and of the body, topic or kind of the page."""
    language, record = context["language"].code, context.get("record")
    places = [(_("Mọi tin mới"), f"/{language}/")]
    if record is not None and record.kind == Kind.TOPIC:
        slug = record.path.rstrip("/").rsplit("/", 1)[-1]
        places.append((record.title, f"/{language}/{section_word(Kind.TOPIC, language)}/{slug}/"))
    elif context.get("body") is not None:
        places.append((context["body_name"], context["body_path"]))
    elif (kind := context.get("kind")) in set(Kind.values):
        places.append((str(Kind(kind).label), page_path("kind", language, kind=kind)))
    kinds = (("atom", "application/atom+xml"), ("json", "application/feed+json"))
    rows = [(mime, name, f"{address}feed.{form}") for name, address in places for form, mime in kinds]
    return format_html_join("\n", '<link rel="alternate" type="{}" title="{}" href="{}">', rows)
