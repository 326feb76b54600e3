"""What every page of the shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ttdn.web.navigation import entries_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation entries the user may open, and whether this site is a demonstration."""
    return {"navigation": entries_for(request), "demo": settings.DEMO}
