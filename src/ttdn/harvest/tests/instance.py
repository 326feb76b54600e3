"""One whole instance of the product in its own process and folder, told what to do by the test of two instances.

`python -m ttdn.harvest.tests.instance VERB [ARGUMENT …]`, with TTDN_VAR naming its folder; it prints one JSON value.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)

import json
import os
import sys
from datetime import UTC, date, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from ttdn.accounts.models import User
from ttdn.audit.triggers import registered
from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.models import Source
from ttdn.organisations.choices import BodyKind, MemberRole
from ttdn.organisations.models import Body, BodyName, Membership
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import begin_item, write_draft
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import Kind
from ttdn.portal.models import Item, PublicRecord
from ttdn.portal.queries import draft_of
from ttdn.portal.snapshots import hash_of
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


def publish(title: str) -> str:
    """A published news item; gives its id."""
    page = begin_item(
        body=Body.objects.get(code="bo-thu"),
        kind=Kind.NEWS,
        language="vi",
        title=title,
        acting_user=_who("editor"),
        at=_now(),
        content={"lead": f"Tóm tắt của {title}.", "body": [("paragraph", f"<p>Nội dung của {title}.</p>")]},
    )
    return str(_publish(page.item).item.public_id)


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
        "aside": [each.reason for each in source.quarantined.all()],
        "records": {
            record.title: [record.standing, record.lead]
            for record in PublicRecord.objects.select_related("edition").all()
        },
    }


VERBS = {each.__name__: each for each in (prepare, publish, correct, take_back, new_key, spoil, harvest)}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))  # noqa: T201  (told to the test)
