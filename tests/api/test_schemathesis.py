"""Schemathesis against the read API's own description: no 5xx, and every answer is what the description says."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests end without handing the connection back: it holds the transaction of the test, as with Django's client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def described(newsroom: Newsroom, settings: Any, _one_connection: None) -> Any:
    """The description, with a published, a corrected and a withdrawn item behind it."""
    settings.ALLOWED_HOSTS = ["*"]
    newsroom.published(newsroom.draft(kind="topic", title="ASEAN"))
    newsroom.published()
    gone = newsroom.published(newsroom.draft(title="Sẽ rút"))
    withdraw(edition=gone.edition, reason="Sai.", acting_user=newsroom.leader, at=AT + timedelta(hours=1))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.mark.filterwarnings("default")
def test_the_read_api_is_what_it_says(described: Any) -> None:
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) >= 11
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            cache.clear()  # the limit of one address would refuse most of these
            case.call_and_validate(checks=CHECKS)

        ask()
