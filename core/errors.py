"""The four ways the house says no; `core.web` turns each into a page, a command into a sentence."""

from __future__ import annotations


class Refusal(Exception):
    """Base of all refusals. `sentence` is a translatable sentence (or lazy string) for the person who asked."""

    status = 400

    def __init__(self, sentence: object = "", /) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


class Forbidden(Refusal):
    """The person is known, the thing is in sight, and the deed is not theirs to do (403)."""

    status = 403


class NotFound(Refusal):
    """It does not exist, or it does not exist for this person: the two look the same (404)."""

    status = 404


class Conflict(Refusal):
    """Somebody else was first, or the thing has moved on since the page was opened (409)."""

    status = 409


class Invalid(Refusal):
    """The request cannot be carried out as it stands (422). `fields` names the boxes at fault by their form names."""

    status = 422

    def __init__(self, sentence: object = "", /, *, fields: dict[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {}
