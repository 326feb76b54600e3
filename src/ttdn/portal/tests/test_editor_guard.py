"""Wagtail's admin: every route of it × editor of another body, of the own body, other roles; nothing can be published."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ttdn.portal.choices import Kind
from ttdn.portal.editor_guard import ALLOWED, LED_HOME, PAGE_CHOOSER
from ttdn.portal.models import PAGE_TYPES, DraftPage, Edition, MediaAsset, PublicRecord
from ttdn.portal.tests.conftest import Newsroom

pytestmark = pytest.mark.django_db

ABOUT_A_PAGE = {name for name in ALLOWED if name.startswith("wagtailadmin_pages:")}
GUESSES = {
    "app_label": "wagtailcore",
    "model_name": "page",
    "app_name": "taggit",
    "action": "delete",
    "action_name": "publish",
    "content_type_app_name": "portal",
    "content_type_model_name": "newspage",
    "uidb64": "MQ",
    "token": "x-y",
}


def _routes(
    resolver: URLResolver, base: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _routes(each, base + str(each.pattern), inner)
        else:
            yield ":".join((*spaces, each.name or "")), base + str(each.pattern), each


def _editor_routes() -> list[tuple[str, str, URLPattern]]:
    [editor] = [each for each in get_resolver().url_patterns if str(each.pattern) == "bien-tap/"]
    assert isinstance(editor, URLResolver)
    return list(_routes(editor, "/bien-tap/"))


def _fill(path: str, page: DraftPage) -> str:
    if "^" in path:  # the old comparison route and the catch-all
        path = path.replace(
            "^(\\d+)/revisions/compare/(live|earliest|\\d+)\\.\\.\\.(live|latest|\\d+)/$",
            f"{page.pk}/revisions/compare/earliest...latest/",
        )
        path = path.replace("^.*/$", "khong-co/")

    def value(match: re.Match[str]) -> str:
        name = match.group(2)
        if name in GUESSES:
            return GUESSES[name]
        if "revision" in name:
            return str(page.latest_revision_id)
        return str(page.pk)

    return re.sub(r"<(\w+):(\w+)>", value, re.sub(r"<(uidb64|token)>", r"<str:\1>", path))


def test_the_routes_are_what_the_gate_was_written_for() -> None:
    names = {name for name, _path, _pattern in _editor_routes()}
    assert (set(ALLOWED) | LED_HOME | PAGE_CHOOSER) <= names


def test_an_editor_of_another_body_gets_nothing(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    secret = "Tiêu đề chỉ nội bộ biết"
    page = newsroom.draft(title=secret)
    page.refresh_from_db()
    stranger = make_newsroom("bo-ban", "Bộ Bạn").editor
    client.force_login(stranger)
    for name, path, _pattern in _editor_routes():
        url = _fill(path, page)
        for method in (client.get, client.post):
            answer = method(url, {"id": str(page.pk), "action-publish": "1", "title": "x"})
            assert secret not in answer.content.decode(), (name, url)
            if name in ABOUT_A_PAGE or name not in set(ALLOWED) | LED_HOME | PAGE_CHOOSER:
                assert answer.status_code == 404, (name, url)
    page.refresh_from_db()
    assert page.title == secret
    assert not page.live


def test_the_own_editor_edits_and_nothing_else(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    page.refresh_from_db()
    client.force_login(newsroom.editor)
    editor = client.get(f"/bien-tap/pages/{page.pk}/edit/")
    assert editor.status_code == 200
    assert f"/lam-viec/noi-dung/bai/{page.item.public_id}/" in editor.content.decode(), "no way back to the workspace"
    assert "portal/editor" in editor.content.decode()
    for name, path, _pattern in _editor_routes():
        if name in ALLOWED or name in LED_HOME | PAGE_CHOOSER:
            continue
        for method in (client.get, client.post):
            assert method(_fill(path, page)).status_code == 404, name
    assert not Edition.objects.exists()


@pytest.mark.parametrize("role", ["officer", "leader", "clerk"])
def test_other_roles_do_not_enter(newsroom: Newsroom, client: Client, role: str) -> None:
    page = newsroom.draft()
    client.force_login(getattr(newsroom, role))
    assert client.get(f"/bien-tap/pages/{page.pk}/edit/").status_code == 404


def test_a_translator_opens_translations_only(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    client.force_login(newsroom.translator)
    assert client.get(f"/bien-tap/pages/{page.pk}/edit/").status_code == 404


def test_publishing_keys_are_refused(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    client.force_login(newsroom.editor)
    for key in ("action-publish", "action-submit", "go_live_at"):
        answer = client.post(f"/bien-tap/pages/{page.pk}/edit/", {"title": "Mới", key: "1"})
        assert answer.status_code == 404
    page.refresh_from_db()
    assert not page.live
    assert not PublicRecord.objects.exists()


def test_a_save_in_the_editor_is_a_draft(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    client.force_login(newsroom.editor)
    answer = client.post(
        f"/bien-tap/pages/{page.pk}/edit/",
        {"title": "Tiêu đề mới", "slug": page.slug, "lead": "Dẫn mới", "body-count": "0"},
    )
    assert answer.status_code == 302, answer.content[:2000]
    page.refresh_from_db()
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Tiêu đề mới"
    assert MediaAsset.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "kind", "site"),
    [("vi", "Phát ngôn", "Thông tin đối ngoại"), ("en", "Statement", "External information")],
)
def test_the_editor_names_what_is_written_in_the_language_of_who_writes(
    newsroom: Newsroom, client: Client, language: str, kind: str, site: str
) -> None:
    page = newsroom.draft(kind="statement", content={"speaker": "A"})
    newsroom.editor.language = language
    newsroom.editor.save(update_fields=["language"])
    client.force_login(newsroom.editor)
    answer = client.get(f"/bien-tap/pages/{page.pk}/edit/").content.decode()
    assert kind in answer
    assert "Statement page" not in answer
    assert "statement page" not in answer
    assert f"{site}</title>" in " ".join(answer.split()).replace(" </title>", "</title>")
    assert not [each for each in PAGE_TYPES.values() if each._meta.verbose_name != Kind(each.kind).label]
