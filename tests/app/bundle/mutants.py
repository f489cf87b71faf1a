"""Makes altered bundles, tries each, and tells what must never happen. Run by test_fuzz.py in a process of
its own: `python -m tests.app.bundle.mutants SEED COUNT`.

A mutant is made at one layer, and every layer outside it is made right again with the right keys. It may be
refused with a `UserError`; or be accepted if the content written again is the very stream that was sealed.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import zstandard

from app import bundle
from app.bundle import payload
from app.errors import UserError
from tests.vectors import make
from tests.vectors import writer as w

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space that trying any mutant may take, the interpreter included."""


class Mutant(NamedTuple):
    """A file, and what it must mean if it is accepted: manifest and inner stream (None: never accepted)."""

    data: bytes
    line: bytes
    inner: bytes | None


class Base(NamedTuple):
    """A good bundle, layer by layer."""

    inner: bytes
    packed: bytes
    sealed: bytes
    line: bytes
    signature: bytes
    data: bytes


def base(inner: bytes, **about: Any) -> Base:
    packed = w.padded(w.zstd(inner))
    sealed = w.age(packed)
    line = w.manifest(sealed, **about)
    signature = w.sign(line)
    return Base(inner, packed, sealed, line, signature, w.bundle(sealed, line, signature))


def bases() -> list[Base]:
    welcome = w.opening(b"", w.lines()[1], type="welcome", secrets={"school": "77" * 32})
    return [base(make.INNER), base(make.EMPTY + b"\n"), base(welcome + b"\n", type="welcome")]


def alter(data: bytes, chance: random.Random) -> bytes:
    """One accident to some bytes: flipped, cut, removed, inserted, repeated, swapped or overwritten."""
    a, b = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    short = min(b, a + 1 + chance.randrange(64))
    kind = chance.randrange(8)
    if kind <= 1 and a < len(data):
        return data[:a] + bytes([data[a] ^ 1 << chance.randrange(8)]) + data[a + 1 :]
    if kind == 2:
        return data[:a]
    if kind == 3:
        return data[:a] + data[short:]
    if kind == 4:
        return data[:a] + chance.randbytes(1 + chance.randrange(8)) + data[a:]
    if kind == 5:
        return data[:short] + data[a:]
    if kind == 6:
        return data[:a] + data[b : b + short - a] + data[short:b] + data[a:short] + data[b + short - a :]
    return data[:a] + bytes(short - a) + data[short:]


def outside(good: Base, chance: random.Random) -> Mutant:
    return Mutant(alter(good.data, chance), good.line, good.inner)


def members(good: Base, chance: random.Random) -> Mutant:
    """Members repeated, lost, renamed, swapped or added, in a ZIP that is right for them."""
    parts = list(zip(w.NAMES, (good.line, good.signature, good.sealed), strict=True))
    pool = [*parts, *parts, ("note.txt", b"x"), (w.NAMES[0], alter(good.line, chance))]
    names = chance.sample(range(len(pool)), chance.randrange(1, 5))
    return Mutant(w.container([pool[at] for at in names]), good.line, good.inner)


def manifest(good: Base, chance: random.Random) -> Mutant:
    """Fields of the manifest changed, or its bytes; signed again in half of the cases."""
    if chance.randrange(3):
        fields = json.loads(good.line)
        _change(fields, chance)
        line = w.canonical(fields)
    else:
        line = alter(good.line, chance)
    signature = w.sign(line) if chance.randrange(2) else good.signature
    return Mutant(w.bundle(good.sealed, line, signature), good.line, good.inner)


def _change(fields: dict[str, Any], chance: random.Random) -> None:
    """Gives one field another value, takes it away or adds one."""
    other = [0, -1, 2, 2**53 + 1, 2**70, "", "x", "regular", "express", None, True, [], {}, "é" * 70]
    key = chance.choice([*fields, "new"])
    if chance.randrange(5) == 0:
        fields.pop(key, None)
    elif isinstance(fields.get(key), dict) and chance.randrange(2):
        _change(fields[key], chance)
    else:
        fields[key] = chance.choice(other)


def signature(good: Base, chance: random.Random) -> Mutant:
    altered = alter(good.signature, chance)
    return Mutant(w.bundle(good.sealed, good.line, altered), good.line, good.inner)


def _about(good: Base) -> dict[str, Any]:
    return {"type": json.loads(good.line)["type"]}


def cipher(good: Base, chance: random.Random) -> Mutant:
    """The age file altered."""
    at = chance.randrange(2)
    head, tail = good.sealed[:400], good.sealed[400:]
    sealed = alter(head, chance) + tail if at else head + alter(tail, chance)
    line = w.manifest(sealed, **_about(good))
    return Mutant(w.bundle(sealed, line), line, good.inner)


def frame(good: Base, chance: random.Random) -> Mutant:
    """The zstd frame or its padding altered; what it then holds is asked of zstandard."""
    near = len(good.inner) + 40
    packed = alter(good.packed[:near], chance) + good.packed[near:]
    if chance.randrange(2):
        packed = good.packed[:near] + alter(good.packed[near:], chance)
    try:
        inner = zstandard.ZstdDecompressor().stream_reader(packed).read(2**24)
    except zstandard.ZstdError:
        inner = None
    sealed = w.age(packed)
    line = w.manifest(sealed, **_about(good))
    return Mutant(w.bundle(sealed, line), line, inner)


def stream(good: Base, chance: random.Random) -> Mutant:
    """The inner stream altered: its bytes, its opening's fields, or its lines moved about."""
    inner = good.inner
    choice = chance.randrange(3)
    if choice == 0:
        inner = alter(inner, chance)
    elif choice == 1:
        first, _, rest = inner.partition(b"\n")
        fields = json.loads(first)
        _change(fields, chance)
        inner = w.canonical(fields) + b"\n" + rest
    else:
        rows = inner.split(b"\n")
        rows.insert(chance.randrange(len(rows)), chance.choice(rows))
        if chance.randrange(2):
            rows.pop(chance.randrange(len(rows)))
        inner = b"\n".join(rows)
    sealed = w.age(w.padded(w.zstd(inner)))
    line = w.manifest(sealed, **_about(good))
    return Mutant(w.bundle(sealed, line), line, inner)


LAYERS: tuple[Callable[[Base, random.Random], Mutant], ...] = (
    outside,
    members,
    manifest,
    signature,
    cipher,
    frame,
    stream,
    stream,
)


def verdict(mutant: Mutant) -> str:
    """The code of the refusal, `same` for a right acceptance, or what must never happen."""
    try:
        found = bundle.read_container(mutant.data)
        bundle.verify_signature(found, w.PUBLIC)
        content = bundle.open_payload(found, w.IDENTITY)
    except UserError as refused:
        return refused.code
    except BaseException as broken:  # also what a library panics with
        return f"RAISED {type(broken).__name__}"
    if found.manifest_bytes != mutant.line or payload.write(found.manifest, content) != mutant.inner:
        return "ACCEPTED with another meaning"
    return "same"


def main(seed: int, count: int) -> int:
    """Tries so many mutants; prints the counts, and the first few wrongs with what makes them again."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    good = bases()
    seen: Counter[str] = Counter()
    wrong = 0
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        layer = chance.choice(LAYERS)
        said = verdict(layer(chance.choice(good), chance))
        seen[f"{layer.__name__}: {said}"] += 1
        if said[:6] in ("RAISED", "ACCEPT"):
            wrong += 1
            if wrong <= 20:
                print(f"seed {seed}, mutant {number}, {layer.__name__}: {said}")
    for kind, times in sorted(seen.items()):
        print(f"{times:7} {kind}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
