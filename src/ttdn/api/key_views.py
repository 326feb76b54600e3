"""The administrator's screen of API keys."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.api import queries
from ttdn.api.actions.keys import make_key, revoke_key
from ttdn.api.forms import KeyForm
from ttdn.api.limits import PER_MINUTE
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset

SHOWN_ONCE = "api_new_key"


@login_required
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Who holds a key; a new one is shown here once."""
    page = keyset(queries.keys_for(user_of(request)), order=("-made_at",), cursor=request.GET.get("cursor"))
    context = {"page": page, "new_key": request.session.pop(SHOWN_ONCE, ""), "per_minute": PER_MINUTE}
    return render(request, "api/keys.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def key_new(request: HttpRequest) -> HttpResponse:
    """Give somebody a key."""
    user = user_of(request)
    queries.keys_for(user)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _row, key = make_key(
                **form.cleaned_data, acting_user=user, at=timezone.now(), once=request.POST.get("once", "")
            )
        except AlreadyDone:
            return redirect("api_keys")
        request.session[SHOWN_ONCE] = key
        return redirect("api_keys")
    return render(request, "api/key_form.html", {"form": form})


@login_required
@require_POST
def key_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a key back."""
    user = user_of(request)
    row = queries.access_key(user, public_id)
    revoke_key(public_id=row.public_id, acting_user=user, at=timezone.now())
    messages.success(request, _("Đã thu hồi khóa của %(owner)s.") % {"owner": row.owner})
    return redirect("api_keys")
