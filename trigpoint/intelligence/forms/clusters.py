"""One question about several pieces of soft intelligence."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.intelligence.queries.inbox import answer_by
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText


class ClusterAskForm(forms.Form):
    """The question, who answers it, and by when."""

    text = GuardedText(
        label="The question",
        rows=4,
        max_length=4000,
        help_text="The provider reads this, and not what was told. Do not say who told it, and do not name patients.",
        error_messages={"required": "Write the question", "max_length": "Shorten the question"},
    )
    leads = forms.CharField(
        label="Who answers it?",
        help_text="Left empty: the provider.",
        required=False,
        max_length=150,
        error_messages={"max_length": "Shorten the name"},
    )
    due_on = DateField(label="When is the answer due?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = answer_by(clock.today())
