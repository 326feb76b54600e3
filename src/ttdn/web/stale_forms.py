"""A form whose CSRF token is no longer good: nothing is done, and nothing that was typed is lost.

The form comes back, with a fresh token, to the person who sent it from a page of this site; the browser says so itself, in
headers that no page can write. A form sent from any other site is refused bare: what it carries is never shown here, so
that nobody can lay a filled form before a signed-in person. Passwords, codes and files never come back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ttdn.web.refusals import Label

SIGN_IN = "/tai-khoan/"
"""Sign-in, second factor, recovery codes: everything that is typed under it is a secret."""
MOST_FIELDS = 400
_SECRET = re.compile(r"pass|secret|token|otp|pin\b|credential|recovery|mat[-_]?khau", re.IGNORECASE)
_MACHINE = re.compile(r"[\[{].*|[a-z0-9_.:/+-]*", re.DOTALL)
"""What no person wrote in words: keys, days, numbers, choices, the state of an editor."""
_UNREADABLE = (
    RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnreadablePostError, MultiPartParserError, UnicodeDecodeError,
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What comes back of a refused form.

    Attributes:
        action: the address that it was sent to.
        texts: name, label and value of what a person wrote.
        hidden: name and value of all else, sent again as it came (its once token too: it was not used).
        files: names of files, which the browser must be given again.
    """

    action: str
    texts: list[tuple[str, Label, str]]
    hidden: list[tuple[str, str]]
    files: list[str]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a good token (`CSRF_FAILURE_VIEW`): 403, with the form again where that is safe."""
    if getattr(request, "htmx", False):
        # The page that sent it still shows what was typed.
        sentence = _("Trang này mở đã lâu nên chưa lưu được. Hãy chép lại phần vừa gõ, tải lại trang rồi gửi lần nữa.")
        answer = render(request, "web/refused_fragment.html", {"sentence": sentence}, status=HTTPStatus.FORBIDDEN)
    else:
        context = {"kept": kept_of(request), "is_sign_in": request.path.startswith(SIGN_IN)}
        answer = render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)
    answer["Cache-Control"] = "private, no-store"
    return answer


def is_of_this_site(request: HttpRequest) -> bool:
    """Whether the browser itself says that a page of this very site sent the form.

    `Sec-Fetch-Site` and `Origin` are written by browsers alone; where both are there both must say it, and a browser
    that says nothing is not believed.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        return False
    own = f"{request.scheme}://{request.get_host()}"
    return site in {None, "same-origin"} and origin in {None, own}


@sensitive_variables()
def kept_of(request: HttpRequest) -> Kept | None:
    """What of the form may come back; None: nothing (another site, a sign-in form, a secret in it, too large)."""
    if request.method != "POST" or request.path.startswith(SIGN_IN) or not is_of_this_site(request):
        return None
    try:
        sent, files = request.POST, list(request.FILES)
    except _UNREADABLE:
        return None
    values = [(name, str(value)) for name, each in sent.lists() for value in each if name != "csrfmiddlewaretoken"]
    if len(values) > MOST_FIELDS or any(_SECRET.search(name) for name, _value in values):
        return None
    labels = _labels_of(request)
    texts, hidden = [], []
    for name, value in values:
        if name in labels or not _MACHINE.fullmatch(value):
            texts.append((name, labels.get(name, ""), value))
        else:
            hidden.append((name, value))
    return Kept(action=request.get_full_path(), texts=texts, hidden=hidden, files=files) if texts or files else None


def _labels_of(request: HttpRequest) -> dict[str, Label]:
    """The labels that the address gives to what people type, where it says them (`keeps_typed`)."""
    match = request.resolver_match
    described = getattr(match.func, "keeps_typed", None) if match else None
    return dict(described[0]) if described else {}
