"""Entry to Wagtail's editor follows the dated roles of editor and translator; no group, no staff flag gives it."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from ttdn.organisations.queries import reach_of
from ttdn.portal.permissions import TRANSLATORS

EDITOR_ENTRY = "wagtailadmin.access_admin"


class EditorBackend(BaseBackend):
    """Says yes to one permission only: opening the editor. What may be opened there is the guard's to say."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the user is editor or translator of some body today."""
        if perm != EDITOR_ENTRY or obj is not None or not user_obj.is_active or user_obj.is_anonymous:
            return False
        reach = reach_of(user_obj, timezone.localdate())  # noqa: TID251  (asked by a request)
        return any(roles & TRANSLATORS for roles in reach.roles.values())
