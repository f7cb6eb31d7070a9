"""The data of the experiments: handwritten digits from a file, which is checked before it is read, and blobs."""

import gzip
from hashlib import sha256
from pathlib import Path

import numpy as np

from bp1.vectors import Array, generator, whole_number

DATA = Path(__file__).parent / "data"
SUMS = "SHA256SUMS"  # a line for each file, as `sha256sum` writes it


def verified(name: str, folder: Path = DATA) -> bytes:
    """Return the content of a data file, the whole of it or nothing.

    Raises FileNotFoundError where it is missing, and ValueError where its checksum is not the one in SHA256SUMS.
    """
    path = folder / name
    content, sums = (present(file).read_bytes() for file in (path, folder / SUMS))
    lines = (line.partition("  ") for line in sums.decode(errors="replace").splitlines())
    digests = {file: digest for digest, _, file in lines}
    found, expected = sha256(content).hexdigest(), digests.get(name, "no such file")
    if found != expected:
        raise ValueError(f"{path}: this data file is damaged: its SHA-256 is {found}, {SUMS} expects {expected}")
    return content


def present(path: Path) -> Path:
    """Return path; raise FileNotFoundError where there is no such file."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: this data file is missing; get it again from where you got bp1")
    return path


def digits(folder: Path = DATA) -> tuple[Array, Array]:
    """Return (x, label): 1797 handwritten digits, shape (1797, 64) with pixels from 0 to 1, and their classes.

    Origin and licence: data/digits.txt.  Raises what `verified` raises.
    """
    lines = gzip.decompress(verified("digits.csv.gz", folder)).decode().splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    return table[:, :-1] / 16, table[:, -1].astype(int)


def blobs(rng: np.random.Generator | int, examples: int = 300) -> tuple[Array, Array]:
    """Return (x, label): points of the plane, shape (examples, 2), around three corners of a triangle, and whose.

    rng: a numpy Generator, or a seed for one.
    """
    rng = generator(rng)
    label = np.arange(whole_number("examples", examples, least=1)) % 3
    angle = 2 * np.pi * label / 3
    corner = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return corner + rng.normal(0, 0.35, (examples, 2)), label
