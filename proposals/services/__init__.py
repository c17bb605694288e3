"""Writes of proposals; whoever calls sees one module, `proposals.services`."""

from proposals.services.course import (
    MOVED_ON,
    advance,
    canonical,
    confirm_system,
    publish_outcome,
    record,
    return_for_completion,
    set_outcome,
    set_standing,
    submit,
    withdraw,
)
from proposals.services.discarding import discard
from proposals.services.drafting import copy, save_part, start, take_in
from proposals.services.owning import hand_on, hand_over
from proposals.services.secret import move_to_secret
from proposals.services.sight import bar_sight, end_grant, grant_sight

__all__ = [
    "MOVED_ON",
    "advance",
    "bar_sight",
    "canonical",
    "confirm_system",
    "copy",
    "discard",
    "end_grant",
    "grant_sight",
    "hand_on",
    "hand_over",
    "move_to_secret",
    "publish_outcome",
    "record",
    "return_for_completion",
    "save_part",
    "set_outcome",
    "set_standing",
    "start",
    "submit",
    "take_in",
    "withdraw",
]
