"""What the model reads in items, and what people put right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import reach, require
from trigpoint.analysis import themes as reader
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import CodesImpossible
from trigpoint.intelligence.models import Coding, Correction, Item, ItemTheme
from trigpoint.intelligence.queries.coding import waiting_for_model
from trigpoint.intelligence.rules.coding import Coded, coded_from, shipped_model
from trigpoint.intelligence.rules.themes import SENTIMENTS, titles
from trigpoint.jobs.running import say

AT_ONCE = 500  # items read between two words on how far it is: some seconds of work, lost at most when a worker dies


def code_items(*, owner: Commissioner, by: User) -> int:
    """Have the model read whatever it has not read; gives how many items that were.

    Each few hundred are stored by themselves, so that a worker who takes over goes on where the last one stopped.
    """
    model = shipped_model()
    waiting = list(
        waiting_for_model(owner=owner, version=model.version).order_by("pk").values_list("pk", flat=True)
    )
    done = 0
    for at in range(0, len(waiting), AT_ONCE):
        done += _read(waiting[at : at + AT_ONCE], model)
        say(
            f"{at + AT_ONCE:,} of {len(waiting):,} read" if at + AT_ONCE < len(waiting) else "Read",
            _percent(at, waiting),
        )
    if done:
        audit.record(by, "intelligence.coded", owner, after={"items": done, "model": model.version})
    return done


def _percent(at: int, waiting: Collection[int]) -> int:
    return min(99, (at + AT_ONCE) * 100 // max(len(waiting), 1))


def _read(ids: list[int], model: reader.Model) -> int:
    """Read some items and store it; those that somebody else coded meanwhile, or restricted, are left."""
    told = list(
        Item.objects.filter(pk__in=ids, restriction="").values_list("pk", "words", "question", "source")
    )
    frame = pl.DataFrame(
        [(str(pk), words, question or None) for pk, words, question, _ in told],
        schema={"id": pl.String, "text": pl.String, "question": pl.String},
        orient="row",
    )
    coded = coded_from(
        reader.classify(frame, model), sources={pk: source for pk, _, _, source in told}, model=model
    )
    with transaction.atomic():
        staging.take_turn()
        settled = Coding.objects.filter(item__in=ids, model=model.version).values_list("item", flat=True)
        by_people = Coding.objects.filter(item__in=ids, is_by_person=True).values_list("item", flat=True)
        open_still = set(Item.objects.filter(pk__in=ids, restriction="").values_list("pk", flat=True))
        kept = open_still.difference(settled, by_people)
        return _store([each for each in coded if each.item in kept], model.version)


def _store(coded: list[Coded], version: str) -> int:
    ids = [each.item for each in coded]
    Coding.objects.filter(item__in=ids).delete()
    ItemTheme.objects.filter(item__in=ids).delete()
    now = clock.now()
    Coding.objects.bulk_create(
        [
            Coding(
                item_id=each.item,
                sentiment=each.sentiment,
                sentiment_probability=each.sentiment_probability,
                highest=each.highest,
                is_unsure=each.is_unsure,
                is_empty=each.is_empty,
                suggested=[list(one) for one in each.suggested],
                model=version,
                at=now,
            )
            for each in coded
        ],
        batch_size=1_000,
    )
    ItemTheme.objects.bulk_create(
        [
            ItemTheme(item_id=each.item, theme=code, probability=chance)
            for each in coded
            for code, chance in each.themes
        ],
        batch_size=1_000,
    )
    return len(ids)


def correct(
    *, item: Item, themes: Collection[str], sentiment: str, is_empty: bool = False, by: User
) -> Correction:
    """Say which themes and which sentiment are right, also where they are what the model read.

    is_empty: nothing was said ("n/a"), so that it does not count.
    """
    chosen = [code for code in titles() if code in set(themes)]
    if len(chosen) != len(set(themes)) or sentiment not in ("", *SENTIMENTS):
        raise CodesImpossible("Choose themes and a sentiment from the lists.")
    if is_empty and (chosen or sentiment):
        raise CodesImpossible("Where nothing was said there is no theme and no sentiment.")
    with transaction.atomic():
        held, before, coding = _held(item, by)
        correction = Correction.objects.create(
            item=held,
            themes=chosen,
            sentiment=sentiment,
            themes_before=before,
            sentiment_before=coding.sentiment if coding else "",
            model=coding.model if coding else "",
            by=by,
        )
        _set(held, chosen, sentiment, model=correction.model, is_by_person=True, is_empty=is_empty)
        audit.record(
            by,
            "intelligence.corrected",
            held,
            before={"themes": before, "sentiment": correction.sentiment_before},
            after={"themes": chosen, "sentiment": sentiment},
        )
    return correction


@transaction.atomic
def confirm(*, item: Item, seen: str, by: User) -> Correction:
    """Say that it is right as the model read it. seen: the moment of the coding that the person saw, as ISO writes it."""
    held, themes, coding = _held(item, by)
    if coding is None:
        raise CodesImpossible("The model has not read this yet. Wait a moment, or choose the themes.")
    if coding.at.isoformat() != seen:
        raise CodesImpossible("It was coded anew since you opened it. Look at it again.")
    return correct(item=held, themes=themes, sentiment=coding.sentiment, is_empty=coding.is_empty, by=by)


def undo_correction(*, item: Item, by: User) -> Correction:
    """Take the latest correction back: what was there before counts again. The correction stays on record, and trains nothing."""
    with transaction.atomic():
        held, now, coding = _held(item, by)
        last = Correction.objects.in_force().filter(item=held).last()
        if last is None:
            raise CodesImpossible("Nobody has corrected this, so there is nothing to take back.")
        undone = Correction.objects.create(
            item=held,
            undoes=last,
            themes=last.themes_before,
            sentiment=last.sentiment_before,
            themes_before=now,
            sentiment_before=coding.sentiment if coding else "",
            model=last.model,
            by=by,
        )
        is_by_person = Correction.objects.in_force().filter(item=held).exists()
        # where no person had coded it, the model reads it again: its confidence was not kept
        _set(
            held,
            undone.themes,
            undone.sentiment,
            model=last.model if is_by_person else "",
            is_by_person=is_by_person,
        )
        audit.record(
            by,
            "intelligence.correction_undone",
            held,
            before={"themes": now, "sentiment": undone.sentiment_before},
            after={"themes": undone.themes, "sentiment": undone.sentiment},
        )
    return undone


def _held(item: Item, by: User) -> tuple[Item, list[str], Coding | None]:
    """The item held for this transaction, its themes and its coding. Raises NotAllowed."""
    require(by, "intelligence.code")
    held = Item.objects.select_for_update().get(pk=item.pk)
    if held.owner_id != reach(by).commissioner_id or held.restriction:
        raise NotAllowed("This belongs to somebody else.")
    coded = set(ItemTheme.objects.filter(item=held).values_list("theme", flat=True))
    return held, [code for code in titles() if code in coded], Coding.objects.filter(item=held).first()


def _set(item: Item, themes: Collection[str], sentiment: str, **how: Any) -> None:
    """What a person says stands in place of what was there."""
    Coding.objects.update_or_create(
        item=item,
        defaults={
            "sentiment": sentiment,
            "sentiment_probability": None,
            "highest": None,
            "is_unsure": False,
            "is_empty": False,
            "suggested": [],
            "at": clock.now(),
            **how,
        },
    )
    ItemTheme.objects.filter(item=item).delete()
    ItemTheme.objects.bulk_create([ItemTheme(item=item, theme=code) for code in themes])
