"""The verbs of the filing."""

from ttdn.filings.actions.delivering import accept, deliver, receive, return_for_supplement
from ttdn.filings.actions.drafting import (
    drop_held_text,
    hold_text,
    redraft,
    save_header,
    save_section,
    settle_sentence,
    start_filing,
)
from ttdn.filings.actions.issuing import issue
from ttdn.filings.actions.letters import add_correction, give_back, start_correction, start_recall
from ttdn.filings.actions.paper import key_in_paper
from ttdn.filings.actions.review import add_comment, approve, reopen, resolve_comment, return_for_changes, submit
from ttdn.filings.actions.revising import revise
from ttdn.filings.actions.signed import attach_file, attach_signed_copy, confirm_signed_copy
from ttdn.filings.actions.tables import add_row, delete_row, move_row, save_row

__all__ = [
    "accept",
    "add_comment",
    "add_correction",
    "add_row",
    "approve",
    "attach_file",
    "attach_signed_copy",
    "confirm_signed_copy",
    "delete_row",
    "deliver",
    "drop_held_text",
    "give_back",
    "hold_text",
    "issue",
    "key_in_paper",
    "move_row",
    "receive",
    "redraft",
    "reopen",
    "resolve_comment",
    "return_for_changes",
    "return_for_supplement",
    "revise",
    "save_header",
    "save_row",
    "save_section",
    "settle_sentence",
    "start_correction",
    "start_filing",
    "start_recall",
    "submit",
]
