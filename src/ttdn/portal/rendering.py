"""Pages for readers, made from a snapshot and from nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from ttdn.portal.choices import Kind, Rights
from ttdn.portal.errors import Incomplete
from ttdn.portal.languages import KNOWN, chrome_language
from ttdn.portal.models import DraftPage, Edition
from ttdn.portal.reader import answer, frame
from ttdn.portal.snapshots import snapshot_of


def item_context(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What the item template needs of a snapshot, whoever shows it: a reader's page, a preview, the approval screen."""
    return {
        "snapshot": snapshot,
        "language": KNOWN[snapshot["language"]],
        "kind_label": Kind(snapshot["kind"]).label,
        "rights_label": Rights(snapshot["rights"]).label,
        "number_on": date.fromisoformat(snapshot["number_on"]) if snapshot["number_on"] else None,
        "fields_template": f"portal/fields/{snapshot['kind']}.html",
        "as_gallery": snapshot["kind"] == Kind.GALLERY,
    }


def render_snapshot(request: HttpRequest, snapshot: dict[str, Any]) -> HttpResponse:
    """A snapshot exactly as readers would get it, for the people who write, read and approve it."""
    language = snapshot["language"]
    with translation.override(chrome_language(language)):
        context = frame(request, language, alternates={}) | item_context(snapshot) | {"is_preview": True}
        response = answer(request, "portal/reader/item.html", context)
    response["Cache-Control"] = "private, no-store"
    del response["ETag"]
    return response


def render_draft(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """A draft exactly as readers would get it; while something in it cannot be shown, a page that says what."""
    try:
        snapshot = snapshot_of(page)
    except Incomplete as error:
        response = render(request, "portal/editor/unfinished.html", {"sentence": error.sentence})
        response["Cache-Control"] = "private, no-store"
        return response
    return render_snapshot(request, snapshot)


def render_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    """An edition, which nothing can change any more, as readers will get it."""
    return render_snapshot(request, edition.snapshot)
