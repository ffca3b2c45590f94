"""Train the model of themes and sentiment, measure it, and write its card: `make model COMMENTS=folder`.

The labelled comments are not part of the project. docs/methods/themes.md says which they are and where they come from.
"""

import argparse
import csv
import hashlib
import json
import platform
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy  # noqa: E402
import scipy  # noqa: E402

from trigpoint.analysis.problems import InputRefused  # noqa: E402
from trigpoint.analysis.themes import card, comments, files, measuring, training  # noqa: E402
from trigpoint.analysis.themes import measured as measured_figures  # noqa: E402

FIGURES = ROOT / "docs" / "models" / "themes.json"
CARD = FIGURES.with_suffix(".md")
LABELLED, PUBLISHED = "train.csv", "peer_metrics.csv"
HELD_SEED = 99  # parts those held back from those trained on; never chosen by what came of it
WHENCE = """The labelled comments are not here: {folder}
They are {labelled}: patient comments of two NHS trusts, labelled in an NHS England funded project and published in the
repository The-Strategy-Unit/pxtextmining on GitHub (MIT licence, (c) 2021 NHS England). docs/methods/themes.md tells the
columns. Put them into a folder outside the project and say: make model COMMENTS=/path/to/folder"""


def main(words: list[str]) -> int:
    """0 done, 2 no comments to train on, 3 comments or corrections that cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", default="")
    parser.add_argument("--corrections", default="")
    parser.add_argument("--out", type=Path, default=files.SHIPPED)
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--card-only", action="store_true")
    args = parser.parse_args(words)
    if not args.card_only:
        labelled = Path(args.comments) / LABELLED
        if not args.comments or not labelled.is_file():
            print(
                WHENCE.format(folder=args.comments or "no folder was named", labelled=LABELLED),
                file=sys.stderr,
            )
            return 2
        try:
            make(labelled, Path(args.corrections) if args.corrections else None, args.out, args.figures)
        except InputRefused as refused:
            for problem in refused.problems:
                print(f"{problem.message} {problem.remedy}", file=sys.stderr)
            return 3
    told = json.loads(args.figures.read_text(encoding="utf-8"))
    args.figures.with_suffix(".md").write_text(card.page(told), encoding="utf-8")
    if args.figures == FIGURES:
        measured_figures.FILE.write_text(measured_figures.table(told), encoding="utf-8")
    return 0


def make(labelled: Path, corrected: Path | None, out: Path, figures: Path) -> None:
    """Measure a model of four fifths on the fifth that is held back; then train on all, and write both down."""
    came = comments.published(labelled)
    mended = comments.corrections(corrected) if corrected else []
    each = comments.with_corrections(comments.collapsed(came), mended)
    fold = training.fold_of([comment.group for comment in each], seed=HELD_SEED)
    held = [comment for comment, at in zip(each, fold, strict=True) if at == 0]
    began = time.perf_counter()
    encoder = files.load_fair_encoder()
    tried = training.train([comment for comment, at in zip(each, fold, strict=True) if at != 0], encoder)
    print(f"trained on four fifths in {time.perf_counter() - began:.0f} s; measuring", flush=True)
    measured = measuring.measure(tried, held)
    measured["flattered"] = measuring.flattered(tried, came)
    model = training.train(each, encoder)
    about = {
        "comments": len(each),
        "corrections": len(mended),
        "comments_sha256": hashlib.sha256(labelled.read_bytes()).hexdigest(),
        "corrections_sha256": hashlib.sha256(corrected.read_bytes()).hexdigest() if corrected else "",
        "licence": "MIT; comments labelled in the-strategy-unit/pxtextmining, (c) 2021 NHS England",
        "made_with": {
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "python": platform.python_version(),
        },
        "encoder_seal": files.manifest_of(files.ENCODER)["seal"],
        "seeds": {"folds": training.SEED, "held_back": HELD_SEED},
    }
    files.save(model, out, about=about)
    before = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    told = {
        **measured,
        "model": {
            **card.telling_words(model),
            "version": model.version,
            "bytes": size(out),
            "encoder_bytes": size(files.ENCODER),
        },
        "about": about,
        "published": published(labelled.with_name(PUBLISHED)) or before.get("published", {}),
        **{name: before[name] for name in ("peer_refitted", "speed") if name in before},
    }
    figures.parent.mkdir(exist_ok=True)
    written = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    figures.write_text(f"{written}\n", encoding="utf-8")
    print(f"written: {out}, {figures}")


def size(folder: Path) -> int:
    """Bytes of the model."""
    return sum(path.stat().st_size for path in folder.iterdir())


def published(path: Path) -> dict[str, dict[str, float]]:
    """F1 by model and label as the project that labelled the comments published them; nothing where they are not at hand."""
    if not path.is_file():
        return {}
    found: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["model"].endswith(("_v7", "sentiment5_distilbert")) and row["precision"]:
                found.setdefault(row["model"], {})[row["label"]] = float(row["f1"])
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
