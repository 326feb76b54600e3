"""What is done in a collection round."""

from ttdn.rounds.actions.answering import approve_answer, remove_item, return_answer, save_item, submit_answer
from ttdn.rounds.actions.merging import merge_round
from ttdn.rounds.actions.opening import close_round, open_round

__all__ = [
    "approve_answer",
    "close_round",
    "merge_round",
    "open_round",
    "remove_item",
    "return_answer",
    "save_item",
    "submit_answer",
]
