"""About an issued document: correcting a formal error, replacing or recalling it, saying that a recalled one went back."""

import uuid
from datetime import datetime
from typing import Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ttdn.accounts.models import User
from ttdn.accounts.signed_in import user_of
from ttdn.filings import actions, permissions, queries
from ttdn.filings.actions.letters import open_letter
from ttdn.filings.choices import CORRECTION
from ttdn.filings.forms import CorrectionForm
from ttdn.filings.letters import CORRECTIONS_SECTION, places_of
from ttdn.filings.models import FilingVersion
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed, shown_on, status_of


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One place to correct: begins the letter, or adds to the one that is being made."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    user = user_of(request)
    version = queries.access_own_version(user, public_id, on, reach)
    if not version.is_issued:
        raise Http404
    places = places_of(version)
    form = CorrectionForm(request.POST or None, places=[each.name for each in places])
    letter = open_letter(version, CORRECTION)
    if request.method == "POST" and form.is_valid():
        cells, at, once = form.cells(), timezone.now(), request.POST.get("once", "")
        try:
            with shown_on(form):
                if letter is None:
                    letter = actions.start_correction(version=version, cells=cells, acting_user=user, at=at, once=once)
                else:
                    actions.add_correction(letter=letter, cells=cells, acting_user=user, at=at, once=once)
                messages.success(
                    request, _("Đã ghi vào công văn đính chính. Thêm chỗ khác, hoặc mở công văn để trình.")
                )
                return redirect("filings_correct", version.public_id)
        except AlreadyDone:
            return redirect("filings_correct", version.public_id)
    context = {
        "version": version,
        "filing": version.filing,
        "form": form,
        "places": places,
        "letter": letter,
        "rows": letter.rows.filter(code=CORRECTIONS_SECTION).order_by("position", "pk") if letter else [],
        "may_correct": permissions.may_correct(reach.roles_at(version.body_id), version.state),
    }
    return render(request, "filings/correct.html", context, status=status_of(form))


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do thay thế"))
def revise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin a replacing document."""
    return _begun(request, public_id, actions.revise)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do thu hồi"))
def recall(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin the notice of recall; the document stays in force until the notice is issued."""
    words = _("Đã lập thông báo thu hồi. Văn bản còn hiệu lực đến khi thông báo được phát hành.")
    return _begun(request, public_id, actions.start_recall, words)


class _Begin(Protocol):
    """An action that begins a document about an issued one, for a reason."""

    def __call__(
        self, *, version: FilingVersion, reason: str, acting_user: User, at: datetime, once: str
    ) -> FilingVersion: ...


def _begun(request: HttpRequest, public_id: uuid.UUID, begin: _Begin, words: str = "") -> HttpResponse:
    """Begin it for the reason given, once, and lead to where it is written."""
    version = queries.access_own_version(user_of(request), public_id, timezone.localdate(), reach_in(request))
    try:
        new = begin(
            version=version,
            reason=request.POST.get("reason", ""),
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone as done:
        return redirect("filings_detail", done.result)
    if words:
        messages.success(request, words)
    return redirect("filings_editor", new.public_id)


@login_required
@require_POST
def give_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The recalled document was sent back or destroyed."""
    delivery = queries.access_delivery(user_of(request), public_id, timezone.localdate(), reach_in(request))
    actions.give_back(delivery=delivery, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã ghi nhận và báo cho nơi gửi."))
    return redirect(reverse("filings_detail", args=[delivery.version.filing.public_id]))
