"""Tasks of guidance letters and programmes in the search: for everyone who acts for a body."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings.tests.builders import AT, World
from ttdn.law.book import shipped_book
from ttdn.organisations.queries import scope_tokens
from ttdn.plans.models import GuidanceItem, ProgrammeTask
from ttdn.plans.programme_searching import GUIDANCE_KIND, PROGRAMME_KIND, guidance_one, programme_one
from ttdn.plans.programmes import load
from ttdn.search.actions import rebuild
from ttdn.search.queries import search

DAY = AT.date()


@pytest.fixture(autouse=True)
def _own_index(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.SEARCH_ROOT, settings.SEARCH_ENGINE = tmp_path, "fts5"  # type: ignore[attr-defined]


def test_guidance_and_programme_tasks_are_found_without_marks(world: World, user_factory: Callable[..., User]) -> None:
    load(shipped_book(), AT)
    item = GuidanceItem.objects.filter(guidance__law_id="cv-947-btttt-2024").order_by("pk")[0]
    GuidanceItem.objects.filter(pk=item.pk).update(title_vi="Giới thiệu trống đồng Ngọc Lũ")
    task = ProgrammeTask.objects.get(programme__law_id="qd-1486-ttg-2018", label="1.4")
    ProgrammeTask.objects.filter(pk=task.pk).update(title_vi="Triển lãm mộc bản Thanh Liễu")
    rebuild()

    def found(user: User, text: str, kind: str) -> list[str]:
        hits = search(user=user, scopes=scope_tokens(user, DAY), text=text, kinds=[kind], on=DAY).hits
        return [hit.url for hit in hits]

    letter = reverse("plans_guidance", args=[item.guidance.public_id])
    page = reverse("plans_programme_task", args=[task.programme.public_id, task.public_id])
    assert found(world.foreigner, "trong dong ngoc lu", GUIDANCE_KIND)[0] == letter
    assert found(world.officer, "moc ban thanh lieu", PROGRAMME_KIND)[0] == page
    nobody = user_factory()
    assert found(nobody, "trong dong ngoc lu", GUIDANCE_KIND) == []
    hits = search(user=nobody, scopes={"register"}, text="moc ban thanh lieu", on=DAY)
    assert hits.total == 0  # the database is asked again, whatever the index says


def test_one_document_is_as_among_all(world: World) -> None:
    load(shipped_book(), AT)
    item, task = GuidanceItem.objects.order_by("pk")[0], ProgrammeTask.objects.get(label="2.2")
    one, other = guidance_one(item.public_id), programme_one(task.public_id)
    assert one is not None
    assert one.title == str(item)
    assert other is not None
    assert "Hàng năm" in other.text
    item.delete()
    assert guidance_one(one.id) is None
