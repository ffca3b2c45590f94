"""What somebody fills in to tell something: three things that are needed, everything else if they like."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.queries.telling import Teller, Whom, whom
from trigpoint.intelligence.rules.drafts import Draft
from trigpoint.intelligence.rules.telling import TELLERS, WORRIES, Telling
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, GuardedText

AS_TYPED = "typed"
MASK = "mask"  # the button that masks everything that was found, and sends
GUARDED = ("words", "about", "place", "service")
OWN_WORDS = {"max_length": "Shorten this"}
FROM_PRACTICE, FROM_OTHERS = "practice_alert", "niggle"  # kinds of source of the pack


class TellForm(forms.Form):
    """Something good or bad about a service."""

    mark_optional = False

    words = GuardedText(
        label="What happened?",
        help_text="A few words are enough. Leave out names.",
        rows=4,
        max_length=4000,
        error_messages={"required": "Say what happened", "max_length": "Say it in 4,000 characters or fewer"},
    )
    about = GuardedLine(
        label="Whom is it about?",
        help_text="A hospital, practice, care home or other service. A few letters will do.",
        max_length=200,
        error_messages={"required": "Say whom it is about", **OWN_WORDS},
    )
    tone = forms.ChoiceField(
        label="Is it good or bad?",
        choices=[("good", "Good"), ("bad", "Bad")],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--inline"}),
        error_messages={"required": "Choose good or bad"},
    )
    is_at_risk_now = forms.BooleanField(label="Somebody may be in danger now", required=False)
    has_rung = forms.BooleanField(
        label="I have rung, or I know that nobody watches this at night", required=False
    )
    worry = forms.TypedChoiceField(
        label="How worried are you?",
        choices=[("", "Not said"), *((str(number), words) for number, words in WORRIES)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    happened_on = DateField(label="When was it?", required=False)
    place = GuardedLine(
        label="Which ward, site or team?", required=False, max_length=120, error_messages=OWN_WORDS
    )
    service = GuardedLine(label="Which service?", required=False, max_length=120, error_messages=OWN_WORDS)
    patient_reference = forms.CharField(
        label="Patient reference",
        help_text="The number by which the provider finds the case. Never a name. It is encrypted, the provider alone can open it, and it is erased after 60 days.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-20"}),
        error_messages={"max_length": "Shorten the reference"},
    )
    wants_reply = forms.BooleanField(
        label="I would like to be contacted",
        help_text="What becomes of it you can read by a private link in any case.",
        required=False,
    )
    name = forms.CharField(
        label="Name",
        help_text="Encrypted and kept apart from what you tell.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": "Shorten the name"},
    )
    contact = forms.CharField(
        label="Telephone or e-mail",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
        error_messages={"max_length": "Shorten how you can be reached"},
    )
    may_share_identity = forms.BooleanField(label="The provider may know who told it", required=False)

    def __init__(self, data: QueryDict | None = None, *, teller: Teller, **kwargs: Any) -> None:
        super().__init__(_masking(data), **kwargs)
        self.teller = teller
        self.whom = Whom()
        for name in GUARDED:
            self.fields[name].may_keep = teller.is_staff
        if len(teller.practices) > 1:
            self.fields["practice"] = _of_which(teller.practices)
        if self.is_bound:
            self._settle(" ".join(str(self.data.get("about", "")).split()))

    def _settle(self, text: str) -> None:
        """Whom the text means. What is known, or still to be chosen, is an organisation's name: not looked through."""
        self.whom = whom(text, self.teller) if text else Whom()
        if self.whom.choices:
            self.fields["which"] = _which(self.whom.choices)
        is_typed = not self.whom.provider and (not self.whom.choices or self.data.get("which") == AS_TYPED)
        if text and not is_typed:
            plain = self.fields["about"]
            self.fields["about"] = forms.CharField(
                label=plain.label, help_text=plain.help_text, max_length=250, error_messages=OWN_WORDS
            )

    def clean(self) -> dict[str, Any]:
        """What only fits together."""
        told = super().clean() or {}
        if told.get("is_at_risk_now") and not told.get("has_rung"):
            self.add_error("has_rung", "Ring first, then tick this. Nobody watches this page at night")
        if told.get("patient_reference") and self.provider is None and "which" not in self.errors:
            self.add_error(
                "patient_reference", "Choose the provider above, so that it alone can open the reference"
            )
        if told.get("may_share_identity") and not told.get("name") and self.teller.link:
            self.add_error("name", "Give your name, or take away the tick below")
        if (happened_on := told.get("happened_on")) and happened_on > clock.today():
            self.add_error("happened_on", "The day must be today or earlier")
        return told

    @property
    def provider(self) -> Organisation | None:
        """The provider that is meant, where that is settled."""
        chosen = self.cleaned_data.get("which") if hasattr(self, "cleaned_data") else None
        among = {each.code: each for each in self.whom.choices}
        return self.whom.provider or among.get(chosen or "")

    @property
    def has_findings(self) -> bool:
        """Whether something was found in a text that can be masked with one tap."""
        return any(getattr(field, "notice", None) for field in self.fields.values())

    @property
    def has_more(self) -> bool:
        """Whether what is folded away has been used or is wrong, so that it is to stand open."""
        names = ("worry", "place", "service", "patient_reference", "wants_reply", "name", "contact")
        return (
            any(self.data.get(name) or name in self.errors for name in names) or "happened_on" in self.errors
        )

    def telling(self) -> Telling:
        """What was told, once the form is valid."""
        told = self.cleaned_data
        beside = {name: told[name] for name in ("name", "contact", "patient_reference")}
        return Telling(draft=Draft(**self._drafted()), **beside)

    def _drafted(self) -> dict[str, Any]:
        told = self.cleaned_data
        same = (
            "words", "tone", "worry", "is_at_risk_now", "happened_on", "place", "service", "wants_reply",
            "may_share_identity",
        )  # fmt: skip
        practice = self._practice()
        is_practice = practice is not None and practice.kind == Kind.PRACTICE
        return {
            **{name: told[name] for name in same},
            "provider": self.provider,
            "about_words": "" if self.provider else told["about"],
            "source": FROM_PRACTICE if is_practice else FROM_OTHERS,
            "sent_for": practice,
            "sender": self.teller.mark,
        }

    def _practice(self) -> Organisation | None:
        chosen = self.cleaned_data.get("practice")
        known = {each.code: each for each in self.teller.practices}
        return known.get(chosen) if chosen else next(iter(known.values()), None)


class WriteInForm(TellForm):
    """The same for staff, who write in what others told them and say where it comes from."""

    source = forms.ChoiceField(
        label="Where does it come from?", error_messages={"required": "Choose where it comes from"}
    )
    told_by = forms.ChoiceField(label="Who told it?", choices=[("", "Not said"), *TELLERS], required=False)
    received_on = DateField(label="When did it come?", help_text="Empty: today.", required=False)

    def __init__(self, data: QueryDict | None = None, *, teller: Teller, **kwargs: Any) -> None:
        super().__init__(data, teller=teller, **kwargs)
        kinds = pack_on(clock.today()).sources_listened_to(clock.today())
        self.fields["source"].choices = [("", "Choose"), *((each.code, each.title) for each in kinds)]

    def clean(self) -> dict[str, Any]:
        """A day that is still ahead cannot be meant."""
        told = super().clean()
        if (received_on := told.get("received_on")) and received_on > clock.today():
            self.add_error("received_on", "The day must be today or earlier")
        return told

    def _drafted(self) -> dict[str, Any]:
        told = self.cleaned_data
        mine = {name: told[name] for name in ("source", "told_by", "received_on")}
        return {**super()._drafted(), **mine, "sent_for": None}


def form_for(teller: Teller) -> type[TellForm]:
    """The form that this person fills in."""
    return WriteInForm if teller.is_staff else TellForm


def _masking(data: QueryDict | None) -> QueryDict | None:
    """What was sent; with the button that masks, as if masking had been chosen for every text."""
    if data is None or MASK not in data:
        return data
    chosen = data.copy()
    for name in GUARDED:
        chosen[f"{name}-guard"] = MASK
    return chosen


def _which(found: tuple[Organisation, ...]) -> forms.ChoiceField:
    listed = [(each.code, described(each)) for each in found]
    return forms.ChoiceField(
        label="Which of these do you mean?",
        choices=[*listed, (AS_TYPED, "None of these: keep what I typed")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which one you mean",
            "invalid_choice": "Choose which one you mean",
        },
    )


def described(organisation: Organisation) -> str:
    """An organisation so that those of one name can be told apart."""
    parts = (organisation.name, Kind(organisation.kind).label, organisation.postcode)
    return ", ".join(part for part in parts if part)


def _of_which(practices: list[Organisation]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="For whom do you tell it?",
        choices=[(each.code, each.name) for each in practices],
        error_messages={"required": "Choose for whom you tell it"},
    )
