"""A source of what is due, as an area above would register it."""

from trigpoint.notifications.rules import Due
from trigpoint.reports.models import Question


class QuestionsDue:
    """Questions that a person has asked and can see. Nothing is due while it `is_empty`."""

    is_empty = False

    def __call__(self, person, today):
        if self.is_empty:
            return
        for question in Question.visible_to(person).filter(asked_by=person.pk).select_related("provider"):
            yield Due(
                reference=f"question:{question.public_id}",
                what="Question",
                title=f"{question.provider}: {question.text}",
                due_on=question.due_on,
                address=question.get_absolute_url(),
                changed_at=question.asked_at,
            )
