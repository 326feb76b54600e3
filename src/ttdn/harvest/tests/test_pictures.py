"""Pictures of collected items: taken byte by byte, shown with their words, never in the way of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.harvest.choices import RunState
from ttdn.harvest.models import MissingPicture, Run, Source
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.ministry import Ministry
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import make_member
from ttdn.portal.actions.media import About, describe_media
from ttdn.portal.choices import MediaKind
from ttdn.portal.errors import Incomplete
from ttdn.portal.models import MediaAsset, PublicRecord, Rendition

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_pictures_come_with_their_words_and_are_served_from_here(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    medium = ministry.picture(text)
    run = visit()
    assert (run.state, run.refused, MissingPicture.objects.count()) == (RunState.DONE, 0, 0)
    asset = MediaAsset.objects.get(public_id=medium)
    said = (asset.credit, asset.rights, asset.place, asset.title, asset.kind, asset.words["vi"]["caption"])
    assert said == (
        "Trần Văn A",
        "editorial",
        "Hà Nội",
        "Quang cảnh họp báo",
        MediaKind.PICTURE,
        "Họp báo ngày 20/11/2026",
    )
    assert asset.harvested_from == Source.objects.get().public_id
    page = client.get(PublicRecord.objects.get().path).content.decode()
    assert "Trần Văn A" in page
    for form in Rendition.objects.filter(asset=asset):
        assert form.address in page or form.spec.startswith("thumb")
        served = client.get(form.address)
        true = next(data for path, data in ministry.files.items() if form.sha256 in path)
        assert b"".join(served) == true  # type: ignore[arg-type]  # not one byte is another, so credentials stay whole
    editor = editor_of(asset.body)
    with pytest.raises(Incomplete):
        describe_media(asset=asset, about=About(title="Khác", credit="Khác"), acting_user=editor, at=AT)
    client.force_login(editor)
    with time_machine.travel(AT):
        for url in (
            reverse("portal_media_page", args=[asset.public_id]),
            reverse("portal_item", args=[text.item]),
        ):
            screen = client.get(url).content.decode()
            assert "hu thập từ" in screen
            assert '<form class="form"' not in screen
    asked = len(ministry.files)
    assert visit(at=LATER).unchanged == 1
    assert len(ministry.files) == asked


def editor_of(body: Body) -> User:
    """Somebody who may write everything at a body."""
    user = User.objects.create_user(email="bien-tap@bo-thu.example", full_name="Biên tập", password=None)
    make_member(user, body, MemberRole.EDITOR)
    return user


def test_withdrawn_at_the_source_its_pictures_are_no_longer_served(
    ministry: Ministry, visit: Callable[..., Run], client: Client
) -> None:
    text = ministry.publish()
    ministry.picture(text)
    visit()
    address = Rendition.objects.first().address  # type: ignore[union-attr]
    assert client.get(address).status_code == 200
    text.deleted = True
    visit(at=LATER)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "không khớp mã băm"),
        (b"\xff\xd8\xff\xe0 another picture", "không khớp mã băm"),
    ],
)
def test_a_picture_that_fails_costs_no_word_and_is_tried_again(
    ministry: Ministry, visit: Callable[..., Run], client: Client, data: bytes, reason: str
) -> None:
    text = ministry.publish()
    medium = ministry.picture(text, data)
    run = visit()
    assert (run.state, run.kept, run.refused) == (RunState.DONE, 1, 0)
    missing = MissingPicture.objects.get()
    assert (missing.medium, reason in missing.reason) == (medium, True)
    page = client.get(PublicRecord.objects.get().path).content.decode()
    assert text.lead in page
    assert "Xem ảnh ở trang gốc" in page
    assert not Rendition.objects.exists()
    fresh = Ministry.picture(ministry, ministry.publish("Khác"))
    assert fresh
    ministry.texts.pop()
    visit(at=LATER)
    assert not MissingPicture.objects.exists()
    assert Rendition.objects.count() == 2


def test_bytes_that_are_no_picture_of_their_kind_are_refused_although_their_hash_is_right(
    ministry: Ministry, visit: Callable[..., Run]
) -> None:
    import hashlib  # noqa: PLC0415  (one test)

    text = ministry.publish()
    ministry.picture(text)
    for path in list(ministry.files):
        page = b"<html><script>alert(1)</script></html>" + path.encode()
        digest, old = hashlib.sha256(page).hexdigest(), path.split("/")[2]
        ministry.files[path.replace(old, digest)] = page
        text.media = text.media.replace(old, digest)
    visit()
    assert "Không nhận loại tệp này" in MissingPicture.objects.get().reason
    assert not Rendition.objects.exists()


def test_a_source_cannot_reach_for_a_private_picture_of_this_system(
    ministry: Ministry, visit: Callable[..., Run], body: Body, client: Client
) -> None:
    from ttdn.files.actions import store_bytes  # noqa: PLC0415  (one test)

    text = ministry.publish()
    medium = ministry.picture(text)
    private = store_bytes(
        b"private", "rieng.jpg", "image/jpeg", owner_kind="portal.media", owner_id=medium,
        body_public_id=body.public_id, acting_user=None, at=AT,
    )  # fmt: skip
    own = MediaAsset.objects.create(
        public_id=medium, body=body, kind=MediaKind.PICTURE, title="Riêng", file=private, sha256=private.sha256,
        credit="Bộ", created_at=AT,
    )  # fmt: skip
    rendition = Rendition.objects.create(
        asset=own, made_from="0" * 16, spec="w64.jpg", file=private, sha256=private.sha256, name="rieng.jpg",
        mime="image/jpeg", size=7,
    )  # fmt: skip
    visit()
    assert "đã thuộc về một tư liệu khác" in MissingPicture.objects.get().reason
    assert client.get(rendition.address).status_code == 404
    own.refresh_from_db()
    assert (own.title, own.uses.count()) == ("Riêng", 0)
