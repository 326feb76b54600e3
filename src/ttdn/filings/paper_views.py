"""Keying in a document that came outside the product."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.filings import permissions, queries
from ttdn.filings.actions import key_in_paper
from ttdn.filings.forms import PaperForm
from ttdn.filings.list_views import LETTER_FORMS
from ttdn.law import Form
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of

SENDERS = ("ministry", "ministerial_agency", "government_agency", "province")


@login_required
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """First body and form, then numbers, dates, channel, scan and section texts."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    coordinator = reach.coordinator_body
    if coordinator is None or not permissions.may_key_in(reach.roles_at(coordinator.pk)):
        raise Http404
    bodies = {str(body.public_id): body for body in Body.objects.filter(kind__in=SENDERS)}
    names = names_on(bodies.values(), on)
    choices = [(key, names[body.pk].label) for key, body in bodies.items()]
    law_forms: dict[str, Form] = {form.id: form for form in current_book().forms(on) if form.id not in LETTER_FORMS}
    titles = {key: queries.form_title(form) for key, form in law_forms.items()}
    wanted = request.POST.get("form") or request.GET.get("form", "")
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        bodies=choices,
        titles=titles,
        law_form=law_forms.get(wanted),
        initial={"year": request.GET.get("year", on.year), "form": wanted, "body": request.GET.get("body", "")},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            with shown_on(form):
                filing = key_in_paper(
                    body=bodies[chosen["body"]],
                    form_id=chosen["form"],
                    period=str(chosen["year"]),
                    year=chosen["year"],
                    number_text=chosen["number_text"],
                    symbol=chosen["symbol"],
                    document_date=chosen["document_date"],
                    sent_on=chosen["sent_on"],
                    received_on=chosen["received_on"],
                    incoming_number=chosen["incoming_number"],
                    channel=chosen["channel"],
                    texts=form.texts(),
                    signer_name=chosen["signer_name"],
                    upload=chosen["upload"],
                    acting_user=user_of(request),
                    at=timezone.now(),
                    once=request.POST.get("once", ""),
                )
                return redirect("filings_detail", filing.public_id)
        except AlreadyDone as done:
            return redirect("filings_detail", done.result)
    context = {"form": form, "chosen": wanted in law_forms, "titles": titles, "bodies": choices}
    return render(request, "filings/key_in.html", context, status=status_of(form))
