"""Who keeps the keys of a body: its leader (the system administrator always may, see `ttdn.proofs.access`)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.portal.permissions import may_keep_body_keys


def leader_keeps_keys(user: Any, body: uuid.UUID | None, on: date) -> bool:
    """For `ttdn.proofs.access`: whether the user leads the body today. The keys of the log are nobody's here."""
    if body is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    found = Body.objects.filter(public_id=body).values_list("pk", flat=True).first()
    return found is not None and may_keep_body_keys(reach_of(user, on).roles_at(found))
