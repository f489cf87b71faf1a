"""When Python looks for rings of dead objects: often among the young ones, among all of them while nobody is there.

What a page shows of a large store are hundred thousands of live objects. Looking through all of them holds the
interpreter, and so the window, for some tenths of a second, on whatever thread it happens. See
docs/decisions/collecting-while-nobody-is-there.md.
"""

from __future__ import annotations

import gc

YOUNG = 5_000
"""Objects more than before after which the youngest are looked through: below a millisecond."""
MIDDLE = 10
"""Such looks after which the middle-aged are looked through too: some milliseconds."""
OLD = 200
"""Looks at the middle-aged after which all are looked through whoever is there: ten million objects more than before,
so that a machine that is never left alone does not run full."""
AWAY = 20.0
"""Seconds without a sign of the person after which a look at all is felt by nobody."""


def spare_the_window() -> None:
    """From now on looks through everything are left to `Collecting`, or to the day when memory would run out."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)


class Collecting:
    """Looks through everything once each time that the person has gone."""

    def __init__(self) -> None:
        self._done = False

    def look(self, idle: float) -> bool:
        """Asked again and again on the GUI thread, with the seconds since the person was last seen; whether it looked
        through everything now."""
        due = idle >= AWAY and not self._done
        self._done = idle >= AWAY
        if due:
            gc.collect()
        return due
