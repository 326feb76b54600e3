"""What every page of the shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ttdn.web.navigation import entries_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu entries the user may open (asked when shown), and whether this site is a demonstration."""
    return {
        "navigation": SimpleLazyObject(lambda: entries_for(request)),
        "demo": settings.DEMO,
    }
