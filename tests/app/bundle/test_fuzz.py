"""No altered bundle is accepted with another meaning, and none gets past `UserError`, within bounded memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COUNT = int(os.environ.get("RUNXIN_MUTANTS", "20000"))
SEED = int(os.environ.get("RUNXIN_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)


def test_mutants_are_refused_or_mean_the_same() -> None:
    command = [sys.executable, "-m", "tests.app.bundle.mutants", str(SEED), str(COUNT)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, f"RUNXIN_SEED={SEED}\n{ran.stdout}\n{ran.stderr}"
    for layer in ("outside", "members", "manifest", "signature", "cipher", "frame", "stream"):
        assert f"{layer}: bundle_" in ran.stdout, f"RUNXIN_SEED={SEED}: nothing tried at {layer}"
