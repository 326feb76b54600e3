"""What Wagtail is told about a draft: an editor or translator of its body may edit it; nothing else is allowed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.models import PagePermissionTester

from ttdn.organisations.queries import reach_of
from ttdn.portal.permissions import may_translate, may_write

if TYPE_CHECKING:
    from ttdn.accounts.models import User


def may_edit_draft(user: Any, page: Any) -> bool:
    """Whether the user may open this page in the editor: editor of the body, or translator for a translation."""
    item = getattr(page, "item", None)
    if item is None or not user.is_active or user.is_anonymous:
        return False
    roles = reach_of(user, timezone.localdate()).roles_at(item.body_id)  # noqa: TID251  (Wagtail asks without a day)
    is_translation = page.language != item.source_language
    return may_write(roles) or (is_translation and may_translate(roles))


class DraftPermissions(PagePermissionTester):
    """Wagtail's questions about one page, answered from the roles of this product."""

    def __init__(self, user: User, page: Any) -> None:
        """Ask once per page and user."""
        super().__init__(user, page)
        self._may = may_edit_draft(user, page)
        self.permissions = {"change"} if self._may else set()

    def user_has_lock(self) -> bool:
        return False

    def page_locked(self) -> bool:
        return False

    def can_edit(self) -> bool:
        return self._may

    def can_add_subpage(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_move_to(self, destination: Any) -> bool:
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return False

    def can_view_revisions(self) -> bool:
        return self._may
