"""What never stands in a log: the secret part of addresses that open by themselves."""

import logging
import re

_SECRET = re.compile(r"(/tra-loi/[^/\s]+/)[^/\s?\"']+")


class HideSecrets(logging.Filter):
    """Blanks the secret of an answer link wherever a message names its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message where it must be; every record passes."""
        text = record.getMessage()
        clean = _SECRET.sub(r"\1…", text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True
