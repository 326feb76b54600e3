"""The content of an activity as plain data, and the hash that sentences and facts keep of it."""

import hashlib
import json
import uuid
from typing import Any

from django.urls import reverse

from ttdn.activities.models import Activity, Estimate

RECORD_KIND = "activity"
ESTIMATE_KIND = "estimate"


def content_of(activity: Activity) -> dict[str, Any]:
    """The fields a document may speak of, JSON-ready; what the audit row and the hash are made from."""
    return {
        "kind": activity.kind,
        "title": activity.title,
        "starts_on": activity.starts_on.isoformat(),
        "ends_on": activity.ends_on.isoformat(),
        "unit": activity.unit_id and str(activity.unit.public_id) if activity.unit_id and activity.unit else None,
        "place": activity.place,
        "country": activity.country,
        "channels": list(activity.channels),
        "languages": list(activity.languages),
        "topics": list(activity.topics),
        "themes": list(activity.themes),
        "partners": activity.partners,
        "figures": dict(sorted(activity.figures.items())),
        "cost": activity.cost,
        "cost_source": activity.cost_source,
        "links": list(activity.links),
        "note": activity.note,
        "notable": activity.notable,
        "task": str(activity.task.public_id) if activity.task_id and activity.task else None,
        "programme_task": str(activity.programme_task.public_id)
        if activity.programme_task_id and activity.programme_task
        else None,
        "state": activity.state,
    }


def record_hash(activity: Activity) -> str:
    """Hash of what the activity says; it changes with any field a document may print."""
    return _digest(content_of(activity))


def current_hashes(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Hash now of each activity that is still recorded; a cancelled one is gone."""
    rows = Activity.objects.filter(public_id__in=ids, state=Activity.State.RECORDED).select_related(
        "unit", "task", "programme_task"
    )
    return {row.public_id: record_hash(row) for row in rows}


def url_of(public_id: uuid.UUID) -> str:
    """The page of an activity."""
    return reverse("activities_detail", args=[public_id])


def estimate_hash(estimate: Estimate) -> str:
    """Hash of an estimate's value and basis."""
    return _digest(
        {
            "year": estimate.year,
            "kind": estimate.kind,
            "figure": estimate.figure_code,
            "value": estimate.value,
            "basis": estimate.basis,
        }
    )


def current_estimate_hashes(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Hash now of each estimate."""
    return {row.public_id: estimate_hash(row) for row in Estimate.objects.filter(public_id__in=ids)}


def estimate_url(public_id: uuid.UUID) -> str:
    """The entry screen of the estimates that the row belongs to."""
    row = Estimate.objects.filter(public_id=public_id).select_related("body").first()
    base = reverse("activities_estimates")
    return f"{base}?body={row.body.public_id}&year={row.year}" if row else base


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
