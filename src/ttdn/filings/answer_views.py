"""The pages behind an answer link: no sign-in, no session; whoever holds the address may answer, once.

They carry no CSRF token: the secret in the address is the whole authority, no cookie is. Under `no-referrer` a browser
sends `Origin: null` with a form, which the CSRF check would refuse.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ttdn.accounts.throttling import count_wrong_try, is_shut_out
from ttdn.audit import reaching
from ttdn.filings import links
from ttdn.filings.actions.links import AnswerData, LinkClosed, keep_answer, send_answer
from ttdn.filings.link_forms import AnswerForm
from ttdn.filings.links import LinkState
from ttdn.filings.models import AnswerLink
from ttdn.filings.queries import form_title
from ttdn.law import last_day
from ttdn.obligations.book import current_book
from ttdn.obligations.queries import status_of
from ttdn.organisations.queries import name_on
from ttdn.web.errors import UserError

DOOR = "answer"
LANGUAGE = "ngon-ngu"
UNKNOWN, SHUT = "unknown", "shut"

Page = Callable[[HttpRequest, AnswerLink, str, datetime], HttpResponse]
View = Callable[[HttpRequest, uuid.UUID, str], HttpResponse]


def _by_link(page: Page) -> View:
    """Open the page to the holder of the secret only; nothing of it is kept by caches or named to other sites."""

    @wraps(page)
    def view(request: HttpRequest, public_id: uuid.UUID, secret: str) -> HttpResponse:
        at = timezone.now()
        asked = request.GET.get(LANGUAGE, "")
        language = asked if asked in dict(settings.INTERFACE_LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = _opened(page, request, public_id, secret, at)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view))


def _opened(page: Page, request: HttpRequest, public_id: uuid.UUID, secret: str, at: datetime) -> HttpResponse:
    if is_shut_out(request, DOOR, at):
        return _closed(request, SHUT, None, at, status=429)
    link = links.find_link(public_id, secret)
    if link is None:
        count_wrong_try(request, DOOR, at)
        return _closed(request, UNKNOWN, None, at, status=404)
    try:
        with reaching.only([link.obligation.bearer_id]):  # nobody is signed in: the secret opens this one body
            return page(request, link, secret, at)
    except LinkClosed as closed:
        return _closed(request, closed.state, link, at)


def _closed(
    request: HttpRequest, state: str, link: AnswerLink | None, at: datetime, *, status: int = 410
) -> HttpResponse:
    """One plain page: what happened and whom to call; without the right secret it says nothing about any link."""
    on = timezone.localdate(at)
    context = {
        "state": str(state),
        "link": link,
        "last_day": link.last_day if link else None,
        "contact": links.contact_of(link.asker if link else None, on),
    }
    return render(request, "filings/answer_closed.html", context | _switch(request), status=status)


def _switch(request: HttpRequest) -> dict[str, Any]:
    """The language of the page and the address of the other one: an address, because there is no session."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "other_language": f"{request.path}?{LANGUAGE}={'vi' if language == 'en' else 'en'}",
        "language_query": f"?{LANGUAGE}=en" if language == "en" else "",
    }


def _goto(request: HttpRequest, name: str, link: AnswerLink, secret: str) -> HttpResponse:
    """On to another page of the same link, in the same language."""
    response = HttpResponse(status=303)
    response["Location"] = reverse(name, args=[link.public_id, secret]) + _switch(request)["language_query"]
    return response


def _require_open(link: AnswerLink, at: datetime) -> None:
    state = links.state_of(link, at)
    if state != LinkState.OPEN:
        raise LinkClosed(state)


def _context(request: HttpRequest, link: AnswerLink, secret: str, at: datetime) -> dict[str, Any]:
    """Who asks whom for what, by when and why then."""
    on = timezone.localdate(at)
    duty = link.obligation
    here = {"public_id": link.public_id, "secret": secret}
    query = _switch(request)["language_query"]
    return {
        "link": link,
        "duty": duty,
        "status": status_of(duty, at),
        "asker": name_on(link.asker, on),
        "body": name_on(duty.bearer, on),
        "form_title": form_title(current_book().form(duty.form_id, on)),
        "last_day": link.last_day,
        "due_on": last_day(duty.due_at) if duty.due_at else None,
        "contact": links.contact_of(link.asker, on),
        "answer_url": reverse("filings_answer", kwargs=here) + query,
        "confirm_url": reverse("filings_answer_confirm", kwargs=here) + query,
        "receipt_url": reverse("filings_answer_receipt", kwargs=here) + query,
    } | _switch(request)


@_by_link
def answer(request: HttpRequest, link: AnswerLink, secret: str, at: datetime) -> HttpResponse:
    """What is asked, and the form for the signed document; sending it leads to the page of confirmation."""
    _require_open(link, at)
    kept = link.draft_file.name if link.draft_file else ""
    form = AnswerForm(
        request.POST if request.method == "POST" else None, request.FILES or None, kept_file=kept, initial=_typed(link)
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        upload = values.pop("upload", None)
        try:
            keep_answer(link=link, data=AnswerData(**values), upload=upload, at=at)
        except LinkClosed:
            raise
        except UserError as refused:
            form.add_error("upload" if upload is None and not kept else None, refused.sentence)
        else:
            return _goto(request, "filings_answer_confirm", link, secret)
    context = _context(request, link, secret, at) | {"form": form}
    return render(request, "filings/answer_form.html", context, status=422 if form.is_bound else 200)


def _typed(link: AnswerLink) -> dict[str, Any]:
    """What was typed before, to be corrected."""
    draft: dict[str, Any] = link.draft or {}
    return draft and draft | {"document_date": date.fromisoformat(draft["document_date"])}


@_by_link
def confirm(request: HttpRequest, link: AnswerLink, secret: str, at: datetime) -> HttpResponse:
    """Everything once more before it is sent; sending it twice shows the receipt of the first time."""
    if request.method == "POST" and link.used_at is not None:
        return _goto(request, "filings_answer_receipt", link, secret)
    _require_open(link, at)
    digest = links.draft_digest(link)
    if not digest:
        return _goto(request, "filings_answer", link, secret)
    refusal = ""
    if request.method == "POST":
        try:
            send_answer(link=link, digest=request.POST.get("digest", ""), at=at)
        except LinkClosed as closed:
            if closed.state != LinkState.USED:
                raise
            return _goto(request, "filings_answer_receipt", link, secret)
        except UserError as refused:
            refusal = refused.sentence
        else:
            return _goto(request, "filings_answer_receipt", link, secret)
        link.refresh_from_db()
        digest = links.draft_digest(link)
    context = _context(request, link, secret, at) | {
        "draft": AnswerData(**_typed(link)),
        "digest": digest,
        "refusal": refusal,
    }
    return render(request, "filings/answer_confirm.html", context, status=409 if refusal else 200)


@_by_link
def receipt(request: HttpRequest, link: AnswerLink, secret: str, at: datetime) -> HttpResponse:
    """The receipt with its code, to be printed; it opens until the link's last day."""
    if link.used_at is None:
        _require_open(link, at)
        return _goto(request, "filings_answer", link, secret)
    if at >= link.expires_at:
        raise LinkClosed(LinkState.EXPIRED)
    version = link.version
    files = [each.file for each in version.attachments.select_related("file")] if version else []
    context = _context(request, link, secret, at) | {"version": version, "files": files}
    return render(request, "filings/answer_receipt.html", context)
