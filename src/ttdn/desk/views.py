"""The officials' home and the search page."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from ttdn.accounts.signed_in import user_of
from ttdn.desk.queries import home
from ttdn.organisations.queries import scope_tokens
from ttdn.organisations.requests import reach_in
from ttdn.search.queries import search
from ttdn.web.forms import DayField, TtdnForm

PAGE = 20


@login_required
@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    """What is due and why, what waits for the reader, what came back."""
    at = timezone.now()
    on = timezone.localdate(at)
    user = user_of(request)
    reach = reach_in(request, on)
    return render(request, "desk/home.html", home(user, reach, at, on) | {"today": on})


class SearchForm(TtdnForm):
    """What to look for, of which kind, between which days."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=300)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến ngày"), required=False)


@login_required
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything the reader may see that holds the words, with or without Vietnamese marks."""
    on = timezone.localdate()
    user = user_of(request)
    form = SearchForm(request.GET)
    form.is_valid()
    text = form.cleaned_data.get("q") or ""
    kind = form.cleaned_data.get("kind") or ""
    offset = _offset(request.GET.get("offset"))
    results = None
    if text.strip():
        results = search(
            user=user,
            scopes=scope_tokens(user, on),
            text=text,
            kinds=[kind] if kind else None,
            since=form.cleaned_data.get("since"),
            until=form.cleaned_data.get("until"),
            limit=PAGE,
            offset=offset,
            on=on,
        )
    return render(
        request,
        "desk/search.html",
        {
            "form": form,
            "query": text,
            "results": results,
            "previous": max(offset - PAGE, 0) if offset else None,
            "next": offset + PAGE if results and offset + PAGE < results.total else None,
        },
    )


def _offset(text: str | None) -> int:
    """Where the page begins; anything that is no number begins at the start."""
    return int(text) if text and text.isdigit() else 0
