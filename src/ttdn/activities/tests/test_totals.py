"""Summary rows always equal what the activities add up to."""

from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ttdn.activities import actions, totals
from ttdn.activities.errors import ActivityClash, NotAllowed
from ttdn.activities.models import Activity, ActivityTotal
from ttdn.activities.tests.builders import AT, data, record
from ttdn.filings.tests.builders import World


def _kept() -> dict[totals.Key, tuple[int, int]]:
    return {
        (row.body_id, row.unit_key, row.year, row.month, row.kind, row.figure_code): (row.records, row.value)
        for row in ActivityTotal.objects.all()
    }


def _counted() -> dict[totals.Key, tuple[int, int]]:
    return totals.computed(Activity.objects.all())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["record", "change", "cancel"]),
        st.sampled_from(["training_course", "publication", "press_release", "staffing"]),
        st.integers(1, 12),
        st.integers(0, 500),
        st.integers(0, 10),
    ),
    min_size=1,
    max_size=8,
)


class TotalsFollow(TestCase):
    """Any order of recording, changing, cancelling."""

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    @given(steps=STEPS)
    def test_rows_equal_recount(self, steps: list[tuple[str, str, int, int, int]]) -> None:
        world = World()
        for what, kind, month, number, pick in steps:
            rows = list(Activity.objects.filter(state="recorded").order_by("pk"))
            figures = {
                "training_course": {"courses": 1, "participants": number},
                "publication": {"titles": number, "languages": 2},
                "press_release": {"releases": number},
                "staffing": {"full_time": 0, "part_time": number},
            }[kind]
            said = data(kind, date(2026, month, 5), figures=figures, cost=number * 1000)
            if what == "record" or not rows:
                actions.record_activity(body=world.ministry, data=said, acting_user=world.officer, at=AT)
            elif what == "change":
                row = rows[pick % len(rows)]
                actions.change_activity(activity=row, data=said, lock=row.lock, acting_user=world.officer, at=AT)
            else:
                actions.cancel_activity(
                    activity=rows[pick % len(rows)], reason="Ghi nhầm", acting_user=world.officer, at=AT
                )
            assert _kept() == _counted()


@pytest.mark.django_db
def test_the_command_counts_afresh(world: World) -> None:
    record(world.ministry, world.officer)
    record(world.ministry, world.officer, "publication")
    right = _kept()
    ActivityTotal.objects.update(value=7)
    ActivityTotal.objects.filter(kind="publication").delete()
    call_command("rebuild_totals")
    assert _kept() == right == _counted()


@pytest.mark.django_db
def test_a_clash_writes_nothing(world: World) -> None:
    activity = record(world.ministry, world.officer)
    actions.change_activity(activity=activity, data=data(title="Bản một"), lock=0, acting_user=world.officer, at=AT)
    with pytest.raises(ActivityClash):
        actions.change_activity(activity=activity, data=data(title="Bản hai"), lock=0, acting_user=world.officer, at=AT)
    assert Activity.objects.get().title == "Bản một"
    assert _kept() == _counted()


@pytest.mark.django_db
def test_a_cancelled_activity_cannot_be_changed(world: World) -> None:
    activity = record(world.ministry, world.officer)
    actions.cancel_activity(activity=activity, reason="Ghi trùng", acting_user=world.officer, at=AT)
    with pytest.raises(NotAllowed):
        actions.change_activity(activity=activity, data=data(), lock=1, acting_user=world.officer, at=AT)
    assert _kept() == {}
