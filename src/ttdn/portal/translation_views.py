"""Translating an item side by side: the source on the left, the words of the other language on the right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.importing import draft_by_machine, import_translation, packet_of
from ttdn.portal.actions.translating import (
    SegmentClash,
    Written,
    begin_translation,
    matches,
    rebuild_draft,
    renew_source,
    save_translation,
)
from ttdn.portal.exchange import MOST_BYTES, from_po, from_xliff, to_po, to_xliff
from ttdn.portal.languages import KNOWN
from ttdn.portal.machine import is_offered
from ttdn.portal.models import Item, TranslatedSegment, Translation
from ttdn.portal.permissions import may_translate
from ttdn.portal.queries import access_item, draft_of
from ttdn.portal.requests import today
from ttdn.portal.translation_forms import BeginForm, FileForm
from ttdn.portal.translation_queries import (
    check_language,
    progress_of,
    rich_keys,
    sources_of,
    translation_of,
    wordless_media,
)
from ttdn.portal.translation_words import place_of
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.refusals import keeps_typed, shown_on, status_of

_WRITES = {"po": (to_po, "text/x-gettext-translation"), "xliff": (to_xliff, "application/xliff+xml")}
_SUFFIX = {"po": "po", "xliff": "xlf"}


def _item(request: HttpRequest, public_id: UUID, language: str) -> Item:
    on = today()
    item = access_item(user_of(request), public_id, on, reach_in(request, on))
    check_language(item, language)
    return item


def _begun(request: HttpRequest, public_id: UUID, language: str) -> Translation:
    """The translation under way; a refusal that leads back to the page where it begins."""
    item = _item(request, public_id, language)
    found = translation_of(item, language)
    if found is None:
        refused = UserError(_("Chưa bắt đầu dịch sang ngôn ngữ này. Hãy mở trang dịch và bấm “Bắt đầu dịch”."))
        refused.ways = ((_("Mở trang dịch"), reverse("portal_translate", args=[public_id, language])),)
        raise refused
    return found


def _may(request: HttpRequest, item: Item) -> bool:
    return may_translate(reach_in(request, today()).roles_at(item.body_id))


def _back(translation: Translation, key: str = "") -> HttpResponseRedirect:
    address = reverse("portal_translate", args=[translation.item.public_id, translation.language])
    return redirect(f"{address}#{key}" if key else address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """The side-by-side page, or, where it is not begun, the choice of the version to translate."""
    item = _item(request, public_id, language)
    translation = translation_of(item, language)
    if translation is not None:
        return _side_by_side(request, translation)
    sources = sources_of(item)
    form = BeginForm(request.POST if request.method == "POST" else None, sources=sources)
    if form.is_valid():
        with shown_on(form):
            begin_translation(
                item=item,
                language=language,
                source_hash=form.cleaned_data["source"],
                acting_user=user_of(request),
                at=timezone.now(),
            )
            return redirect("portal_translate", item.public_id, language)
    draft = draft_of(item, language)
    context = {
        "item": item,
        "language": KNOWN[language],
        "source_title": sources[0].snapshot["title"] if sources else "",
        "form": form,
        "may_edit": _may(request, item),
        "has_source": bool(sources),
        "has_draft": draft is not None,
        "tab": "items",
    }
    return render(request, "portal/workspace/translate_begin.html", context, status=status_of(form))


def _side_by_side(
    request: HttpRequest, translation: Translation, *, form: FileForm | None = None, clash: SegmentClash | None = None
) -> HttpResponse:
    item = translation.item
    segments = list(translation.segments.all())
    draft = draft_of(item, translation.language)
    context = {
        "item": item,
        "translation": translation,
        "language": KNOWN[translation.language],
        "source_language": KNOWN[item.source_language],
        "source_title": translation.source["title"],
        "rows": [_row(translation, each, clash) for each in segments],
        "progress": progress_of(segments),
        "newer": [each for each in sources_of(item) if each.hash != translation.source_hash],
        "rebuilt": draft is not None and not matches(translation, draft),
        "draft": draft,
        "wordless": wordless_media(translation),
        "machine_offered": is_offered(),
        "may_edit": _may(request, item),
        "form": form or FileForm(),
        "tab": "items",
    }
    status = 409 if clash else status_of(form) if form else 200
    return render(request, "portal/workspace/translate.html", context, status=status)


def _row(translation: Translation, segment: TranslatedSegment, clash: SegmentClash | None = None) -> dict[str, Any]:
    """One line of the page."""
    clashed = clash is not None and clash.segment.key == segment.key
    return {
        "segment": segment,
        "place": place_of(segment.key, translation.source),
        "rich": "<" in segment.source and segment.key in rich_keys(translation.source),
        "text": clash.mine if clash is not None and clashed else segment.target,
        "clash": clash if clashed else None,
        "rows": min(8, 1 + len(segment.source) // 60),
    }


@login_required
@require_POST
@keeps_typed(text=gettext_lazy("Bản dịch của đoạn"))
def translate_segment(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Save one segment: typing saves by itself where scripts run; the buttons work without."""
    translation = _begun(request, public_id, language)
    key = request.POST.get("key", "")
    text = request.POST.get("text", "")
    if "copy" in request.POST:
        text = next((each.source for each in translation.segments.filter(key=key)), "")
    new = Written(key, text, _lock(request.POST.get("lock", "")), read="typing" not in request.POST)
    scripted = bool(getattr(request, "htmx", False))
    try:
        save_translation(translation=translation, written=[new], acting_user=user_of(request), at=timezone.now())
    except SegmentClash as clash:
        if not scripted:
            return _side_by_side(request, translation, clash=clash)
        return _one(request, translation, key, clash=clash)
    except NotAllowed:
        raise
    except UserError as error:
        if not scripted:
            raise
        return _one(request, translation, key, refusal=error.sentence)
    if not scripted:
        messages.success(request, _("Đã lưu."))
        return _back(translation, key)
    return _one(request, translation, key)


def _one(
    request: HttpRequest, translation: Translation, key: str, *, clash: SegmentClash | None = None, refusal: str = ""
) -> HttpResponse:
    """The state of one segment and the progress, for a page with scripts; what is being typed stays untouched."""
    segments = list(translation.segments.all())
    segment = next((each for each in segments if each.key == key), None)
    context = {
        "translation": translation,
        "language": KNOWN[translation.language],
        "segment": segment,
        "clash": clash,
        "refusal": refusal,
        "progress": progress_of(segments),
        "oob": True,
    }
    return render(request, "portal/workspace/translate_saved.html", context, status=200)


@login_required
@require_POST
def translate_renew(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Go on with another version of the source."""
    translation = _begun(request, public_id, language)
    renew_source(
        translation=translation,
        source_hash=request.POST.get("source", "")[:64],
        acting_user=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Bản dịch nay theo bản gốc mới. Đoạn không đổi giữ nguyên; đoạn đã đổi được đánh dấu."))
    return _back(translation)


@login_required
@require_POST
def translate_rebuild(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Make the draft anew from the segments."""
    translation = _begun(request, public_id, language)
    rebuild_draft(translation=translation, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã dựng lại bản thảo từ các đoạn."))
    return _back(translation)


@login_required
@require_POST
def translate_machine(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Let the machine draft what has no words yet."""
    translation = _begun(request, public_id, language)
    count = draft_by_machine(translation=translation, acting_user=user_of(request), at=timezone.now())
    messages.success(
        request,
        ngettext(
            "Máy đã dịch nháp %(n)d đoạn. Hãy đọc và sửa từng đoạn.",
            "Máy đã dịch nháp %(n)d đoạn. Hãy đọc và sửa từng đoạn.",
            count,
        )
        % {"n": count},
    )
    return _back(translation)


@login_required
@require_safe
def translate_export(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """The translation as a file for a translator outside (`?dang=po` or `xliff`)."""
    translation = _begun(request, public_id, language)
    kind = request.GET.get("dang", "po")
    write, mime = _WRITES.get(kind, _WRITES["po"])
    packet = packet_of(translation)
    for index, line in enumerate(packet.lines):
        place = place_of(line.key, translation.source)
        earlier = _("Trước đây: %(text)s") % {"text": line.note} if line.note else ""
        packet.lines[index] = _noted(line, " – ".join(filter(None, (place, earlier))))
    name = f"{translation.source['slug']}.{language}.{_SUFFIX.get(kind, 'po')}"
    answer = HttpResponse(write(packet), content_type=f"{mime}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _noted(line: Any, note: str) -> Any:
    from dataclasses import replace  # noqa: PLC0415  (used here alone)

    return replace(line, note=note)


@login_required
@require_POST
def translate_import(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Take in a file that came back."""
    translation = _begun(request, public_id, language)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data["file"]
            data = sent.read(MOST_BYTES + 1)
            packet = from_po(data) if sent.name.lower().endswith((".po", ".pot")) else from_xliff(data)
            count = import_translation(
                translation=translation, packet=packet, acting_user=user_of(request), at=timezone.now()
            )
            words = ngettext("Đã nhập %(n)d đoạn.", "Đã nhập %(n)d đoạn.", count) % {"n": count}
            messages.success(request, words)
            return _back(translation)
    return _side_by_side(request, translation, form=form)


LONGEST_LOCK = 9
"""Digits of a lock that a form can have been given; more cannot be ours."""


def _lock(typed: str) -> int:
    """The lock that a form brings back; what is no number is a lock that nothing has."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_LOCK else -1
