"""The content of a task as plain data, and the hash that sentences and table rows keep of it."""

import hashlib
import json
import uuid
from typing import Any

from django.urls import reverse

from ttdn.plans.models import Task

RECORD_KIND = "task"


def content_of(task: Task) -> dict[str, Any]:
    """The task's own fields, JSON-ready: what the audit row and the hash are made from."""
    return {
        "section": task.section_code,
        "title": task.title,
        "output": task.output,
        "lead": task.lead_text,
        "unit": str(task.unit.public_id) if task.unit else None,
        "themes": list(task.themes),
        "starts_on": task.starts_on.isoformat() if task.starts_on else None,
        "ends_on": task.ends_on.isoformat() if task.ends_on else None,
        "time": task.time_text,
        "programme_task": str(task.programme_task.public_id) if task.programme_task else None,
        "guidance_item": str(task.guidance_item.public_id) if task.guidance_item else None,
        "state": task.state,
        "state_note": task.state_note,
        "change_note": task.change_note,
    }


def record_hash(task: Task) -> str:
    """Hash of what the task says, its co-ordinating bodies and estimates included."""
    content = content_of(task)
    content["coordinators"] = [[each.body_id, each.text] for each in task.coordinators.all()]
    content["budget"] = sorted([line.source, line.year, line.estimate] for line in task.budget_lines.all())
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def current_hashes(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Hash now of each task that is not given up."""
    rows = Task.objects.filter(public_id__in=ids).exclude(state=Task.State.CANCELLED)
    rows = rows.select_related("unit", "programme_task", "guidance_item")
    return {row.public_id: record_hash(row) for row in rows.prefetch_related("coordinators", "budget_lines")}


def url_of(public_id: uuid.UUID) -> str:
    """The page of a task."""
    return reverse("plans_task_page", args=[public_id])
