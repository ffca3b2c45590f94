"""The model's card, a page written from what was measured: docs/models/themes.md from docs/models/themes.json."""

from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.analysis.themes.explaining import telling
from trigpoint.analysis.themes.model import Model
from trigpoint.analysis.themes.taxonomy import OF_SAFETY, SIDES

PEERS = {
    "svc_v7": "support vectors",
    "xgb_v7": "boosted trees",
    "distilbert_v7": "DistilBERT",
    "ensemble_v7": "all three",
}
OVERALL = {
    "micro": "themes, micro F1",
    "macro": "themes, macro F1",
    "majors_micro": "categories, micro F1",
    "majors_macro": "categories, macro F1",
    "exact": "all themes of a comment right",
}
REASSURED = {
    "called_positive": "called positive",
    "not_called_negative_or_mixed": "called positive or neutral (**false reassurance**)",
    "no_safety_theme_assigned": "no theme of safety assigned",
    "no_safety_theme_suggested": "no theme of safety even suggested",
    "missed_altogether": "neither called negative or mixed nor suggested for any theme of safety (**missed altogether**)",
}


def telling_words(model: Model) -> dict[str, Any]:
    """The words that speak most for each theme, as the card lists them, and how many the model has."""
    return {
        "words": len(model.vocabulary.terms),
        "parts": len(model.vocabulary.parts),
        "telling": {theme: [each.word for each in telling(model, theme, most=6)] for theme in model.themes},
    }


def page(told: Mapping[str, Any]) -> str:
    """The whole card."""
    parts = [
        _head(told), _overall(told), _themes(told), _majors(told), _sentiment(told),
        _reassurance(told["false_reassurance"]), _calibration(told["calibration"]), _words(told), _limits(told),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _range(told: Mapping[str, float] | None) -> str:
    return f"{told['value']:.3f} ({told['low']:.3f} to {told['high']:.3f})" if told else "-"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _head(told: Mapping[str, Any]) -> str:
    model, about = told["model"], told["about"]
    return f"""# Model card: themes and sentiment of comments

Made by `make model` from `docs/models/themes.json`; do not edit. How it works: `docs/methods/themes.md`.

- **What it is**: `{model["version"]}`, linear models over {model["words"]:,} words and pairs of words, {model["parts"]:,} parts of words ({model["bytes"]:,} bytes), and the sense of the whole by a small published language model (MiniLM, Apache 2.0,
  {model["encoder_bytes"]:,} bytes) that was trained further on comments, masked by the guard. It runs on any processor and asks nothing of a network.
- **What for**: to sort patients' comments for people who read them: suggest themes, count themes over many comments, put what sounds negative first. **Not for**
  deciding anything about a person, and not for reading instead of reading.
- **Trained on** {about["comments"]:,} different comments ({about["corrections"]} corrected here) of two trusts: ambulance, patient transport and NHS 111 in the North East, community and mental health services in Northamptonshire,
  2021-22, Friends and Family Test. {about["licence"]}. The comments are not shipped. Words that stand in fewer than three comments, names of people, and words that are no ordinary ones are not in the model.
- **Made with** {", ".join(f"{name} {version}" for name, version in sorted(about["made_with"].items()))}; SHA-256 of the comments `{about["comments_sha256"][:16]}…`."""


def _overall(told: Mapping[str, Any]) -> str:
    came, flattered = told["overall_as_they_came"], told["flattered"]
    return f"""## How well, on comments held back

One fifth of the comments, {told["comments"]:,} different ones ({told["as_they_came"]:,} as they came with a theme), was held back, whole groups of like comments at a time, and the figures are of a model that never saw
them: neither its lines nor its language model, which for this was trained on the other four fifths alone. What the model is made of was chosen on those four fifths; those held back were looked at six times while this model and the ones before it were built, so the figures flatter a little. The model that is shipped,
language model and lines, is then trained on all, from the same start, with the same seeds and for as long; its thresholds, curves, and how much the language model counts rest on what language models said of comments that they had not been trained on. In brackets 95% intervals (bootstrap over groups). Macro: over the {told["overall"]["themes_counted"]} themes with ten cases or more
({came["themes_counted"]} as they came). "Labelling not possible" is a rule and counts nowhere.

{_side_by_side(told)}

"As they came" hangs on a few short answers that came hundreds of times, hence its wide intervals; lean on the first column. The peers' recipe is their plainest one as far as it is published (rarity of words and pairs of words, support vectors with a radial kernel, said from one half on), fitted by `setup/themes_peer.py`.

Published by the project that labelled the comments, on its own larger private test set, which has repeats of its training comments in it and counts "Did not answer" as a theme (F1 1.00):

{_published(told)}

**How much of such figures is flattery**: split by chance instead of by groups, {flattered["repeated"]:.0%} of the comments that the lines of this same kind of model are asked about stand word for word among those they learnt from (its language model never saw them): there it reaches
{flattered["micro_of_repeated"]:.3f} micro, on the others {flattered["micro_of_others"]:.3f}, together {flattered["micro"]:.3f}. The column "as they came" above has repeats among themselves, which are easy ones ("Nothing", "Thank you"),
though none of them was trained on."""


def _side_by_side(told: Mapping[str, Any]) -> str:
    """Ours on the comments once each, without their questions, and as they came; the peers' recipe below."""
    heads = [
        "",
        "each different comment once",
        "the same, question not known",
        "as they came, repeats and all",
    ]
    blocks = (told["overall"], told["overall_without_question"], told["overall_as_they_came"])
    rows = [[name, *(_range(block[key]) for block in blocks)] for key, name in OVERALL.items()]
    peer = told.get("peer_refitted", {})
    for key in ("micro", "macro", "majors_micro"):
        if peer:
            name = f"peers' recipe: {OVERALL[key]}"
            rows.append([name, f"{peer[key]:.3f}", "-", f"{peer[f'{key}_as_they_came']:.3f}"])
    return table(heads, rows)


def _published(told: Mapping[str, Any]) -> str:
    found = [(name, told["published"][key]) for key, name in PEERS.items() if key in told["published"]]
    rows = [[name, f"{figures['micro avg']:.2f}", f"{figures['macro avg']:.2f}"] for name, figures in found]
    return table(["model", "micro F1", "macro F1"], rows)


def _themes(told: Mapping[str, Any]) -> str:
    best = told["published"].get("ensemble_v7", {})
    rows = [
        [
            row["label"], str(row["support"]), _number(row["precision"]), _number(row["recall"]), _range(row["f1"]),
            _number(best.get(row["label"])), f"{row['assign_from']:.2f}", f"{row['suggest_from']:.2f}", _number(row["suggest_recall"]),
        ]
        for row in told["themes"]
    ]  # fmt: skip
    heads = [
        "theme",
        "cases",
        "precision",
        "recall",
        "F1",
        "published, best",
        "assigned from",
        "suggested from",
        "found when suggested",
    ]
    said = table(heads, rows)
    return f"""## Theme by theme

Each different comment once. A theme with few cases has a wide interval: do not lean on it.

{said}

No theme is assigned to {told["not_assigned"]:.1%} of the comments; a person codes them."""


def _majors(told: Mapping[str, Any]) -> str:
    rows = [
        [
            row["label"],
            str(row["support"]),
            _number(row["precision"]),
            _number(row["recall"]),
            _range(row["f1"]),
        ]
        for row in told["majors"]
    ]
    return f"## By category\n\n{table(['category', 'cases', 'precision', 'recall', 'F1'], rows)}"


def _sentiment(told: Mapping[str, Any]) -> str:
    mine, bare = told["sentiment"], told["sentiment_without_question"]
    rows = [
        [
            row["label"],
            str(row["support"]),
            _number(row["precision"]),
            _number(row["recall"]),
            _range(row["f1"]),
        ]
        for row in mine["sides"]
    ]
    taken = [
        [side, *(str(count) for count in counts)] for side, counts in zip(SIDES, mine["taken"], strict=True)
    ]
    return f"""## Sentiment

Those who labelled used five levels: very positive and positive are positive, negative and very negative negative; the one between is the middle, which holds both neutral and mixed comments. They did not part these two,
so how well they are parted here is not known; {mine["mixed_said"]} of {mine["comments"]} were called mixed. Three sides right: **{_range(mine["accuracy"])}**, mean F1 {mine["macro"]:.3f}; with the question not known {_range(bare["accuracy"])}.

{table(["side", "cases", "precision", "recall", "F1"], rows)}

Taken for (rows: what people said; columns: what the model says):

{table(["", *SIDES], taken)}"""


def _reassurance(told: Mapping[str, Any]) -> str:
    if not told["comments"]:
        return "## False reassurance\n\nNo negative comment about safety was held back."
    rows = [[name, str(told[key]["count"]), _range(told[key])] for key, name in REASSURED.items()]
    return f"""## False reassurance

Of the comments held back, {told["comments"]} are negative or very negative **and** have a theme that bears on safety ({"; ".join(OF_SAFETY)}). What the model makes of them; intervals by Wilson:

{table(["", "comments", "share"], rows)}

Waiting ("Timeliness of care") is left out of this, for most of it is not about harm. Nothing here finds a safeguarding matter: read every negative comment."""


def _calibration(told: Mapping[str, Any]) -> str:
    rows = [[f"{row['count']:,}", f"{row['chance']:.3f}", f"{row['right']:.3f}"] for row in told["tenths"]]
    return f"""## Does a probability mean what it says

Every theme of every comment held back, by tenths of its probability. Mean error {told["error"]:.3f}.

{table(["themes of comments", "mean probability", "share that people saw too"], rows)}"""


def _words(told: Mapping[str, Any]) -> str:
    rows = [[theme, ", ".join(words)] for theme, words in told["model"]["telling"].items()]
    return f"## Words that speak most for a theme\n\n{table(['theme', 'words'], rows)}"


def _limits(told: Mapping[str, Any]) -> str:
    speed = told.get("speed")
    said = (
        f"{speed['a_second']:,} comments a second {speed['where']}."
        if speed
        else "Measure: `python -m benchmarks themes`."
    )
    return f"""## Limits

- Comments of ambulance, transport, 111, community and mental health services. Hospital wards, general practice, maternity, complaints, alerts of practices and reports of visits were **not measured**, and will do worse.
- English only; comments in other languages come out as not assigned. Irony is taken at its word.
- Whose comments are misread was not measured: the published comments say nothing of age, ethnicity or first language.
- The language model has read all published comments: on those it is better than the figures above, which are of comments it had not read.
- Counts of themes carry the errors above; compare like with like, and do not alarm on a theme whose precision is below a half.
- Speed: {said}"""
