"""The coordinator's screens: sources, what each visit gave, what is kept aside and why."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.harvest.actions.sources import add_source, move_source, pause, trust_keys
from ttdn.harvest.forms import MoveForm, SourceForm
from ttdn.harvest.models import MissingPicture, Source
from ttdn.harvest.queries import access_source, access_sources, statuses
from ttdn.organisations.requests import reach_in
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import AlreadyDone

RUNS_SHOWN, ASIDE_SHOWN = 10, 50


@login_required
@require_http_methods(["GET"])
def sources(request: HttpRequest) -> HttpResponse:
    """Every source and how its last visit went."""
    on = timezone.localdate()
    access_sources(user_of(request), on, reach_in(request, on))
    return render(request, "harvest/sources.html", {"rows": statuses()})


@login_required
@require_http_methods(["GET", "POST"])
def new_source(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    on = timezone.localdate()
    user = user_of(request)
    access_sources(user, on, reach_in(request, on))
    form = SourceForm(request.POST or None, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            source = add_source(
                **form.cleaned_data, acting_user=user, at=timezone.now(), once=request.POST.get("once", "")
            )
        except AlreadyDone as done:
            return redirect("harvest_source", done.result)
        except UserError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("harvest_source", source.public_id)
    return render(request, "harvest/new.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET"])
def source_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One source: its visits, its faults, its quarantine, its keys."""
    return _show(request, _source(request, public_id), None)


def _show(request: HttpRequest, source: Source, form: MoveForm | None) -> HttpResponse:
    runs = source.runs.order_by("-started_at", "-pk")[:RUNS_SHOWN]
    aside = source.quarantined.order_by("-at", "-pk")[:ASIDE_SHOWN]
    last = next(iter(runs), None)
    context = {
        "source": source,
        "runs": runs,
        "faults": last.faults.order_by("pk")[:ASIDE_SHOWN] if last else [],
        "aside": aside,
        "items": source.harvested.count(),
        "pictures": MissingPicture.objects.filter(harvested__source=source)
        .select_related("harvested__record")
        .order_by("-at", "-pk")[:ASIDE_SHOWN],
        "form": form or MoveForm(initial={"base_url": source.base_url}),
    }
    return render(request, "harvest/source.html", context, status=400 if form else 200)


@login_required
@require_http_methods(["POST"])
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The source is found under another address."""
    source, form = _source(request, public_id), MoveForm(request.POST)
    if form.is_valid():
        try:
            address = form.cleaned_data["base_url"]
            move_source(source=source, base_url=address, acting_user=user_of(request), at=timezone.now())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error("base_url", error.sentence)
        else:
            return redirect("harvest_source", public_id)
    return _show(request, source, form)


@login_required
@require_http_methods(["POST"])
def pause_source(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop or resume the visits."""
    source = _source(request, public_id)
    pause(source=source, paused=source.paused_at is None, acting_user=user_of(request), at=timezone.now())
    return redirect("harvest_source", public_id)


@login_required
@require_http_methods(["POST"])
def trust(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Trust the keys that the source publishes now: they are pinned again at the next visit."""
    trust_keys(source=_source(request, public_id), keys=[], acting_user=user_of(request), at=timezone.now())
    return redirect("harvest_source", public_id)


def _source(request: HttpRequest, public_id: UUID) -> Source:
    on = timezone.localdate()
    return access_source(user_of(request), public_id, on, reach_in(request, on))
