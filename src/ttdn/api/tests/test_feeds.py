"""Feeds, sitemaps and ninjs: valid for every reader, whatever a title holds."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from lxml import etree

from ttdn.api.representations import absolute_links
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
HOSTILE = "Tin \x0b]]></title><script>alert(1)</script>\r\nX-Injected: 1 & “đ”"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml",
       "n": "http://www.google.com/schemas/sitemap-news/0.9"}  # fmt: skip
BLOCKS = [{"type": "paragraph", "value": '<p>Xem <a href="https://x.example/a">trang</a> &amp; <b>đậm</b>.</p>'}]


def test_the_three_formats_carry_the_same_entries_with_full_text(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published(newsroom.draft(content={"body": json.dumps(BLOCKS)}))
    permanent = f"http://testserver/s/{record.item.public_id}/vi"
    atom = etree.fromstring(client.get("/vi/feed.atom").content)
    assert atom.findtext("a:entry/a:id", namespaces=ATOM) == permanent
    assert "<p>Xem <a" in atom.findtext("a:entry/a:content", namespaces=ATOM)
    assert atom.findtext("a:entry/a:author/a:name", namespaces=ATOM) == "Bộ Thử nghiệm"
    assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    rss = etree.fromstring(client.get("/vi/feed.rss").content).find("channel/item")
    assert rss.findtext("guid") == permanent
    assert rss.findtext(CONTENT) == atom.findtext("a:entry/a:content", namespaces=ATOM)
    told = client.get("/vi/feed.json").json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["items"][0]["id"] == permanent
    assert told["items"][0]["content_html"] == rss.findtext(CONTENT)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_hostile_title_breaks_no_feed(newsroom: Newsroom, client: Client, form: str) -> None:
    newsroom.published(newsroom.draft(title=HOSTILE))
    answer = client.get(f"/vi/feed.{form}")
    assert "X-Injected" not in answer.headers
    if form == "json":
        title = answer.json()["items"][0]["title"]
    else:
        root = etree.fromstring(answer.content)
        assert root.find(".//{*}script") is None
        (title,) = [each.text for each in root.iterfind(".//{*}title")][1:]
    assert "\x0b" not in title
    assert "<script>alert(1)</script>" in title


def test_feeds_of_body_kind_and_topic_hold_what_they_say(
    make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    one, two = make_newsroom("bo-mot", "Bộ Một"), make_newsroom("bo-hai", "Bộ Hai")
    topic = one.published(one.draft(kind="topic", title="ASEAN"))
    about = one.published(one.draft(title="Về ASEAN"))
    about.item.topics.add(topic.item)
    two.published(two.draft(kind="press_release", title="Phát ngôn", content={"contact_name": "A"}))

    def titles(address: str) -> list[str]:
        return [each["title"] for each in client.get(address).json()["items"]]

    assert titles("/vi/feed.json") == ["Phát ngôn", "Về ASEAN"]
    assert titles("/vi/bo-mot/feed.json") == ["Về ASEAN"]
    assert titles("/vi/muc/press_release/feed.json") == ["Phát ngôn"]
    assert titles(f"{topic.path}feed.json") == ["Về ASEAN"]
    assert titles("/en/feed.json") == []
    for missing in ("/vi/khong-co/feed.json", "/vi/muc/topic/feed.atom", "/vi/chu-de/khong/feed.atom", "/xx/feed.atom"):
        assert client.get(missing).status_code == 404, missing


def test_a_search_is_a_feed_and_finds_nothing_withdrawn(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published(newsroom.draft(title="Hợp tác hải quan"))
    answer = client.get("/vi/feed.atom", {"q": 'hải quan"><script>'})
    assert answer.status_code == 200
    etree.fromstring(answer.content)
    withdraw(edition=record.edition, reason="Sai.", acting_user=newsroom.leader, at=AT)
    assert "Hợp tác" not in client.get("/vi/feed.atom", {"q": "hải quan"}).content.decode()


def test_sitemaps_name_every_language_and_only_what_is_in_force(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    gone = newsroom.published(newsroom.draft(title="Sẽ rút"))
    withdraw(edition=gone.edition, reason="Sai.", acting_user=newsroom.leader, at=AT)
    index = etree.fromstring(client.get("/sitemap.xml").content)
    parts = [each.text for each in index.iterfind("s:sitemap/s:loc", MAP)]
    assert "http://testserver/sitemap-items-1.xml" in parts
    for part in parts:
        assert client.get(part).status_code == 200, part
    items = etree.fromstring(client.get("/sitemap-items-1.xml").content)
    assert [each.text for each in items.iterfind("s:url/s:loc", MAP)] == [f"http://testserver{record.path}"]
    pages = etree.fromstring(client.get("/sitemap-pages.xml").content)
    hreflangs = {each.get("hreflang") for each in pages.find("s:url", MAP).iterfind("x:link", MAP)}
    assert {"vi", "en"} <= hreflangs
    assert client.get("/sitemap-items-2.xml").status_code == 404
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_news_sitemap_holds_two_days(newsroom: Newsroom, client: Client) -> None:
    newsroom.published(newsroom.draft(title=HOSTILE), at=AT)
    with time_machine.travel(AT + timedelta(hours=47)):
        found = etree.fromstring(client.get("/sitemap-news.xml").content)
        assert found.findtext(".//n:publication_date", namespaces=MAP).startswith("2026-11-20T02:00:00")
    with time_machine.travel(AT + timedelta(hours=49)):
        assert etree.fromstring(client.get("/sitemap-news.xml").content).find("s:url", MAP) is None


def test_ninjs_says_usable_and_canceled(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    address = f"/api/ninjs/{record.item.public_id}/vi"
    told = client.get(address).json()
    assert told["standard"]["version"] == "3.0"
    assert (told["pubStatus"], told["headlines"][0]["value"]) == ("usable", "Họp báo thường kỳ")
    assert told["bodies"][1]["value"] == "Bộ thông tin về công tác tháng 11."
    assert client.get("/api/ninjs/").json()["items"] == [told]
    withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=AT)
    gone = client.get(address).json()
    assert (gone["pubStatus"], gone["edNote"]) == ("canceled", "Đăng nhầm.")
    assert "headlines" not in gone
    assert "Họp báo" not in client.get("/api/ninjs/").content.decode()


def test_the_catalogue_is_the_same_in_both_forms(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    document = client.get("/api/catalogue.jsonld").json()
    turtle = client.get("/api/catalogue.ttl").content.decode()
    for node in document["@graph"]:
        assert f"<{node['@id']}> a {node['@type']}" in turtle
    types = {node["@type"] for node in document["@graph"]}
    assert types >= {"dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "dcat:DataService", "foaf:Agent"}
    datasets = [node["dct:identifier"] for node in document["@graph"] if node["@type"] == "dcat:Dataset"]
    assert datasets == ["vi"]
    described = {node["@id"] for node in document["@graph"]}
    for node in document["@graph"]:
        for name in ("dct:language", "dct:accrualPeriodicity", "dct:spatial", "dcat:mediaType", "dcat:theme"):
            named = node.get(name) or []
            assert {each["@id"] for each in (named if isinstance(named, list) else [named])} <= described, name
    labels = [node for node in document["@graph"] if node["@type"] == "skos:Concept"]
    assert all(node["skos:prefLabel"] and node["skos:inScheme"] for node in labels)


def test_html_for_machines_closes_no_element_that_has_no_end() -> None:
    picture = (
        '<picture><source srcset="/a.avif 320w, /b.avif 640w"><source srcset="/a.webp"><img src="/a.jpg"></picture>'
    )
    assert absolute_links(picture, "https://x.example") == (
        '<picture><source srcset="https://x.example/a.avif 320w, https://x.example/b.avif 640w">'
        '<source srcset="https://x.example/a.webp"><img src="https://x.example/a.jpg"></picture>'
    )
