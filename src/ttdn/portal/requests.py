"""What the views of the content workspace share: the reader's bodies, one effect per form, refusals said in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ttdn.accounts.models import User
from ttdn.accounts.signed_in import user_of
from ttdn.organisations.requests import reach_in
from ttdn.portal.permissions import CONTENT_ROLES
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.forms import TtdnForm
from ttdn.web.once import AlreadyDone


def has_content(request: HttpRequest) -> bool:
    """For the menu: whether the reader handles the content of any body today."""
    if not request.user.is_authenticated:
        return False
    return any(roles & CONTENT_ROLES for roles in reach_in(request).roles.values())


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, be it nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def today() -> date:
    """The Vietnamese day of the request."""
    return timezone.localdate()


class Act(Protocol):
    """An action that knows all but who takes it, when, and by which form: see `taken`."""

    def __call__(self, *, acting_user: User, at: datetime, once: str) -> object: ...


def taken(request: HttpRequest, act: Act) -> object:
    """What the action gives when the person of the request takes it now, once for the form that was sent."""
    return act(acting_user=user_of(request), at=timezone.now(), once=request.POST.get("once", ""))


def done(request: HttpRequest, act: Act, words: str, back: str, *args: object) -> HttpResponse:
    """Do it once, say so, and lead back; a form sent twice leads back too."""
    try:
        taken(request, act)
    except AlreadyDone:
        pass
    else:
        messages.success(request, words)
    return redirect(reverse(back, args=args))


def tried(form: TtdnForm, act: Callable[[], object]) -> bool:
    """Whether a valid form was acted on; a refusal is said in the form (a lack of rights as its own page)."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotAllowed:
        raise
    except UserError as error:
        form.add_error(None, error.sentence)
        return False
    return True
