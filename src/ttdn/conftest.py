"""Fixtures every app may use: people, and browsers signed in as them."""

from collections.abc import Callable, Iterator
from io import StringIO
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from ttdn.accounts.models import User

_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def _catalogs() -> None:
    """The screens speak from compiled catalogs, which are not kept in the repository."""
    call_command("compile_catalogs", stdout=StringIO())


@pytest.fixture(autouse=True)
def _vietnamese_and_calm() -> Iterator[None]:
    """Every test starts in Vietnamese and without counted sign-in failures of the test before."""
    cache.clear()
    with translation.override("vi"):
        yield


@pytest.fixture
def user_factory(db: None) -> Callable[..., User]:
    """Makes users: `user_factory(full_name="Trần Thị B", is_system_administrator=True)`; the password is 'mật khẩu'."""

    def make(**fields: Any) -> User:
        number = next(_numbers)
        values = {"email": f"can-bo-{number}@thu.example", "full_name": f"Cán bộ {number}", "password": "mật khẩu"}
        return User.objects.create_user(**(values | fields))

    return make


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A browser signed in as a user: `client_for(user).get(url)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
