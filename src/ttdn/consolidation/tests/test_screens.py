"""The screens: who may open them, what they show, how many queries they take."""

from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ttdn.accounts.models import User
from ttdn.consolidation import actions
from ttdn.consolidation.board import columns_of
from ttdn.consolidation.figures import National
from ttdn.consolidation.models import Remark
from ttdn.consolidation.tests.builders import AT, ON, Country, fact, report
from ttdn.consolidation.views.report_views import facts_url
from ttdn.filings.tests.builders import person
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.organisations.tests.builders import make_body

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db
MOST_QUERIES = 20
MOST_QUERIES_OF_A_FILE = 60
MOST_BYTES = 150_000


@pytest.fixture
def accepted(country: Country) -> Country:
    report(country.first, country.coordinator, [fact(), fact(), fact(estimated=True)])
    report(country.province, country.coordinator, [fact(channels=["events"])], form_id="annual_report_province")
    report(country.second, country.coordinator, [fact()], delivery="sent")
    materialise_year(2024, book=shipped_book(), at=AT)
    return country


def batch_of(country: Country) -> str:
    column = next(each for each in columns_of(2024, AT) if each.rule_id == "annual_report")
    batch = actions.make_batch(year=2024, column=column, answer_by=date(2026, 12, 1), acting_user=country.staff, at=AT)
    actions.fill_batch(batch=batch, signer_name="Lãnh Đạo", acting_user=country.staff, at=AT)
    return str(batch.public_id)


def coordinator_urls(country: Country) -> list[str]:
    version = National(2024, book=shipped_book(), on=ON).sources[0].public_id
    column = next(each for each in columns_of(2024, AT) if each.rule_id == "annual_report")
    return [
        reverse("consolidation_board") + "?year=2024",
        reverse("consolidation_board_xlsx") + "?year=2024",
        reverse("consolidation_compliance"),
        reverse("consolidation_national_index"),
        reverse("consolidation_national", args=[2024]),
        reverse("consolidation_inputs", args=[2024]),
        reverse("consolidation_facts", args=[2024]),
        reverse("consolidation_compare", args=[2024]),
        reverse("consolidation_annex", args=[2024]),
        reverse("consolidation_remark", args=[version]),
        reverse("consolidation_batches"),
        reverse("consolidation_batch_new", args=[2024]) + f"?duty={column.key}",
        reverse("consolidation_batch", args=[batch_of(country)]),
    ]


def test_others_get_404_for_every_page_and_post(accepted: Country, client_for: ClientFor) -> None:
    stranger, administrator = client_for(accepted.foreigner), client_for(person("Không Cơ Quan", make_body()))
    urls = coordinator_urls(accepted)
    for url in urls:
        for client in (stranger, administrator):
            assert client.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url
    batch = urls[-1]
    version = urls[9]
    posts = [
        reverse("consolidation_start", args=[2024]),
        reverse("consolidation_minister", args=[2024]),
        reverse("consolidation_share", args=[2024]),
        *(f"{batch}{step}/" for step in ("lap-tiep", "trinh", "duyet", "phat-hanh")),
        urls[-2],
        version,
    ]
    for url in posts:
        assert stranger.post(url, {"text": "x"}).status_code == 404, url
    assert Remark.objects.count() == 0


def test_pages_of_the_coordinator_stay_within_budget(
    accepted: Country, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_for(accepted.staff)
    for url in coordinator_urls(accepted):
        cache.clear()
        with django_assert_max_num_queries(MOST_QUERIES if ".xlsx" not in url else MOST_QUERIES_OF_A_FILE, info=url):  # type: ignore[attr-defined]
            answer = client.get(url)
        assert answer.status_code in (200, 302), url
        assert len(answer.content) < MOST_BYTES, url
    reader = client_for(accepted.foreigner)
    for url in (reverse("consolidation_own") + "?year=2024", reverse("consolidation_remarks")):
        with django_assert_max_num_queries(MOST_QUERIES, info=url):  # type: ignore[attr-defined]
            assert reader.get(url).status_code == 200


def test_every_number_opens_exactly_what_it_counts(accepted: Country, client_for: ClientFor) -> None:
    client = client_for(accepted.staff)
    page = client.get(reverse("consolidation_national", args=[2024])).content.decode()
    cases = [
        ({"muc": "II.3", "loai": "training_course"}, 3, 3),
        ({"muc": "II.3", "loai": "training_course", "uoc": "1"}, 1, 1),
        ({"muc": "II.3", "loai": "training_course", "so": "participants"}, 135, 3),
        ({"chieu": "channel", "ma": "events"}, 1, 1),
        ({"chieu": "language", "ma": "en"}, 3, 3),
        ({"chieu": "region", "ma": "asean"}, 3, 3),
    ]
    for asked, number, rows in cases:
        url = facts_url(2024, asked)
        assert f'href="{escape(url)}">{number}</a>' in page, url
        answer = client.get(unquote(url))
        assert f"<strong>{number}</strong>" in answer.content.decode()
        assert len(answer.context["rows"]) == rows
        assert all(row["source"].number in answer.content.decode() for row in answer.context["rows"])


def test_drill_down_is_paged_and_adds_up(accepted: Country, client_for: ClientFor) -> None:
    report(accepted.coordinator, accepted.coordinator, [fact() for _ in range(120)])
    client = client_for(accepted.staff)
    url = facts_url(2024, {"muc": "II.3", "loai": "training_course"})
    seen, cursor = set(), ""
    for _ in range(5):
        answer = client.get(url, {"muc": "II.3", "loai": "training_course", "cursor": cursor})
        seen |= {row["fact"].pk for row in answer.context["rows"]}
        cursor = answer.context["page"].next_cursor
        if not cursor:
            break
    assert len(seen) == answer.context["number"] == 123


def test_drill_down_refuses_what_it_does_not_know(accepted: Country, client_for: ClientFor) -> None:
    client = client_for(accepted.staff)
    for query in ("?chieu=la", "?nguon=0", "?bao-cao=x", "?bao-cao=018f0000-0000-7000-8000-000000000000"):
        assert client.get(reverse("consolidation_facts", args=[2024]) + query).status_code == 404
    assert client.get(reverse("consolidation_national", args=[1999])).status_code == 404


def test_inputs_say_who_is_in_and_who_is_not(accepted: Country, client_for: ClientFor) -> None:
    client = client_for(accepted.staff)
    url = reverse("consolidation_inputs", args=[2024])
    states = {row.name: row.state for row in client.get(url).context["rows"]}
    assert states == {
        "Bộ Một": "counts",
        "Viện Hai": "waiting",
        "Ủy ban nhân dân tỉnh Ba": "counts",
        "Bộ Điều phối": "silent",
    }
    assert {row.name for row in client.get(url, {"loc": "in"}).context["rows"]} == {"Bộ Một", "Ủy ban nhân dân tỉnh Ba"}
    assert {row.name for row in client.get(url, {"loc": "out"}).context["rows"]} == {"Viện Hai", "Bộ Điều phối"}


def test_remarks_reach_the_body_and_nobody_else(accepted: Country, client_for: ClientFor) -> None:
    source = next(each for each in National(2024, book=shipped_book(), on=ON).sources if each.name == "Bộ Một")
    url = reverse("consolidation_remark", args=[source.public_id])
    client = client_for(accepted.staff)
    form = {"text": "Cần bổ sung số liệu tập huấn.", "section": "", "once": "n"}
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 302
    assert Remark.objects.count() == 1
    assert "Cần bổ sung" in client_for(accepted.foreigner).get(reverse("consolidation_remarks")).content.decode()
    other = client_for(person("Người Viện Hai", accepted.second, "officer"))
    assert "Cần bổ sung" not in other.get(reverse("consolidation_remarks")).content.decode()
    assert Notice.objects.filter(user=accepted.foreigner, kind="consolidation.remark").count() == 1
    assert client_for(accepted.leader).post(url, {"text": "x"}).status_code == 403


def test_own_page_shows_only_own_duties(accepted: Country, client_for: ClientFor) -> None:
    answer = client_for(accepted.foreigner).get(reverse("consolidation_own"), {"year": "2024"})
    assert {row["name"] for row in answer.context["rows"]} == {"Bộ Một"}
    assert client_for(accepted.foreigner).get(reverse("consolidation_own"), {"year": "²"}).status_code == 200


def test_documents_are_begun_from_the_page_once(accepted: Country, client_for: ClientFor) -> None:
    client = client_for(accepted.staff)
    url = reverse("consolidation_start", args=[2024])
    first = client.post(url, {"once": "a"})
    assert client.post(url, {"once": "a"}).url == first.url
    assert client.post(url, {"once": "b"}).url == first.url
    minister = client.post(reverse("consolidation_minister", args=[2024]), {"once": "c"})
    assert minister.status_code == 302
    assert client.post(reverse("consolidation_share", args=[2024])).status_code == 400


def test_board_page_filters(accepted: Country, client_for: ClientFor) -> None:
    client = client_for(accepted.staff)
    board = reverse("consolidation_board")
    page = client.get(board, {"year": "2024", "kind": "province", "status": "late_open"}).content.decode()
    assert "tỉnh Ba" in page
    assert "2.024" not in page
    assert "Không có cơ quan nào khớp" in client.get(board, {"year": "2024", "status": "waived"}).content.decode()
    assert client.get(reverse("consolidation_board_xlsx"), {"year": "2024"}).content[:2] == b"PK"
