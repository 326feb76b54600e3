"""Pages of the floor: the language switch and the pattern page."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from ttdn.web.language import announce
from ttdn.web.patterns import context


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the screens: kept in a cookie, and in the account of who is signed in."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    if language in {code for code, _name in settings.INTERFACE_LANGUAGES}:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            announce(request, language)
    return answer


@require_GET
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component in every state: for whoever builds, and for the tests that look at them."""
    if not (settings.DEBUG or settings.DEMO or request.user.is_authenticated):
        return redirect_to_login(request.get_full_path())
    return render(request, "web/patterns.html", context())
