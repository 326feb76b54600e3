"""What other apps do when something happens to a body; they add their functions from `AppConfig.ready`.

The functions run inside the transaction of the action: what they write stands or falls with it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from ttdn.organisations.models import Body, FocalAssignment, Succession

focal_assigned: list[Callable[[Body, FocalAssignment, datetime], None]] = []
"""Called as f(body, assignment, at) when a body names its focal unit or officer (Thông tư 02/2019/TT-BTTTT Điều 3.1)."""

succession_recorded: list[Callable[[Sequence[Succession], datetime], None]] = []
"""Called as f(successions, at) when a merger, split, renaming or transfer is recorded."""
