"""A source of what is due, as an area above would register it."""

from trigpoint.actions import queries
from trigpoint.common.references import reference_to
from trigpoint.notifications.rules import Due


class QuestionsDue:
    """Questions that a person has asked and can see. Nothing is due while it `is_empty`."""

    is_empty = False

    def __call__(self, person, today):
        if self.is_empty:
            return
        asked = queries.standing_on(today, user=person).filter(by=person.pk, kind="question")
        for question in asked.select_related("provider"):
            yield Due(
                reference=reference_to(question),
                what="Question",
                title=f"{question.provider}: {question.text}",
                due_on=question.due,
                address=question.get_absolute_url(),
                changed_at=question.at,
            )
