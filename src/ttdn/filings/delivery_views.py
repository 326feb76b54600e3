"""What the addressee does with a delivery."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.filings import actions, queries
from ttdn.filings.forms import ReceiveForm, SupplementForm
from ttdn.organisations.requests import reach_in
from ttdn.web.refusals import keeps_typed, shown_on, status_of


@login_required
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter it in the register of incoming documents."""
    on = timezone.localdate()
    delivery = queries.access_delivery(user_of(request), public_id, on, reach_in(request, on))
    form = ReceiveForm(request.POST or None, initial={"incoming_on": on})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            actions.receive(delivery=delivery, acting_user=user_of(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Đã ghi sổ văn bản đến."))
            return redirect("filings_detail", delivery.version.filing.public_id)
    context = {"delivery": delivery, "filing": delivery.version.filing, "form": form, "step": "receive"}
    return render(request, "filings/delivery.html", context, status=status_of(form))


@login_required
@require_POST
@keeps_typed(remark=gettext_lazy("Ý kiến"))
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Accept the content."""
    delivery = queries.access_delivery(user_of(request), public_id, timezone.localdate(), reach_in(request))
    actions.accept(
        delivery=delivery, acting_user=user_of(request), at=timezone.now(), remark=request.POST.get("remark", "")
    )
    messages.success(request, _("Đã chấp nhận văn bản."))
    return redirect("filings_detail", delivery.version.filing.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def return_for_supplement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the sender to supplement."""
    delivery = queries.access_delivery(user_of(request), public_id, timezone.localdate(), reach_in(request))
    form = SupplementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            actions.return_for_supplement(
                delivery=delivery, acting_user=user_of(request), at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Đã trả lại để bổ sung; ngày gửi ban đầu vẫn được tính."))
            return redirect("filings_detail", delivery.version.filing.public_id)
    context = {"delivery": delivery, "filing": delivery.version.filing, "form": form, "step": "supplement"}
    return render(request, "filings/delivery.html", context, status=status_of(form))
