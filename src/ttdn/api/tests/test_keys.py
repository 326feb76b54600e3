"""API keys: the administrator's screen, and nobody else's."""

from collections.abc import Callable

import pytest
from django.test import Client

from ttdn.accounts.models import User
from ttdn.api.actions.keys import hash_of_key, make_key, revoke_key
from ttdn.api.models import ApiKey
from ttdn.audit.models import AuditEntry
from ttdn.portal.tests.conftest import AT
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db
FORM = {"owner": "Thông tấn xã Việt Nam", "contact": "api@ttx.example", "per_minute": "600"}


def test_a_key_is_shown_once_kept_as_a_hash_and_audited(
    user_factory: Callable[..., User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(user_factory(is_system_administrator=True))
    assert "Chưa cấp khóa nào." in client.get("/lam-viec/khoa-api/").content.decode()
    page = client.post("/lam-viec/khoa-api/moi/", FORM | {"once": "một"}, follow=True).content.decode()
    key = page.split("<code>")[1].split("</code>")[0]
    assert key.startswith("ttdn_")
    row = ApiKey.objects.get()
    assert row.key_hash == hash_of_key(key)
    again = client.get("/lam-viec/khoa-api/").content.decode()
    assert key not in again
    assert row.owner in again
    client.post("/lam-viec/khoa-api/moi/", FORM | {"once": "một"})
    assert ApiKey.objects.count() == 1
    page = client.post(f"/lam-viec/khoa-api/{row.public_id}/thu-hoi/", follow=True).content.decode()
    assert "Đã thu hồi" in page
    assert list(AuditEntry.objects.filter(object_kind="api.key").values_list("action", flat=True)) == [
        "api.key.made",
        "api.key.revoked",
    ]


def test_a_form_that_asks_for_too_much_is_not_taken(
    user_factory: Callable[..., User], client_for: Callable[[User], Client]
) -> None:
    client = client_for(user_factory(is_system_administrator=True))
    for wrong in ({"per_minute": "1"}, {"per_minute": "99999999"}, {"contact": "x"}, {"owner": ""}):
        assert client.post("/lam-viec/khoa-api/moi/", FORM | wrong).status_code == 200
    assert not ApiKey.objects.exists()


def test_nobody_else_sees_or_makes_keys(
    user_factory: Callable[..., User], client_for: Callable[[User], Client]
) -> None:
    administrator = user_factory(is_system_administrator=True)
    row, _key = make_key(owner="A", contact="a@b.example", per_minute=200, acting_user=administrator, at=AT)
    other = user_factory()
    client = client_for(other)
    assert client.get("/lam-viec/khoa-api/").status_code == 404
    assert client.post("/lam-viec/khoa-api/moi/", FORM).status_code == 404
    assert client.post(f"/lam-viec/khoa-api/{row.public_id}/thu-hoi/").status_code == 404
    with pytest.raises(NotAllowed):
        make_key(owner="A", contact="a@b.example", per_minute=200, acting_user=other, at=AT)
    with pytest.raises(NotAllowed):
        revoke_key(public_id=row.public_id, acting_user=other, at=AT)
