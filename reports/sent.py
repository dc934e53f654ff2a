"""Whether a place has sent what a period asks for: one state, its tone and its word, for screen and paper."""

from django.db import models


class Sent(models.TextChoices):
    """The states a khu phố can be in; what nobody has sent is late once the period is over."""

    NOT_ASKED = "not_asked", "không được giao"
    JUST_GIVEN = "just_given", "mới giao"
    COMPLETE = "complete", "đã gửi"
    PARTLY = "partly", "gửi thiếu"
    AWAITED = "awaited", "chưa gửi"
    OVERDUE = "overdue", "chưa gửi"

    @property
    def tone(self):
        """The tone brings its sign (wardportal.templatetags.portal.TONE_SIGNS)."""
        return {
            "not_asked": "none",
            "just_given": "none",
            "complete": "ok",
            "partly": "wait",
            "awaited": "idle",
            "overdue": "late",
        }[self.value]

    @property
    def is_missing(self):
        return self in {Sent.AWAITED, Sent.OVERDUE}


def sent_state(*, is_given, has_only_new, has_silent_unit, has_silent_work, is_over) -> Sent:
    """The state of a place; a unit that said nothing at all weighs more than work that was left out."""
    if not is_given:
        return Sent.NOT_ASKED
    if has_only_new:
        return Sent.JUST_GIVEN
    if has_silent_unit:
        return Sent.OVERDUE if is_over else Sent.AWAITED
    return Sent.PARTLY if has_silent_work else Sent.COMPLETE
