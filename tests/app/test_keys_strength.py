"""The meter beside a new passphrase: true to what is refused, and not to be fooled by the usual ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import keys
from app.errors import UserError
from app.keys.strength import bits
from app.services.passphrases import passphrase_strength
from app.texts import LANGUAGES, catalogue, text


def refused(passphrase: str) -> bool:
    try:
        keys.check_passphrase(passphrase)
    except UserError:
        return True
    return False


@given(st.one_of(st.text(max_size=20), st.text(alphabet="ab1 ", max_size=12), st.text(alphabet=st.characters())))
def test_the_meter_says_yes_exactly_where_the_passphrase_is_taken(passphrase: str) -> None:
    found = passphrase_strength(passphrase)
    assert found.ok != refused(passphrase)
    assert (found.score > 0) == found.ok and found.score <= 4


@pytest.mark.parametrize(
    ("passphrase", "score", "code"),
    [
        ("", 0, "empty"),
        ("short", 0, "short"),
        ("cafe\u0301 12", 0, "short"),
        ("aaaaaaaaaa", 0, "alike"),
        ("\ud800bcdefgh", 0, "alike"),
        ("x" + "ab" * 500, 0, "long"),
        ("12345678", 1, "easy"),
        ("password1", 1, "easy"),
        ("qwertyuiop", 1, "easy"),
        ("abcabcabcabc", 1, "easy"),
        ("woaini1314520", 1, "easy"),
        ("Zhang19990101", 1, "easy"),
        ("runxin-demo", 1, "easy"),
        ("春江花月夜 0915", 2, "fair"),
        ("x7Kq!mT2vLp", 2, "fair"),
        ("竹林 灯塔 三文鱼 邮差", 4, "strong"),
        ("correct horse battery staple", 4, "strong"),
    ],
)
def test_the_usual_ones_are_easy_and_unrelated_words_are_strong(passphrase: str, score: int, code: str) -> None:
    found = passphrase_strength(passphrase)
    assert (found.score, found.code) == (score, code), bits(passphrase)


def test_more_of_the_same_is_worth_no_more() -> None:
    assert bits("竹林" * 8) < bits("竹林") * 2.5
    assert bits("a1" * 300) < 40
    assert bits("aK") > bits("ak") > bits("ab") == bits("aa") and bits("") == 0


def test_it_answers_at_every_key() -> None:
    start = time.process_time()
    passphrase_strength("竹林灯塔三文鱼邮差abcXYZ123!" * 40)
    assert time.process_time() - start < 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_has_a_text_and_no_text_is_dead(language: str) -> None:
    samples = ["", "short", "aaaaaaaaa", "ab" * 999, "12345678", "春江花月夜 0915", "竹林灯塔三文鱼邮差"]
    texts = {key.split(".")[1] for key in catalogue(language) if key.startswith("strength.")}
    found = {s.code: s for s in map(passphrase_strength, [*samples, "竹林 灯塔 三文鱼 邮差"])}
    assert found.keys() == texts
    for code, strength in found.items():
        said = text(language, f"strength.{code}", least=strength.least, most=strength.most)
        assert "{" not in said and not said.startswith("strength.")
