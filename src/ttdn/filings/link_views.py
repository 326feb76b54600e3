"""Answer links for those who ask: making one for a duty, seeing it once, revoking it."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.filings import links
from ttdn.filings.actions.links import make_link, note_mailed, revoke_link
from ttdn.filings.link_forms import LinkForm
from ttdn.filings.link_letters import mail_answer_link
from ttdn.filings.models import AnswerLink
from ttdn.obligations.models import Obligation
from ttdn.obligations.panels import Panel
from ttdn.organisations.queries import Reach, name_on
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of


@login_required
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make a link for a duty; its address is on the answer to this one form and nowhere else."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    duty, asker = links.access_asked_duty(reach, public_id)
    form = LinkForm(request.POST or None, addresses=links.addresses_of(duty.bearer))
    context: dict[str, Any] = {"duty": duty, "body_name": name_on(duty.bearer, on), "asker_name": name_on(asker, on)}
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                link, secret = make_link(
                    obligation=duty,
                    reach=reach,
                    acting_user=user_of(request),
                    at=at,
                    once=request.POST.get("once", ""),
                    **form.cleaned_data,
                )
                return _made(request, context, link, secret, at)
        except AlreadyDone:
            messages.info(
                request,
                _(
                    "Liên kết đã được tạo và chỉ hiện một lần. Nếu chưa chép được, hãy tạo liên kết mới; liên kết cũ sẽ hết dùng."
                ),
            )
            return redirect("obligations_detail", public_id)
    context |= {"form": form, "hindrance": links.hindrance(duty, on), "links": links.links_of(duty, at)}
    return render(request, "filings/link_make.html", context, status=status_of(form))


def _made(request: HttpRequest, context: dict[str, Any], link: AnswerLink, secret: str, at: datetime) -> HttpResponse:
    """The one page that shows the address; it is mailed where the body has an address for that."""
    url = request.build_absolute_uri(reverse("filings_answer", args=[link.public_id, secret]))
    mailed = bool(link.address) and mail_answer_link(link, url)
    if mailed:
        note_mailed(link=link, acting_user=user_of(request), at=at)
    made = {"link": link, "url": url, "mailed": mailed, "last_day": link.last_day}
    return _unreferred(render(request, "filings/link_made.html", context | made))


def _unreferred(response: HttpResponse) -> HttpResponse:
    """A page with a secret on it: neither kept by the browser nor named to other sites."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The link opens no more."""
    reach = reach_in(request)
    link: AnswerLink = links.access_link(reach, public_id)
    revoke_link(link=link, reach=reach, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã thu hồi liên kết trả lời."))
    return redirect("obligations_detail", link.obligation.public_id)


def duty_panel(reach: Reach, duty: Obligation, at: datetime) -> Panel | None:
    """The links of a duty on its page, for those who may ask; nothing where there is neither a link nor a use for one."""
    if links.asking_body(duty, reach) is None:
        return None
    made = links.links_of(duty, at)
    may_make = not links.hindrance(duty, timezone.localdate(at))
    if not made and not may_make:
        return None
    return Panel("filings/link_panel.html", {"duty": duty, "links": made, "may_make": may_make})
