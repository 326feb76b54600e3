"""One form, one effect."""

import uuid

import pytest

from ttdn.web.ids import uuid7
from ttdn.web.once import AlreadyDone, claim_once

pytestmark = pytest.mark.django_db


def test_second_claim_tells_what_the_first_made() -> None:
    made = uuid7()
    claim_once("a", result=made)
    with pytest.raises(AlreadyDone) as again:
        claim_once("a", result=uuid7())
    assert again.value.result == made


def test_no_token_claims_nothing() -> None:
    claim_once("")
    claim_once("")


def test_ids_are_ordered_and_well_formed() -> None:
    first, second = uuid7(), uuid7()
    assert first.version == second.version == 7
    assert first.variant == uuid.RFC_4122
    assert first.int >> 80 <= second.int >> 80
