"""What search engines and social networks are told: valid, escaped, and nothing of what is not in force."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.structured_data import as_script
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
ROW = {
    "label": "Đơn vị đã báo cáo",
    "value": "34",
    "unit": "đơn vị",
    "as_of": "2026",
    "source": "Hệ thống",
    "source_url": "",
}
FIGURES = json.dumps([{"type": "figures", "value": {"rows": [ROW]}}])
HOSTILE = '</script><script>alert(1)</script><!-- "&\u2028'


def told(client: Client, path: str) -> list[dict[str, Any]]:
    page = client.get(path).content.decode()
    return [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


def meta(client: Client, path: str) -> dict[str, str]:
    page = client.get(path).content.decode()
    return dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', page))


def test_each_kind_is_told_as_what_it_is(newsroom: Newsroom, client: Client) -> None:
    kinds = {
        "news": ("NewsArticle", {}),
        "event": ("Event", {"starts_on": date(2026, 12, 1), "place": "Hà Nội", "country": "VN"}),
        "clarification": (
            "ClaimReview",
            {"claim": "Sai", "finding": "Đúng", "claim_source": "Báo X", "claim_on": date(2026, 11, 1)},
        ),
        "fact_sheet": ("Dataset", {"as_of": date(2026, 11, 1), "lead": "Số liệu.", "body": FIGURES}),
        "profile": ("GovernmentOrganization", {"address": "51 Ngô Quyền", "field": "Văn hoá", "functions": "Quản lý"}),
    }
    for kind, (expected, content) in kinds.items():
        record = newsroom.published(newsroom.draft(kind=kind, title=f"Bài {kind}", content=content))
        (document,) = told(client, record.path)
        assert document["@type"] == expected, kind
        if kind == "event":
            assert document["startDate"] == "2026-12-01"
            assert document["location"]["address"]["addressCountry"] == "VN"
        if kind == "fact_sheet":
            assert 50 <= len(document["description"]) <= 5000
        if kind == "clarification":
            assert document["claimReviewed"] == "Sai"
        if kind == "news":
            assert document["publisher"]["@type"] == "GovernmentOrganization"
            assert document["datePublished"].startswith("2026-11-20T02:00:00")


def test_home_and_body_are_told_and_withdrawn_items_are_not(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    assert told(client, "/vi/")[0]["@type"] == "WebSite"
    assert told(client, "/vi/bo-thu/")[0]["@type"] == "GovernmentOrganization"
    withdraw(edition=record.edition, reason="Sai.", acting_user=newsroom.leader, at=AT)
    assert told(client, record.path) == []


def test_hostile_text_ends_no_block_and_no_attribute(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published(newsroom.draft(title=HOSTILE))
    page = client.get(record.path).content.decode()
    assert "<script>alert" not in page
    (document,) = told(client, record.path)
    assert document["name"] == record.title
    script = as_script({"a": HOSTILE})
    assert script.count("<") == 2
    assert json.loads(script[35:-9]) == {"a": HOSTILE}
    assert meta(client, record.path)["og:title"].startswith("&lt;/script&gt;")


def test_the_social_card_has_a_picture_of_its_size_and_feeds_find_themselves(
    newsroom: Newsroom, client: Client
) -> None:
    record = newsroom.published()
    card = meta(client, record.path)
    assert card["og:image"].endswith("portal/card.png")
    assert (card["og:image:width"], card["og:image:height"]) == ("1200", "630")
    assert card["og:url"] == f"http://testserver{record.path}"
    page = client.get(record.path).content.decode()
    for address in ("/vi/feed.atom", "/vi/bo-thu/feed.json"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
