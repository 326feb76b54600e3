"""The list of the content workspace: what waits for the reader first, then everything of the reader's bodies."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.models import Body
from ttdn.organisations.requests import reach_in
from ttdn.portal.content_forms import ListFilter
from ttdn.portal.content_queries import body_names, content_bodies, filtered, rows_of, waiting_for
from ttdn.portal.models import Item
from ttdn.portal.permissions import may_write
from ttdn.portal.requests import today
from ttdn.web.paging import keyset

SIZE = 30


@login_required
@require_safe
def content_list(request: HttpRequest) -> HttpResponse:
    """The items of the reader's bodies, the newest first."""
    user, on = user_of(request), today()
    reach = reach_in(request, on)
    bodies = Body.objects.filter(pk__in=content_bodies(reach)).order_by("sort_key", "pk")
    names = body_names(bodies, on)
    options = [(str(body.public_id), names.get(body.pk, body.code)) for body in bodies]
    filters = ListFilter(request.GET, bodies=options)
    chosen = {name: value for name, value in filters.cleaned_data.items() if value} if filters.is_valid() else {}
    items = filtered(Item.objects.visible_to(user, on, reach), chosen)
    page = keyset(items, order=("-id",), cursor=request.GET.get("cursor"), size=SIZE)
    context = {
        "page": page,
        "rows": rows_of(page.rows, on),
        "filters": filters,
        "narrowed": bool(chosen),
        "many_bodies": len(options) > 1,
        "waiting": waiting_for(user, reach) if not request.GET.get("cursor") else [],
        "may_begin": any(may_write(roles) for roles in reach.roles.values()),
        "tab": "items",
    }
    return render(request, "portal/workspace/list.html", context)
