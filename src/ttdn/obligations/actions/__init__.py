"""What is done with obligations; building blocks are called from the entry actions of other apps."""

from ttdn.obligations.actions.fulfilling import (
    Sent,
    fulfil_asked,
    fulfil_by_act,
    fulfil_matching,
    record_act,
    record_fulfilment,
    void_fulfilments,
)
from ttdn.obligations.actions.materialising import materialise_year, raise_obligation
from ttdn.obligations.actions.overlay import change_calendar
from ttdn.obligations.actions.relieving import relieve
from ttdn.obligations.actions.requesting import send_request

__all__ = [
    "Sent",
    "change_calendar",
    "fulfil_asked",
    "fulfil_by_act",
    "fulfil_matching",
    "materialise_year",
    "raise_obligation",
    "record_act",
    "record_fulfilment",
    "relieve",
    "send_request",
    "void_fulfilments",
]
