"""Key slots as a person meets them: unlock, change, add, remove, recover; and what each refusal says."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from app import keys, texts
from app.crypto import passphrase as kdf
from app.crypto.passphrase import FLOOR, Cost
from app.errors import UserError
from app.keys import recovery, slots

RAW = bytes(range(32))
STORE = "0190a1b2c3d4"
FIRST = "correct horse battery"
SECOND = "另一个足够长的密码"
MIB = 1024 * 1024


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyslots.json"


@pytest.fixture
def sheet(path: Path) -> str:
    """The recovery key of a store whose first person is 2001."""
    return keys.create_slots(path, STORE, RAW, "2001", FIRST, FLOOR)


def refusal(error: pytest.ExceptionInfo[UserError]) -> str:
    """The code of a refusal, after making sure that it has its sentence in both languages."""
    for language in texts.LANGUAGES:
        message, _ = texts.explain(language, error.value)
        assert message and not message.startswith("error.")
    return error.value.code


def test_the_passphrase_opens(path: Path, sheet: str) -> None:
    unlocked = keys.unlock_with_passphrase(path, FIRST)
    assert (unlocked.raw_key, unlocked.store_id, unlocked.person) == (RAW, STORE, "2001")
    assert unlocked.next_key is None and unlocked.slot_id
    assert keys.unlock_with_passphrase(path, FIRST, "2001", store_id=STORE) == unlocked
    assert RAW.hex() not in repr(unlocked) and repr(RAW) not in repr(unlocked)


def test_without_a_cost_the_machine_is_measured_once(path: Path, aim: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "_AIM", aim)
    keys.create_slots(path, STORE, RAW, "", FIRST)
    first = slots.read(path).slots[0]
    assert Cost(first.memory, first.passes) >= FLOOR
    keys.add_passphrase(path, RAW, "2002", SECOND)
    last = slots.read(path).slots[-1]
    assert (last.memory, last.passes) == (first.memory, first.passes)


@pytest.mark.parametrize("cost", [Cost(64 * MIB, 2), Cost(32 * MIB, 3), Cost(64 * MIB, 11)])
def test_no_slot_is_written_below_the_floor(path: Path, cost: Cost) -> None:
    with pytest.raises(ValueError, match="below the floor"):
        keys.create_slots(path, STORE, RAW, "", FIRST, cost)
    assert not path.exists()


def test_a_database_key_has_32_bytes(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keys.create_slots(path, STORE, RAW[:-1], "", FIRST, FLOOR)


def test_slots_of_a_store_are_never_replaced(path: Path, sheet: str) -> None:
    path.unlink()
    with pytest.raises(FileExistsError):
        keys.create_slots(path, STORE, RAW, "2001", FIRST, FLOOR)
    assert keys.unlock_with_passphrase(path, FIRST).raw_key == RAW


@pytest.mark.parametrize("typed", ["", "wrong", FIRST + " ", "x" * 100_000, "\ud800" * 10])
def test_another_passphrase_does_not_open(path: Path, sheet: str, typed: str) -> None:
    with pytest.raises(UserError) as error:
        keys.unlock_with_passphrase(path, typed)
    assert refusal(error) == "wrong_passphrase"


@pytest.mark.parametrize("weak", ["", "short", "1234567", "........", "好" * 20, "e\u0301" * 4 + "x", "\ud800bcdefgh"])
def test_weak_passphrases_are_not_taken(path: Path, sheet: str, weak: str) -> None:
    for attempt in (
        lambda: keys.create_slots(path.with_name("other.json"), STORE, RAW, "", weak, FLOOR),
        lambda: keys.add_passphrase(path, RAW, "2002", weak),
        lambda: keys.change_passphrase(path, RAW, "2001", weak),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert refusal(error) == "passphrase_weak"


def test_a_passphrase_may_be_long_but_not_endless(path: Path, sheet: str) -> None:
    keys.change_passphrase(path, RAW, "2001", "long " * 200)
    assert keys.unlock_with_passphrase(path, "long " * 200).raw_key == RAW
    with pytest.raises(UserError) as error:
        keys.change_passphrase(path, RAW, "2001", "long " * 200 + "x")
    assert refusal(error) == "passphrase_long"


def test_each_person_opens_a_slot_of_their_own(path: Path, sheet: str) -> None:
    keys.add_passphrase(path, RAW, "2002", SECOND)
    assert keys.list_people(path) == ["2001", "2002"]
    assert keys.unlock_with_passphrase(path, SECOND).person == "2002"
    assert keys.unlock_with_passphrase(path, FIRST).person == "2001"
    with pytest.raises(UserError) as error:
        keys.unlock_with_passphrase(path, FIRST, "2002")
    assert refusal(error) == "wrong_passphrase"


def test_who_is_unknown_is_told_so(path: Path, sheet: str) -> None:
    for attempt in (
        lambda: keys.unlock_with_passphrase(path, FIRST, "2009"),
        lambda: keys.change_passphrase(path, RAW, "2009", SECOND),
        lambda: keys.remove_person(path, "2009"),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert refusal(error) == "person_unknown"
        assert "2009" in texts.explain("zh", error.value)[0]


def test_nobody_has_two_slots(path: Path, sheet: str) -> None:
    with pytest.raises(UserError) as error:
        keys.add_passphrase(path, RAW, "2001", SECOND)
    assert refusal(error) == "person_has_slot"


def test_labels_are_one_spelling_and_short(path: Path) -> None:
    keys.create_slots(path, STORE, RAW, "Rene\u0301", FIRST, FLOOR)
    assert keys.list_people(path) == ["Ren\u00e9"]
    assert keys.unlock_with_passphrase(path, FIRST, "Rene\u0301").person == "Ren\u00e9"
    for label in ("x" * 65, "\ud800"):
        with pytest.raises(UserError) as error:
            keys.add_passphrase(path, RAW, label, SECOND)
        assert refusal(error) == "person_label"


def test_a_file_holds_so_many_slots(path: Path, sheet: str) -> None:
    slots.change(path, lambda found: found.slots[:1] * slots.SLOTS_MAX)
    with pytest.raises(UserError) as error:
        keys.add_passphrase(path, RAW, "2002", SECOND)
    assert refusal(error) == "slots_full"


def test_a_changed_passphrase_replaces_the_old(path: Path, sheet: str) -> None:
    keys.change_passphrase(path, RAW, "2001", SECOND)
    assert keys.unlock_with_passphrase(path, SECOND).raw_key == RAW
    assert keys.unlock_with_recovery(path, sheet).raw_key == RAW
    with pytest.raises(UserError) as error:
        keys.unlock_with_passphrase(path, FIRST)
    assert refusal(error) == "wrong_passphrase"


def test_a_person_is_removed_but_never_the_last(path: Path, sheet: str) -> None:
    keys.add_passphrase(path, RAW, "2002", SECOND)
    keys.remove_person(path, "2001")
    assert keys.list_people(path) == ["2002"]
    with pytest.raises(UserError) as error:
        keys.unlock_with_passphrase(path, FIRST)
    assert refusal(error) == "wrong_passphrase"
    with pytest.raises(UserError) as error:
        keys.remove_person(path, "2002")
    assert refusal(error) == "last_slot"


def test_the_sheet_opens_and_a_new_sheet_ends_the_old(path: Path, sheet: str) -> None:
    unlocked = keys.unlock_with_recovery(path, sheet, store_id=STORE)
    assert (unlocked.raw_key, unlocked.person) == (RAW, "")
    new = keys.renew_recovery_key(path, RAW)
    assert keys.unlock_with_recovery(path, new).raw_key == RAW
    with pytest.raises(UserError) as error:
        keys.unlock_with_recovery(path, sheet)
    assert refusal(error) == "wrong_recovery_key"
    assert keys.unlock_with_passphrase(path, FIRST).raw_key == RAW


def test_the_sheet_is_read_as_people_type(path: Path, sheet: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in sheet)
    for typed in (
        sheet.lower(),
        sheet.replace("-", " "),
        sheet.replace("-", "\n"),
        sheet.replace("-", "—"),
        f"  {sheet.replace('-', '')}\n",
        sheet.replace("0", "O").replace("1", "l"),
        sheet.replace("0", "o").replace("1", "I").replace("V", "u"),
        wide,
    ):
        assert keys.unlock_with_recovery(path, typed).raw_key == RAW


def test_a_mistyped_sheet_is_told_apart_from_a_wrong_one(path: Path, sheet: str) -> None:
    other = "B" if sheet[0] != "B" else "C"
    for typed in ("", other + sheet[1:], sheet[:-1], sheet + "0", sheet[:-1] + "é", sheet[:-1] + "好", sheet * 100):
        with pytest.raises(UserError) as error:
            keys.unlock_with_recovery(path, typed)
        assert refusal(error) == "recovery_key_mistyped"
    with pytest.raises(UserError) as error:
        keys.unlock_with_recovery(path, recovery.to_text(recovery.generate()))
    assert refusal(error) == "wrong_recovery_key"


def test_every_single_wrong_letter_is_noticed() -> None:
    text = recovery.to_text(RAW)
    assert recovery.from_text(text) == RAW
    for at, letter in enumerate(text):
        if letter != "-":
            with pytest.raises(UserError):
                recovery.from_text(text[:at] + ("2" if letter != "2" else "3") + text[at + 1 :])


def test_two_groups_typed_back_prove_the_sheet(sheet: str) -> None:
    groups = sheet.split("-")
    assert len(groups) == recovery.GROUPS
    assert keys.recovery_groups_proven(sheet, {2: groups[1], 14: f" {groups[13].lower()} "})
    assert not keys.recovery_groups_proven(sheet, {2: groups[1], 14: "0000"})
    wrongs: list[dict[int, str]] = [{}, {0: groups[-1]}, {15: ""}, {3: ""}]
    for wrong in wrongs:
        assert not keys.recovery_groups_proven(sheet, wrong)


def test_another_stores_slots_are_foreign(path: Path, sheet: str) -> None:
    with pytest.raises(UserError) as error:
        keys.unlock_with_passphrase(path, FIRST, store_id="another")
    assert refusal(error) == "keyslots_foreign"
    with pytest.raises(UserError) as error:
        keys.unlock_with_recovery(path, sheet, store_id="another")
    assert refusal(error) == "keyslots_foreign"


def test_a_machine_short_of_memory_says_so(path: Path) -> None:
    keys.create_slots(path, STORE, RAW, "", FIRST, Cost(256 * MIB, 3))
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    try:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 128 * MIB, before[1]))
        with pytest.raises(UserError) as error:
            keys.unlock_with_passphrase(path, FIRST)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert refusal(error) == "memory_short"
