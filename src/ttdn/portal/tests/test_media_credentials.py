"""What a published picture says of itself: the approved words, nothing of the camera, and its body's credentials."""

import io
from pathlib import Path
from typing import Any

import c2pa
import pytest
from django.test import Client
from lxml import etree
from PIL import Image, IptcImagePlugin

from ttdn.portal.actions.media import About, describe_media
from ttdn.portal.actions.releasing import release
from ttdn.portal.models import Rendition
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.published_media import (
    WORDS,
    Commit,
    asset_of,
    bytes_of,
    draft_with,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_published_pictures_carry_the_approved_words_and_nothing_of_the_camera(
    newsroom: Newsroom, commits: Commit
) -> None:
    asset = asset_of(newsroom)
    page = draft_with(newsroom, asset)
    edition = newsroom.approved(page)
    describe_media(
        asset=asset, about=About(title="Đổi", credit="Chưa ai duyệt", words=WORDS), acting_user=newsroom.editor, at=AT
    )
    commits(lambda: release(edition=edition, acting_user=newsroom.editor, at=AT))
    for form in Rendition.objects.filter(asset=asset):
        data = bytes_of(form)
        for private in (b"SERIAL-123456", b"LENS-987654", b"Nikon", "Chưa ai duyệt".encode()):
            assert private not in data, (form.spec, private)
        picture = Image.open(io.BytesIO(data))
        assert not picture.getexif().get_ifd(0x8825), form.spec
        tree = etree.fromstring(picture.info["xmp"])
        text = " ".join(tree.itertext())
        for said in ("Trần Văn A", "Khai mạc tại <Huế> & hai nơi", "Bộ Thử nghiệm", "Chỉ dùng cho báo chí", "Huế"):
            assert said in text, (form.spec, said)
        if form.mime == "image/jpeg":
            iptc = IptcImagePlugin.getiptcinfo(picture) or {}
            assert iptc[(2, 110)] == "Trần Văn A".encode()
            assert iptc[(2, 120)] == "Khai mạc tại <Huế> & hai nơi".encode()
            assert iptc[(2, 115)] == "Bộ Thử nghiệm".encode()


def test_published_pictures_carry_content_credentials_of_the_body(newsroom: Newsroom, commits: Commit) -> None:
    asset = asset_of(newsroom)
    commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    kinds = set()
    for form in Rendition.objects.filter(asset=asset):
        with c2pa.Reader(form.mime, io.BytesIO(bytes_of(form))) as reader:
            manifest = reader.get_active_manifest()
            results = reader.get_validation_results()
            assert reader.get_validation_state() == "Valid", form.spec
        failed = [each["code"] for each in results["activeManifest"]["failure"]]
        assert failed == ["signingCredential.untrusted"], "its own root is on no trust list; nothing else is amiss"
        assert manifest["signature_info"]["issuer"] == "Bộ Thử nghiệm"
        assert manifest["signature_info"]["alg"].lower() == "es256"
        found = {each["label"]: each["data"] for each in manifest["assertions"]}
        actions = [each["action"] for each in found["c2pa.actions.v2"]["actions"]]
        assert (actions[0], actions[-1]) == ("c2pa.created", "c2pa.published")
        assert found["stds.schema-org.CreativeWork"]["creditText"] == "Trần Văn A"
        kinds.add(form.mime)
    assert kinds == {"image/avif", "image/webp", "image/jpeg"}


def test_credentials_show_when_a_published_picture_was_changed(newsroom: Newsroom, commits: Commit) -> None:
    asset = asset_of(newsroom)
    commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    data = bytearray(bytes_of(Rendition.objects.get(asset=asset, spec="w320.jpg")))
    data[-200] ^= 1
    with c2pa.Reader("image/jpeg", io.BytesIO(bytes(data))) as reader:
        assert reader.get_validation_state() == "Invalid"


def test_a_certificate_lasts_is_renewed_and_its_key_is_locked(
    newsroom: Newsroom, commits: Commit, settings: Any
) -> None:
    asset = asset_of(newsroom)
    commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    kept = {path.name: path.read_bytes() for path in Path(settings.C2PA_ROOT).iterdir()}
    assert set(kept) == {"root.pem", "root.key", f"{newsroom.body.public_id}.pem", f"{newsroom.body.public_id}.key"}
    assert all(b"ENCRYPTED" in data for name, data in kept.items() if name.endswith(".key"))
    assert {path.stat().st_mode & 0o077 for path in Path(settings.C2PA_ROOT).iterdir()} == {0}
    second = asset_of(newsroom, make.jpeg(5, 480, 320), title="Ảnh hai")
    commits(lambda: newsroom.published(draft_with(newsroom, second, title="Bài hai")))
    assert {path.name: path.read_bytes() for path in Path(settings.C2PA_ROOT).iterdir()} == kept


def test_publishing_goes_on_without_credentials_and_the_log_says_so(
    newsroom: Newsroom, commits: Commit, settings: Any, caplog: Any, client: Client
) -> None:
    settings.C2PA_CERTIFICATE = "/khong/co.pem"
    asset = asset_of(newsroom)
    record = commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    record.refresh_from_db()
    assert client.get(record.media[str(asset.public_id)]["w480.jpg"][0]).status_code == 200
    assert "published without them" in caplog.text
