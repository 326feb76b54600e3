"""Screens of the audit trail."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ttdn.audit.access import readable_chains
from ttdn.audit.forms import FilterForm
from ttdn.audit.models import AuditEntry
from ttdn.audit.queries import Filters, entries_of, named_lines
from ttdn.web.paging import keyset


@login_required
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """The entries of the chains that the user may read, newest first; what is asked wrongly shows its error and nothing else."""
    on = timezone.localdate()
    chains = readable_chains(request, on)
    form = FilterForm(request.GET, chains=chains)
    filters = form.filters() if form.is_valid() else Filters()
    found = entries_of(set(chains), filters) if form.is_valid() else AuditEntry.objects.none()
    page = keyset(found, order=("-id",), cursor=request.GET.get("cursor"))
    context = {
        "form": form,
        "chains": chains,
        "page": page,
        "lines": named_lines(page.rows, request, on),
        "names": chains,
    }
    return render(request, "audit/list.html", context)
