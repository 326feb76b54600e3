"""Row-level security of the portal: a query that nobody narrowed gives no foreign draft (decision record 0006).

SQLite has no such thing; there the same tests say so: the probe sees every row, and only the first belt holds.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import include, path
from wagtail.models import Revision

from ttdn.audit import reaching, row_security
from ttdn.audit.row_security import Policy
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.groups import make_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.media_release import prepare_media
from ttdn.portal.actions.translating import begin_translation
from ttdn.portal.models import (
    Edition,
    MediaAsset,
    NewsPage,
    PublicRecord,
    ReleaseGroup,
    Rendition,
    TranslatedSegment,
    Translation,
)
from ttdn.portal.row_policies import POLICIES
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
SHUT = connection.vendor == "postgresql"
SHOWN: tuple[type[Any], ...] = (
    Edition, MediaAsset, NewsPage, ReleaseGroup, Rendition, TranslatedSegment, Translation, Revision,
)  # fmt: skip


def _count() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in SHOWN}


def probe(_request: HttpRequest) -> JsonResponse:
    """What somebody gets who forgot to narrow a query."""
    return JsonResponse(_count())


urlpatterns = [
    path("lam-viec/do-thu/", probe),
    path("vi/do-thu/", probe),
    path("", include("ttdn.config.urls")),
]


@pytest.fixture
def drafts(newsroom: Newsroom, settings: Any, tmp_path: Any) -> Edition:
    """A draft with a picture, approved and waiting, its translation under way, in a body with a release group."""
    settings.ROOT_URLCONF = __name__
    for name in ("FILES_ROOT", "PUBLIC_MEDIA_ROOT", "C2PA_ROOT"):
        setattr(settings, name, tmp_path / name)
    make_group(body=newsroom.body, title="Đợt đăng", acting_user=newsroom.editor, at=AT)
    upload = make.sent(make.jpeg(seed=5, width=64, height=48), "anh.jpg")
    about = About(title="Ảnh", credit="A", words={"vi": {"alt": "Ảnh"}})
    asset = add_media(body=newsroom.body, upload=upload, about=about, acting_user=newsroom.editor, at=AT).asset
    blocks = [{"type": "picture", "value": {"media": asset.pk, "caption": "Ảnh"}}]
    page = write_draft(page=newsroom.draft(), values={"body": json.dumps(blocks)}, acting_user=newsroom.editor, at=AT)
    edition = newsroom.approved(page)
    prepare_media(edition, AT)
    begin_translation(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    return edition


def _seen(client: Client, address: str = "/lam-viec/do-thu/") -> dict[str, int]:
    answer: dict[str, int] = json.loads(client.get(address).content)
    return answer


def test_what_waits_is_shown_to_its_body_alone(
    drafts: Edition, newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client_for: Any, user_factory: Any
) -> None:
    every = _count()
    assert all(every.values())
    assert _seen(client_for(newsroom.editor)) == every
    nothing = dict.fromkeys(every, 0) if SHUT else every
    other = make_newsroom("bo-khac", "Bộ Khác")
    for stranger in (other.editor, other.leader, user_factory(is_system_administrator=True)):
        assert _seen(client_for(stranger)) == nothing
    assert _seen(Client()) == _seen(Client(), "/vi/do-thu/") == nothing


def test_what_is_public_is_shown_to_everybody_and_no_more_of_it(newsroom: Newsroom, drafts: Edition) -> None:
    from ttdn.portal.actions.releasing import release  # noqa: PLC0415

    record = release(edition=drafts, acting_user=newsroom.editor, at=AT)
    newsroom.approved(newsroom.draft(title="Bài chờ"))
    seen, every = _seen(Client()), _count()
    assert (seen["Edition"], seen["MediaAsset"]) == ((1, 1) if SHUT else (2, 1))
    assert seen["Rendition"] == every["Rendition"] > 0
    assert {
        name: seen[name] for name in ("NewsPage", "ReleaseGroup", "Translation", "TranslatedSegment", "Revision")
    } == (
        dict.fromkeys(("NewsPage", "ReleaseGroup", "Translation", "TranslatedSegment", "Revision"), 0)
        if SHUT
        else {
            name: every[name] for name in ("NewsPage", "ReleaseGroup", "Translation", "TranslatedSegment", "Revision")
        }
    )
    client = Client()
    page = client.get(record.path)
    assert page.status_code == 200
    address = next(iter(PublicRecord.objects.get(pk=record.pk).media.values()))["w64.jpg"][0]
    assert address in page.content.decode()


def test_a_forgotten_filter_changes_nothing_foreign(drafts: Edition, make_newsroom: Callable[..., Newsroom]) -> None:
    with reaching.only([make_newsroom("bo-khac", "Bộ Khác").body.pk]):
        changed = TranslatedSegment.objects.update(target="đã đổi")
        revisions = Revision.objects.update(approved_go_live_at=None)
    assert bool(changed) is bool(revisions) is not SHUT


def test_every_policy_is_there(drafts: Edition) -> None:
    names = {policy.table for policy in row_security.registered()}
    assert {policy.table for policy in POLICIES} <= names
    assert {model._meta.db_table for model in SHOWN} <= names
    assert row_security.missing(connection) == []


def test_a_policy_waits_for_the_tables_that_it_names(db: None) -> None:
    """The editor's tables are made before ours on an empty database; a policy over both comes with the later ones."""
    early = Policy("portal_edition", "true", needs=("portal_of_tomorrow",))
    row_security.register(early)
    try:
        assert early not in row_security.missing(connection)
    finally:
        row_security.register(next(each for each in POLICIES if each.table == "portal_edition"))
    (revisions,) = [each for each in POLICIES if each.table == "wagtailcore_revision"]
    assert revisions.needs == ("portal_item",)
