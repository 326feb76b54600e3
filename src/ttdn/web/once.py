"""One effect for a double click, the back button or a replayed POST."""

import uuid

from django.db import transaction

from ttdn.web.models import OnceToken


class AlreadyDone(Exception):
    """The form was sent before; `result` is the public id of what it made then (None: nothing to show)."""

    def __init__(self, result: uuid.UUID | None) -> None:
        """Keep what the first submission made."""
        super().__init__(str(result))
        self.result = result


def claim_once(token: str, *, result: uuid.UUID | None = None) -> None:
    """Building block: claim a form's token inside the transaction of the action that it triggers.

    Call it first in the action, with the public id of the object about to be made. An empty token claims nothing.

    Raises:
        AlreadyDone: the token was claimed by an earlier submission that was committed.
    """
    if not token:
        return
    with transaction.atomic():
        row, created = OnceToken.objects.get_or_create(token=token, defaults={"result": result})
    if not created:
        raise AlreadyDone(row.result)
