"""A measured ratio, the peak of memory, and the table that shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


@dataclass(frozen=True)
class Ratio:
    """Seconds (or what `unit` says) of the product over those of a named baseline; `limit` is what is allowed.

    `memory` is what the product's side needed at its peak, in MiB, where it was asked for and the system tells it.
    """

    what: str
    product: float
    against: str
    baseline: float
    limit: float | None = None
    memory: int | None = None
    unit: str = "s"

    @property
    def value(self) -> float:
        return self.product / self.baseline


def forget_peak() -> None:
    """Begins a new peak of this process's memory; does nothing where the system keeps none."""
    if CLEAR.exists():
        CLEAR.write_text("5")


def resident() -> int | None:
    """MiB that this process has now."""
    return _status("VmRSS")


def peak() -> int | None:
    """MiB at the peak since `forget_peak`."""
    return _status("VmHWM")


def _status(name: str) -> int | None:
    if not STATUS.exists():
        return None
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) >> 10


def table(ratios: Sequence[Ratio]) -> Iterator[str]:
    yield f"{'ratio':>7}  {'limit':>5}  {'product':>10}  {'baseline':>10}  what, against what"
    for r in ratios:
        limit = "" if r.limit is None else f"{r.limit:g}"
        over = " " if r.limit is None or r.value <= r.limit else "!"
        memory = "" if r.memory is None else f"; at most {r.memory} MiB on top"
        yield (
            f"{r.value:7.3f}{over} {limit:>5}  {_shown(r.product, r.unit):>10}  {_shown(r.baseline, r.unit):>10}"
            f"  {r.what}, against {r.against}{memory}"
        )


def _shown(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.0f} {unit}"
    return _time(value)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
