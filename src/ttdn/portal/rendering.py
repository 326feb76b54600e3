"""Pages for readers, made from a snapshot and from nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from ttdn.portal.languages import KNOWN, chrome_language
from ttdn.portal.models import DraftPage
from ttdn.portal.snapshots import snapshot_of


def item_context(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What the item template needs of a snapshot, whoever shows it: a reader's page, a preview, the approval screen."""
    return {"snapshot": snapshot, "language": KNOWN[snapshot["language"]]}


def render_draft(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """A draft exactly as readers would get it."""
    snapshot = snapshot_of(page)
    with translation.override(chrome_language(page.language)):
        return render(request, "portal/item.html", item_context(snapshot) | {"is_preview": True})
