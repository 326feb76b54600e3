"""One page with one form: shown, refused with its sentence, or done and back to the body's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on
from ttdn.web.forms import TtdnForm
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of


def form_page(
    request: HttpRequest, *, body: Body, on: date, form: TtdnForm, title: str, done: str, act: Callable[[], object],
    lead: str = "", submit: str = "", back: str = "organisations_detail",
) -> HttpResponse:  # fmt: skip
    """Show the form, or act on a valid one and return to the body's page.

    Args:
        request: POST acts, GET shows.
        body: whose page to return to.
        on: the day whose name of the body the way back shows.
        form: bound when the request is a POST.
        title: heading of the page.
        done: message after the action.
        act: the action; a `UserError` that it raises is shown above the form (a lack of rights as its own page).
        lead: a line under the heading.
        submit: words on the button.
        back: name of the page to return to.
    """
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                act()
                messages.success(request, done)
                return redirect(back, public_id=body.public_id)
        except AlreadyDone:
            return redirect(back, public_id=body.public_id)
    context = {
        "form": form,
        "body": body,
        "name": name_on(body, on).label,
        "title": title,
        "lead": lead,
        "submit": submit,
    }
    context["back"] = reverse(back, kwargs={"public_id": body.public_id})
    return render(request, "organisations/form.html", context, status=status_of(form))
