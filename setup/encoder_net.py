"""MiniLM as PyTorch trains it; `trigpoint/analysis/themes/vectors.py` reads the same weights with NumPy alone.

Only `setup/make_encoder.py` needs this.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from trigpoint.analysis.themes.vectors import HEADS, LAYERS, TINY, WIDTH

DROPPED = 0.1
STRENGTH = 16.0  # length of the sense that the heads are trained on
POOL = 50  # batches whose texts are put together by length
WARM, DECAY, SLOWER = (
    0.1,
    0.01,
    0.9,
)  # share of steps that speed up; brake; each layer below learns so much slower
HEAD_SPEED = 1e-3
READ = 64  # texts that are read at once
Rows = Callable[[np.ndarray, np.random.Generator], Sequence[Sequence[int]]]
Loss = Callable[[torch.Tensor, np.ndarray], torch.Tensor]


@dataclass(frozen=True)
class Course:
    """How long and how fast to learn."""

    epochs: int
    size: int
    speed: float
    seed: int


class Net(torch.nn.Module):
    """The encoder with one head. The embeddings stay as they were published."""

    def __init__(self, weights: Mapping[str, np.ndarray], labels: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.kept = torch.nn.ParameterDict(
            {
                name.replace(".", "/"): torch.nn.Parameter(
                    torch.tensor(values), requires_grad=not name.startswith("embeddings.")
                )
                for name, values in weights.items()
            }
        )
        self.head = torch.nn.Linear(WIDTH, labels)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def forward(self, places: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        at = functional.embedding(places, self._get("embeddings.word_embeddings.weight"))
        at = at + self._get("embeddings.position_embeddings.weight")[: places.shape[1]]
        at = at + self._get("embeddings.token_type_embeddings.weight")[0]
        at = self._drop(self._levelled(at, "embeddings.LayerNorm"))
        for layer in range(LAYERS):
            at = self._layer(at, real, f"encoder.layer.{layer}")
        shown = real[..., None].float()
        mean = (at.float() * shown).sum(1) / shown.sum(1)
        sense = functional.normalize(mean) * STRENGTH
        with torch.autocast("cpu", enabled=False):
            return self.head(self._drop(sense))

    def _layer(self, at: torch.Tensor, real: torch.Tensor, name: str) -> torch.Tensor:
        count, length, _ = at.shape
        ask, key, value = (
            self._turned(at, f"{name}.attention.self.{part}").view(count, length, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(
            ask, key, value, attn_mask=real[:, None, None, :], dropout_p=DROPPED if self.training else 0.0
        )
        seen = seen.transpose(1, 2).reshape(count, length, WIDTH)
        seen = self._drop(self._turned(seen, f"{name}.attention.output.dense"))
        at = self._levelled(seen + at, f"{name}.attention.output.LayerNorm")
        wide = functional.gelu(self._turned(at, f"{name}.intermediate.dense"))
        return self._levelled(
            self._drop(self._turned(wide, f"{name}.output.dense")) + at, f"{name}.output.LayerNorm"
        )

    def _get(self, name: str) -> torch.Tensor:
        return self.kept[name.replace(".", "/")]

    def _turned(self, at: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(at, self._get(f"{name}.weight"), self._get(f"{name}.bias"))

    def _levelled(self, at: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(
            at, (WIDTH,), self._get(f"{name}.weight"), self._get(f"{name}.bias"), TINY
        )

    def _drop(self, at: torch.Tensor) -> torch.Tensor:
        return functional.dropout(at, DROPPED, self.training)

    def weights(self) -> dict[str, np.ndarray]:
        """By their published names, without the head."""
        return {
            name.replace("/", "."): values.detach().float().numpy().copy()
            for name, values in self.kept.items()
        }


def learn(net: Net, rows_of: Rows, loss_of: Loss, lengths: np.ndarray, course: Course) -> None:
    """Go through all texts some times. `rows_of` gives the texts of a batch, `loss_of` what was wrong about them."""
    torch.manual_seed(course.seed)
    chance = np.random.default_rng(course.seed)
    groups = _groups(net, course.speed)
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    steps = course.epochs * (len(lengths) // course.size + 2)
    at = 0
    for epoch in range(course.epochs):
        net.train()
        lost = []
        for batch in _batches(lengths, course.size, chance):
            pace = min(1.0, (at + 1) / (WARM * steps)) * max(0.02, 1 - at / steps)
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * pace
            with torch.autocast("cpu", torch.bfloat16):
                said = net(*padded(rows_of(batch, chance)))
            loss = loss_of(said.float(), batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([one for group in groups for one in group["params"]], 1.0)
            optimiser.step()
            at += 1
            lost.append(float(loss.detach()))
        print(f"  {epoch + 1} of {course.epochs}: loss {np.mean(lost):.3f}", flush=True)


def _groups(net: Net, speed: float) -> list[dict[str, object]]:
    """What is trained: lower layers slower, the head faster."""
    found: list[dict[str, object]] = []
    for name, values in net.kept.items():
        if values.requires_grad:
            layer = int(name.split("/")[2])
            decay = DECAY if values.ndim > 1 else 0.0
            full = speed * SLOWER ** (LAYERS - 1 - layer)
            found.append({"params": [values], "full": full, "lr": full, "weight_decay": decay})
    head = list(net.head.parameters())
    return [*found, {"params": head, "full": HEAD_SPEED, "lr": HEAD_SPEED, "weight_decay": DECAY}]


def _batches(lengths: np.ndarray, size: int, chance: np.random.Generator) -> list[np.ndarray]:
    """All texts in batches of about the same length, in random order."""
    order = chance.permutation(len(lengths))
    found = []
    for begin in range(0, len(order), size * POOL):
        part = order[begin : begin + size * POOL]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[at : at + size] for at in range(0, len(part), size)]
    return [found[at] for at in chance.permutation(len(found))]


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Places of pieces in rows of one length, and which of them are real."""
    longest = max(map(len, rows))
    places = np.zeros((len(rows), longest), np.int64)
    real = np.zeros(places.shape, np.bool_)
    for at, row in enumerate(rows):
        places[at, : len(row)], real[at, : len(row)] = row, True
    return torch.from_numpy(places), torch.from_numpy(real)


@torch.no_grad()
def opinions(weights: Mapping[str, np.ndarray], rows: Sequence[Sequence[int]]) -> np.ndarray:
    """What the heads of these weights say of texts, in 32 bits; the texts of a batch are of about the same length."""
    net = Net(
        {name: values for name, values in weights.items() if not name.startswith("head.")},
        len(weights["head.bias"]),
        0,
    )
    net.head.weight.data = torch.tensor(weights["head.weight"] / STRENGTH)
    net.head.bias.data = torch.tensor(weights["head.bias"])
    net.eval()
    order = np.argsort([len(row) for row in rows], kind="stable")
    found = np.zeros((len(rows), len(weights["head.bias"])), np.float32)
    for begin in range(0, len(order), READ):
        batch = order[begin : begin + READ]
        found[batch] = net(*padded([rows[at] for at in batch])).numpy()
    return found
