"""The level from day to day: the most severe of a day counts, and what eases waits for its approval."""

from __future__ import annotations

from app.records.levels import FOREVER, LevelSpan, Listing, level_spans

A, B, C = (bytes([k]) * 16 for k in range(3))


def listing(record: bytes, since: int, severity: int | None, *, approved: bool = False) -> Listing:
    return Listing(record, since, severity, "" if severity is None else f"s{severity}", approved)


def span(record: bytes, since: int, until: int, severity: int) -> LevelSpan:
    return LevelSpan(record, since, until, severity, f"s{severity}" if severity else "")


def test_a_listing_holds_until_the_next_one() -> None:
    assert level_spans([listing(B, 20, 9), listing(A, 10, 7)]) == [span(A, 10, 20, 7), span(B, 20, FOREVER, 9)]


def test_a_lowering_counts_once_it_is_approved() -> None:
    high = listing(A, 10, 9)
    assert level_spans([high, listing(B, 20, 7)]) == [span(A, 10, FOREVER, 9)]
    assert level_spans([high, listing(B, 20, 7, approved=True)]) == [span(A, 10, 20, 9), span(B, 20, FOREVER, 7)]


def test_a_removal_ends_the_stay_once_it_is_approved_and_a_new_listing_begins_another() -> None:
    high = listing(A, 10, 8)
    assert level_spans([high, listing(B, 20, 0)]) == [span(A, 10, FOREVER, 8)]
    again = [high, listing(B, 20, 0, approved=True), listing(C, 30, 7)]
    assert level_spans(again) == [span(A, 10, 20, 8), span(C, 30, FOREVER, 7)]
    assert level_spans([listing(B, 20, 0)]) == []


def test_of_one_day_the_most_severe_counts() -> None:
    assert level_spans([listing(A, 10, 7), listing(B, 10, 9)]) == [span(B, 10, FOREVER, 9)]
    both = [listing(A, 10, 9), listing(B, 20, 7, approved=True), listing(C, 20, 0, approved=True)]
    assert level_spans(both) == [span(A, 10, 20, 9), span(B, 20, FOREVER, 7)]


def test_the_same_level_again_goes_on_with_the_stay() -> None:
    assert level_spans([listing(A, 10, 7), listing(B, 20, 7)]) == [span(A, 10, FOREVER, 7)]


def test_a_level_without_rank_weighs_least() -> None:
    assert level_spans([listing(A, 10, None)]) == [span(A, 10, FOREVER, 0)]
    assert level_spans([listing(A, 10, 9), listing(B, 20, None)]) == [span(A, 10, FOREVER, 9)]
