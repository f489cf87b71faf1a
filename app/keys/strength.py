"""How hard a passphrase is to guess, roughly and at once: for the meter beside a field, never a refusal.

Each character is worth what a guesser who knows how people choose would have to try for it. Whatever follows from
what stands before it (a repetition, a run like 1234, a piece that was there already) is worth almost nothing.
"""

from __future__ import annotations

from unicodedata import normalize

FOLLOWS = 0.6  # bits of a character that the one before it gives away
DIGIT, LETTER, MARK, WORD = 3.0, 3.6, 4.5, 6.5  # a Chinese character is worth half of a word of a small dictionary
CASE = 0.6  # bits more for a capital within a word
LONGEST = 128  # characters that are looked at; beyond them nothing can change the answer

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qazwsxedc", "abcdefghijklmnopqrstuvwxyz")
COMMON = (
    "password", "passw0rd", "admin", "root", "iloveyou", "woaini", "welcome", "letmein", "dragon", "monkey",
    "qwerty", "runxin", "xinli", "fudaoyuan", "xuexiao", "laoshi", "mima", "5201314", "1314", "520", "123",
    "润心", "密码", "学校", "老师", "辅导员", "心理", "我爱你",
)  # fmt: skip
COMMON_WORD = 4.0  # bits of a whole piece that stands in every list of passphrases
YEAR = 5.0  # bits of four digits that are a year somebody here was born in


def bits(passphrase: str) -> float:
    """About how many bits a guesser needs; 0 for nothing."""
    text = normalize("NFC", passphrase)[:LONGEST]
    folded = text.lower()
    total, at = 0.0, 0
    while at < len(folded):
        length, worth = _piece(text, folded, at)
        total, at = total + worth, at + length
    return total


def _piece(text: str, folded: str, at: int) -> tuple[int, float]:
    """How many characters from here belong together, and what they are worth."""
    for word in COMMON:
        if folded.startswith(word, at):
            return len(word), COMMON_WORD
    four = folded[at : at + 4]
    if len(four) == 4 and four.isascii() and four.isdigit() and 1940 <= int(four) <= 2039:
        return 4, YEAR
    again = _repeated(folded, at)
    if again:
        return again, FOLLOWS * 2
    if at and _follows(folded[at - 1], folded[at]):
        return 1, FOLLOWS
    return 1, _worth(text[at]) + (CASE if at and text[at] != folded[at] else 0.0)


def _repeated(folded: str, at: int) -> int:
    """How long the piece that begins here has stood before; 0 under three characters."""
    length = 0
    while at + length < len(folded) and folded[at : at + length + 1] in folded[:at]:
        length += 1
    return length if length >= 3 else 0


def _follows(before: str, letter: str) -> bool:
    """Whether a letter repeats the one before it or lies beside it on the keyboard or in the alphabet."""
    pair = before + letter
    return before == letter or any(pair in row or pair[::-1] in row for row in ROWS)


def _worth(letter: str) -> float:
    if letter.isdigit():
        return DIGIT
    if letter.isascii():
        return LETTER if letter.isalpha() else MARK
    return WORD
