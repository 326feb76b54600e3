"""Rounds: list, opening, the board of a round, closing and merging."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.obligations.queries import due_for
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on, units_of
from ttdn.plans.queries import Workplace, workplace_of
from ttdn.rounds.actions import close_round, merge_round, open_round
from ttdn.rounds.choices import Ask
from ttdn.rounds.forms import RoundForm
from ttdn.rounds.models import Round
from ttdn.rounds.permissions import may_open
from ttdn.rounds.queries import access_round, board_of, is_whole
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on, status_of


def bodies_to_open(workplace: Workplace) -> list[Body]:
    """The bodies where the person may open a round."""
    bodies = Body.objects.filter(pk__in=workplace.reach.own)
    return [body for body in bodies if may_open(workplace.roles(body.pk), whole_body=is_whole(workplace, body))]


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds the reader opened or must answer."""
    on = timezone.localdate()
    workplace = workplace_of(user_of(request), on)
    rows = Round.objects.visible_to(workplace).select_related("body")
    page = keyset(rows, order=("-opened_at",), cursor=request.GET.get("cursor"), size=50)
    return render(request, "rounds/list.html", {"page": page, "may_open": bool(bodies_to_open(workplace))})


@login_required
@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """Open a round for one of the reader's bodies."""
    at = timezone.now()
    on = timezone.localdate(at)
    workplace = workplace_of(user_of(request), on)
    bodies = bodies_to_open(workplace)
    if not bodies:
        raise Http404
    body = next((each for each in bodies if str(each.public_id) == request.GET.get("body")), bodies[0])
    units = units_of(body, on)
    legal = next(
        (
            duty.derivation.due_on
            for duty in due_for(workplace.reach, at)
            if duty.derivation and duty.bearer_id == body.pk and duty.form_id.startswith("annual_")
        ),
        None,
    )
    form = RoundForm(
        request.POST or None,
        units=units,
        names=names_on([unit.pk for unit in units], on),
        initial={"year": on.year, "asks": [Ask.ACTIVITY, Ask.RESULT]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with shown_on(form):
                opened = open_round(
                    **(data | {"units": list(data["units"])}),
                    body=body,
                    legal_due_on=legal,
                    workplace=workplace,
                    acting_user=user_of(request),
                    at=at,
                    on=on,
                    once=request.POST.get("once", ""),
                )
                messages.success(request, _("Đã mở đợt thu thập."))
                return redirect("rounds_detail", opened.public_id)
        except AlreadyDone as done:
            return redirect("rounds_detail", done.result)
    context = {"form": form, "body": body, "legal_due_on": legal}
    return render(request, "rounds/new.html", context, status=status_of(form))


@login_required
@require_GET
def round_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The board of a round: who answered, who is late; a unit's person is led to the unit's own answer."""
    on = timezone.localdate()
    workplace = workplace_of(user_of(request), on)
    opened = access_round(workplace, public_id)
    if not is_whole(workplace, opened.body):
        held = workplace.reach.units.get(opened.body_id, frozenset())
        answer = opened.answers.filter(unit_id__in=held).first()
        if answer is None:
            raise Http404
        return redirect("rounds_answer", answer.public_id)
    rows = board_of(opened, on)
    return render(
        request,
        "rounds/board.html",
        {
            "opened": opened,
            "asks": [Ask(ask).label for ask in opened.asks],
            "rows": rows,
            "late": [row.name for row in rows if row.late],
            "answered": sum(1 for row in rows if row.answer.approved_at),
            "may_open": may_open(workplace.roles(opened.body_id), whole_body=True),
            "to_merge": any(row.answer.state == "approved" for row in rows),
        },
    )


@login_required
@require_POST
def round_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a round."""
    at = timezone.now()
    workplace = workplace_of(user_of(request), timezone.localdate(at))
    close_round(opened=access_round(workplace, public_id), workplace=workplace, acting_user=user_of(request), at=at)
    messages.success(request, _("Đã đóng đợt thu thập."))
    return redirect("rounds_detail", public_id)


@login_required
@require_POST
def round_merge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Merge what the units approved into the plan and the record of activities."""
    at = timezone.now()
    workplace = workplace_of(user_of(request), timezone.localdate(at))
    merged = merge_round(
        opened=access_round(workplace, public_id), workplace=workplace, acting_user=user_of(request), at=at
    )
    messages.success(request, _("Đã tổng hợp %(count)d dòng từ các đơn vị.") % {"count": merged})
    return redirect("rounds_detail", public_id)
