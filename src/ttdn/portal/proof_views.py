"""What an item can be taken away as: its proof and its PDF, per language and edition."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ttdn.portal.item_pdf import LettersMissing, item_pdf, pdf_is_made
from ttdn.portal.languages import chrome_language, content_languages
from ttdn.portal.models import PublicRecord
from ttdn.portal.outputs import ASKED_AGAIN, bytes_answer, refused
from ttdn.portal.renditions import file_name
from ttdn.portal.visitors import asks_too_often
from ttdn.proofs.bundle import proof_bundle
from ttdn.proofs.errors import NotSealed
from ttdn.proofs.models import SealedText

WINDOW = 600
MOST_PROOFS = 120
MOST_PDFS = 20
"""PDFs that one visitor may have made in a window; those that are made already are not counted."""


@require_safe
def proof(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """The proof of an item in a language: of the current edition, or of the one that `?ban=` names."""
    asked = request.GET.get("ban", "")
    texts = SealedText.objects.filter(item=public_id, language=language).select_related("entry", "key")
    if asked:
        if not asked.isascii() or not asked.isdigit() or len(asked) > len("999999"):
            raise Http404
        texts = texts.filter(edition=int(asked))
    text = texts.order_by("-edition").first()
    if text is None or language not in content_languages():
        raise Http404
    at = timezone.now()
    if asks_too_often(request, "proof", most=MOST_PROOFS, window=WINDOW, at=at):
        return refused(request, language, too_often(language), status=429, wait=WINDOW)
    try:
        with translation.override(chrome_language(language)):
            bundle = proof_bundle(text, at=at)
    except NotSealed as error:
        return refused(request, language, error.sentence, status=410)
    name = f"proof-{text.item}-{language}-{text.edition}.json"
    return bytes_answer(
        request,
        json.dumps(bundle, ensure_ascii=False, indent=1).encode(),
        "application/json; charset=utf-8",
        control=ASKED_AGAIN,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def pdf(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """The PDF of what readers have now; of what was withdrawn or replaced there is none: its page says why."""
    record = (
        PublicRecord.objects.select_related("edition", "item", "body")
        .filter(item__public_id=public_id, language=language)
        .first()
    )
    if record is None:
        raise Http404
    if not record.in_force:
        return HttpResponseRedirect(record.path)
    sealed = sealed_of(record)
    if sealed is None:
        raise Http404
    at = timezone.now()
    if not pdf_is_made(record, sealed, at=at) and asks_too_often(request, "pdf", most=MOST_PDFS, window=WINDOW, at=at):
        return refused(request, language, too_often(language), status=429, wait=WINDOW)
    try:
        data = item_pdf(record, sealed, at=at)
    except LettersMissing as error:
        return refused(request, language, error.sentence, status=error.status)
    name = file_name(record.title, "application/pdf")
    return bytes_answer(request, data, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def sealed_of(record: PublicRecord) -> SealedText | None:
    """The sealed text of exactly the edition that readers have; None: its words were erased."""
    return (
        SealedText.objects.filter(
            item=record.item.public_id, language=record.language, edition=record.edition.ordinal, erased_at=None
        )
        .select_related("entry", "key")
        .first()
    )


def too_often(language: str) -> str:
    """The sentence for who asks too often, in the words of the page."""
    with translation.override(chrome_language(language)):
        return _("Bạn tải quá nhiều tệp trong ít phút. Hãy đợi mười phút rồi thử lại.")
