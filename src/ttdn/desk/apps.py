"""App registration of desk: the first entry of the menu."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ttdn.web.navigation import Entry, register


def _signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


class DeskConfig(AppConfig):
    name = "ttdn.desk"
    label = "desk"

    def ready(self) -> None:
        """Fill the menu."""
        register(Entry(10, _("Việc của tôi"), "desk_home", _signed_in, exact=True))
