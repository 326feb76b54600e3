"""The officials' home and the search page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ttdn.accounts.signed_in import user_of
from ttdn.desk.queries import home
from ttdn.organisations.requests import reach_in


@require_GET
def root(request: HttpRequest) -> HttpResponse:
    """The address of the site leads to the workspace."""
    return redirect("desk_home")


@login_required
@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    """What is due and why, what waits for the reader, what came back."""
    at = timezone.now()
    on = timezone.localdate(at)
    user = user_of(request)
    reach = reach_in(request, on)
    return render(request, "desk/home.html", home(user, reach, at, on) | {"today": on})
