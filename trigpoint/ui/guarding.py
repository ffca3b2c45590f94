"""Free text that is looked through for personal data before it is stored.

    text = GuardedText(label="Add a note", rows=3, error_messages={"required": "Write the note"})

is all that the author of a form writes. When something is found, the form comes back with each finding in its
words and three ways on: take it out, have it masked, or keep it for a lawful reason. What was decided is told by
`decisions(form)`; `trigpoint.accounts.attempt` puts it in the audit, without the text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import yaml
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from trigpoint.analysis import guard

REMOVED, MASKED, KEPT = "removed", "masked", "kept"
REASONS_FILE = "guard_reasons.yaml"
MOST_WORDS = 500
LONG = 4000  # characters of what somebody says in a form
TOLD = "Take out what could tell who a person is, or choose below what to do with it"
STILL_THERE = "It is still in the text. Take it out, or choose to mask or keep it"
MORE = "Look again: there is something in the text that you have not seen listed yet"
CHOOSE_STAY = "Choose what is to stay"
CHOOSE_REASON = "Choose the reason for keeping it"
WORDS_PERSONAL = "Say it without anything that could tell who a person is"


@dataclass(frozen=True)
class Reason:
    """A lawful reason for keeping; `words` is what the writer is asked to add, empty where nothing is."""

    key: str
    label: str
    kinds: frozenset[str]
    words: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that was found, once however often it stands there. `key` tells it again without its words."""

    kind: str
    text: str
    times: int = 1

    @property
    def key(self) -> str:
        """Kind and a short digest."""
        return f"{self.kind}:{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"

    @property
    def name(self) -> str:
        """Its kind as a person reads it."""
        words = guard.WORDS[self.kind]
        return words[:1].upper() + words[1:]

    @property
    def may_stay(self) -> bool:
        """An NHS number may not, for any reason."""
        return any(self.kind in reason.kinds for reason in reasons())


@dataclass(frozen=True)
class Decision:
    """What the writer decided about findings of one field: `deed` is removed, masked or kept; counts by kind."""

    field: str
    deed: str
    counts: dict[str, int]
    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Answer:
    """A field as submitted: the text, and what the writer chose about what was found in it."""

    text: Any
    choice: str = ""
    stay: Sequence[str] = ()
    reason: str = ""
    words: str = ""
    seen: Sequence[str] = ()


@dataclass
class Notice:
    """What the form shows beneath the field. `at` is the part with the fault: "" (the text), stay, reason or words."""

    findings: list[Finding]
    answer: Answer
    may_keep: bool = True
    error: str = ""
    at: str = ""

    @property
    def reasons(self) -> list[Reason]:
        """Those that may excuse something that was found."""
        if not self.may_keep:
            return []
        kinds = {finding.kind for finding in self.findings}
        return [reason for reason in reasons() if reason.kinds & kinds]

    @property
    def keepable(self) -> list[Finding]:
        """What may stay for a reason."""
        return [finding for finding in self.findings if self.may_keep and finding.may_stay]

    @property
    def seen(self) -> str:
        """What the page shows, for the next time."""
        return " ".join(finding.key for finding in self.findings)


class Guarding:
    """What the boxes of guarded text add to Django's: the choices are read together with the text."""

    first_box = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Answer:
        """The text and the choices, as submitted."""
        text = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        several = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key, [])
        return Answer(
            text=text,
            choice=data.get(f"{name}-guard", ""),
            stay=several(f"{name}-guard-stay"),
            reason=data.get(f"{name}-guard-reason", ""),
            words=data.get(f"{name}-guard-words", "").strip(),
            seen=data.get(f"{name}-guard-seen", "").split(),
        )


class GuardedTextarea(Guarding, forms.Textarea):
    """Several lines."""


class GuardedInput(Guarding, forms.TextInput):
    """One line."""


class GuardedText(forms.CharField):
    """Free text without personal data, unless it was kept for a reason. Gives the text, masked where that was chosen.

    may_keep=False: nothing may be kept, for any reason, as where somebody writes who is not of the service.
    """

    def __init__(self, *, rows: int = 5, may_keep: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", GuardedTextarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.may_keep = may_keep
        self.notice: Notice | None = None
        self.decided: list[Decision] = []

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The text alone, to be shown again."""
        return super().bound_data(_answer(data).text, initial)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text has."""
        return super().has_changed(initial, _answer(data).text)

    def clean(self, value: Any) -> str:
        """The text to store. Raises ValidationError, and leaves its `notice`, while something is undecided."""
        answer = _answer(value)
        text = super().clean(answer.text)
        self.notice, self.decided = None, []
        self.widget.first_box = ""
        spans = guard.findings(text)
        found = _distinct(text, spans)
        removed = Counter(key.partition(":")[0] for key in set(answer.seen) - {each.key for each in found})
        self._decide(REMOVED, {kind: removed[kind] for kind in guard.KINDS if removed[kind]})
        if not found:
            return text
        self.notice = Notice(found, answer, self.may_keep)
        stay = self._staying(self.notice)
        masked = [span for span in spans if Finding(span.kind, text[span.start : span.end]).key not in stay]
        self._decide(KEPT, guard.count(set(spans) - set(masked)), answer.reason, answer.words)
        self._decide(MASKED, guard.count(masked))
        safe = guard.mask(text, masked)
        self.run_validators(safe)
        return safe

    def _staying(self, notice: Notice) -> set[str]:
        """Keys of what may stay. Complains unless the writer has seen all and has decided."""
        answer, may = notice.answer, {each.key: each.kind for each in notice.keepable}
        if answer.choice not in ("mask", "keep") or (answer.choice == "keep" and not may):
            self._complain(STILL_THERE if answer.choice == "remove" else TOLD)
        if not {each.key for each in notice.findings} <= set(answer.seen):
            self._complain(MORE if answer.seen else TOLD)
        if answer.choice == "mask":
            return set()
        stay = {key for key in may if key in answer.stay or len(notice.findings) == 1}
        if not stay:
            self._complain(CHOOSE_STAY, "stay")
        self._check_reason(answer, {may[key] for key in stay})
        return stay

    def _check_reason(self, answer: Answer, kinds: set[str]) -> None:
        reason = next((each for each in reasons() if each.key == answer.reason), None)
        if reason is None:
            self._complain(CHOOSE_REASON, "reason")
        elif not kinds <= reason.kinds:
            beyond = " or ".join(f"a {guard.WORDS[kind]}" for kind in sorted(kinds - reason.kinds))
            self._complain(f"That reason does not cover {beyond}. Choose another", "reason")
        elif reason.words and not answer.words:
            self._complain(reason.words, "words")
        if len(answer.words) > MOST_WORDS:
            self._complain(f"Say it in {MOST_WORDS} characters or fewer", "words")
        if guard.findings(answer.words):
            self._complain(WORDS_PERSONAL, "words")

    def _complain(self, error: str, at: str = "") -> NoReturn:
        if self.notice:
            self.notice.error, self.notice.at = error, at
        self.decided = []
        self.widget.first_box = f"-guard-{at}" if at else ""
        raise ValidationError(error, code="personal")

    def _decide(self, deed: str, counts: dict[str, int], reason: str = "", words: str = "") -> None:
        if counts:
            self.decided.append(Decision("", deed, counts, reason, words))


def said(label: str, missing: str = "", *, rows: int = 2, help_text: str = "") -> GuardedText:
    """A guarded text in which somebody says something; `missing` makes it required and is what is told where it is empty."""
    return GuardedText(
        label=label,
        rows=rows,
        max_length=LONG,
        required=bool(missing),
        help_text=help_text,
        error_messages={"required": missing or "Write something", "max_length": "Shorten the text"},
    )


class GuardedLine(GuardedText):
    """Guarded text of one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=kwargs.pop("widget", GuardedInput()), **kwargs)


def decisions(form: forms.BaseForm) -> list[Decision]:
    """What the writer of a valid form decided about personal data, field by field."""
    return [
        Decision(name, each.deed, each.counts, each.reason, each.words)
        for name, guarded in form.fields.items()
        for each in getattr(guarded, "decided", ())
    ]


@lru_cache(maxsize=1)
def reasons() -> tuple[Reason, ...]:
    """The lawful reasons, from `definitions/guard_reasons.yaml`, in its order."""
    path = settings.DEFINITIONS_DIR / REASONS_FILE
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["reasons"]
    made = tuple(Reason(**{**each, "kinds": frozenset(each["kinds"])}) for each in given)
    for reason in made:
        if not reason.kinds <= set(guard.KINDS) - {"nhs_number"}:
            raise ValueError(f"{path}: {reason.key} excuses a kind that is unknown or must never be kept.")
    return made


def _answer(value: Any) -> Answer:
    return value if isinstance(value, Answer) else Answer(value)


def _distinct(text: str, spans: list[guard.Span]) -> list[Finding]:
    """Each finding once, in the order of the text."""
    times = Counter((span.kind, text[span.start : span.end]) for span in spans)
    return [Finding(kind, words, count) for (kind, words), count in times.items()]
