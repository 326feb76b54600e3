"""One whole instance of the product in its own process and folder, told what to do by the test of two instances.

`python -m ttdn.harvest.tests.instance VERB [ARGUMENT …] [-- VERB …]`, with TTDN_VAR naming its folder; it prints a JSON
list with the value of each verb. An argument `@N` is the value of the Nth verb of the same call.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)

import hashlib
import json
import os
import sys
from datetime import UTC, date, datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")

import django

django.setup()

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from ttdn.accounts.models import User
from ttdn.audit.triggers import registered
from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.models import MissingPicture, Source
from ttdn.organisations.choices import BodyKind, MemberRole
from ttdn.organisations.models import Body, BodyName, Membership
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import begin_item, write_draft
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import Kind, Rights
from ttdn.portal.models import Item, MediaAsset, PublicRecord, Rendition
from ttdn.portal.queries import draft_of
from ttdn.portal.snapshots import hash_of
from ttdn.portal.tests.media_makers import jpeg
from ttdn.proofs.actions.keys import revoke_key, rotate_key
from ttdn.proofs.choices import Revocation
from ttdn.proofs.keys import active_key

ROLES = (MemberRole.EDITOR, MemberRole.OFFICER, MemberRole.LEADER)


def prepare() -> str:
    """One body and its people, in a database without any."""
    body = Body.objects.create(code="bo-thu", kind=BodyKind.MINISTRY, sort_key="bo-thu")
    BodyName.objects.create(
        body=body, valid_from=date(2020, 1, 1), name_vi="Bộ Thử nghiệm", name_en="Ministry of Trials"
    )
    for role in ROLES:
        user = User.objects.create_user(email=f"{role.value}@bo-thu.example", full_name=role.value, password=None)
        Membership.objects.create(user=user, body=body, role=role, valid_from=date(2020, 1, 1))
    return str(body.public_id)


def _who(role: str) -> User:
    return User.objects.get(email=f"{role}@bo-thu.example")


def _now() -> datetime:
    return datetime.now(UTC)


def _publish(item: Item, reason: str = "") -> PublicRecord:
    edition = submit(item=item, language="vi", acting_user=_who("editor"), at=_now(), public_reason=reason)
    pass_review(edition=edition, acting_user=_who("officer"), at=_now())
    approve(edition=edition, content_hash=edition.content_hash, acting_user=_who("leader"), at=_now())
    return release(edition=edition, acting_user=_who("editor"), at=_now())


def publish(title: str, with_picture: str = "") -> str:
    """A published news item, with a picture when one is wanted; gives its id."""
    blocks: list[tuple[str, Any]] = [("paragraph", f"<p>Nội dung của {title}.</p>")]
    if with_picture:
        blocks.append(("picture", {"media": _picture(with_picture), "caption": ""}))
    page = begin_item(
        body=Body.objects.get(code="bo-thu"),
        kind=Kind.NEWS,
        language="vi",
        title=title,
        acting_user=_who("editor"),
        at=_now(),
        content={"lead": f"Tóm tắt của {title}.", "body": blocks},
    )
    return str(_publish(page.item).item.public_id)


def _picture(title: str) -> MediaAsset:
    words = {"vi": {"alt": "Hàng ghế đầu", "caption": "Họp báo"}}
    about = About(title=title, credit="Trần Văn A", rights=Rights.EDITORIAL, place="Huế", words=words)
    upload = SimpleUploadedFile("anh.jpg", jpeg(width=96, height=64), "image/jpeg")
    body = Body.objects.get(code="bo-thu")
    return add_media(body=body, upload=upload, about=about, acting_user=_who("editor"), at=_now()).asset


def correct(item_id: str, lead: str) -> str:
    """The item corrected."""
    item = Item.objects.get(public_id=item_id)
    page = draft_of(item, "vi")
    assert page is not None
    write_draft(page=page, values={"lead": lead}, acting_user=_who("editor"), at=_now())
    _publish(item, "Sửa một câu.")
    return lead


def take_back(item_id: str) -> str:
    """The item withdrawn."""
    record = PublicRecord.objects.select_related("edition").get(item__public_id=item_id)
    withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=_who("leader"), at=_now())
    return "withdrawn"


def new_key(revocation: str = "") -> str:
    """A new key for the body; the old one is revoked when a reason is given."""
    body = Body.objects.get(code="bo-thu")
    old = active_key(body.public_id)
    assert old is not None
    rotate_key(body=body.public_id, acting_user=None, at=_now())
    if revocation:
        revoke_key(
            key=old,
            revocation=Revocation(revocation),
            reason="thử",
            compromised_from=old.not_before if revocation == Revocation.COMPROMISED else None,
            acting_user=None,
            at=_now(),
        )
    return old.kid


def spoil(item_id: str) -> str:
    """Change one letter of a published text behind the product's back, as a thief of the database would."""
    record = PublicRecord.objects.select_related("edition").get(item__public_id=item_id)
    snapshot = record.edition.snapshot | {"lead": "Lời đã bị sửa."}
    with transaction.atomic(), connection.cursor() as cursor:
        for trigger in registered():
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
        cursor.execute(
            "UPDATE portal_edition SET snapshot = %s, content_hash = %s, approved_hash = %s WHERE id = %s",
            [json.dumps(snapshot, ensure_ascii=False), hash_of(snapshot), hash_of(snapshot), record.edition_id],
        )
        cursor.execute(
            "UPDATE portal_publicrecord SET sequence = sequence + 1000, changed_at = %s WHERE id = %s",
            [timezone.now(), record.pk],
        )
    return snapshot["lead"]


def harvest(base_url: str, full: str = "") -> dict[str, Any]:
    """Visit the other instance; gives what the visit said and what is held."""
    source, _made = Source.objects.get_or_create(
        base_url=base_url, defaults={"name": "Cổng A", "kind": "ours", "added_at": _now()}
    )
    run = run_source(source, at=_now(), full=bool(full))
    assert run is not None
    source.refresh_from_db()
    return {
        "state": run.state,
        "kept": run.kept,
        "withdrawn": run.withdrawn,
        "refused": run.refused,
        "agreement": source.agreement,
        "faults": [fault.sentence for fault in run.faults.all()],
        "missing_pictures": [each.reason for each in MissingPicture.objects.all()],
        "aside": [each.reason for each in source.quarantined.all()],
        "records": {
            record.title: [record.standing, record.lead]
            for record in PublicRecord.objects.select_related("edition").all()
        },
    }


def read(item_id: str, pasted: str) -> dict[str, Any]:
    """What a reader finds here of an item: its page, the bytes of its pictures, the check of a pasted text."""
    reader = Client(SERVER_NAME="127.0.0.1")
    record = PublicRecord.objects.get(item__public_id=item_id)
    addresses = [each.address for each in Rendition.objects.filter(asset__uses__record=record).order_by("spec")]
    bytes_of = {each: b"".join(reader.get(each)) for each in addresses}
    gone = [
        each.address
        for each in Rendition.objects.order_by("pk")
        if reader.get(each.address).status_code != HTTPStatus.OK
    ]
    return {
        "page": reader.get(record.path).content.decode(),
        "check": reader.post("/vi/xac-thuc/", {"van-ban": pasted}).content.decode(),
        "english": reader.post("/en/verify/", {"van-ban": pasted}).content.decode(),
        "pictures": {each: hashlib.sha256(data).hexdigest() for each, data in bytes_of.items()},
        "gone": gone,
        "credits": [[each.title, each.credit, each.rights] for each in MediaAsset.objects.exclude(harvested_from=None)],
        "given_on": item_id in reader.get("/oai?verb=ListRecords&metadataPrefix=ttdn").content.decode(),
    }


VERBS = {each.__name__: each for each in (prepare, publish, correct, take_back, new_key, spoil, harvest, read)}


def told(words: list[str]) -> list[Any]:
    """What each verb of a command line gives, one after the other."""
    values: list[Any] = []
    for _is_end, part in groupby(words, lambda word: word == "--"):
        verb, *arguments = part
        if verb != "--":
            values.append(VERBS[verb](*(values[int(each[1:])] if each.startswith("@") else each for each in arguments)))
    return values


PLAIN = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""Pages are read here without the collected static files of a server."""

if __name__ == "__main__":
    with override_settings(STORAGES=PLAIN):
        print(json.dumps(told(sys.argv[1:]), ensure_ascii=False))  # noqa: T201  (told to the test)
