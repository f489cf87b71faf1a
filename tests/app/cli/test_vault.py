"""The vault's commands: made, opened, written, kept, handed over and purged; what the store is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import make_parser
from app.keys import break_glass
from app.services.vault.notices import BESIDE
from app.vault.file import HALVES, NAME
from tests.app.cli.conftest import Answer, Run, write_json
from tests.school import School
from tests.slots import OTHER, with_slot
from tests.vaults import PASSPHRASE, note, open_test_vault


@dataclass(frozen=True)
class Homes:
    """Homes of three psychologists: two with vaults, and one without; the folder of the owner's vault."""

    owner: Path
    colleague: Path
    newcomer: Path
    vault: Path


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    school = School(tmp_path_factory.mktemp("school"))
    centre = school.centre()
    school.students(centre, "2301001")
    people = [school.enrolled(centre, "psychologist", number) for number in ("X001", "X002", "X003")]
    school.exchange(centre, *people)
    vaults = [open_test_vault(workspace, slots=True) for workspace in people[:2]]
    for vault in vaults:
        vault.lock()
    for workspace in people:
        with_slot(workspace)
        workspace.lock()
    centre.lock()
    yield Homes(people[0].home, people[1].home, people[2].home, vaults[0].path.parent)


@pytest.fixture(autouse=True)
def vault_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNXIN_VAULT_PASSPHRASE", PASSPHRASE)


def done(answer: Answer) -> dict[str, Any]:
    assert answer.exit == 0, answer.document
    return answer.document


def test_a_vault_is_made_once_and_opened_with_its_own_passphrase(
    homes: Homes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = done(run(homes.newcomer, "vault", "init"))
    assert made["made"] is True and len(str(made["recovery_key"]).split("-")) == 14
    assert run(homes.newcomer, "vault", "init").code == "vault_exists"
    state = done(run(homes.owner, "vault", "unlock-check"))
    assert state["ok"] is True and state["person"] == "X001" and state["whole"] is True
    assert state["behind"] is state["unconfirmed_openings"] is False
    (homes.vault / BESIDE).write_text("forged", encoding="utf-8")
    assert done(run(homes.owner, "vault", "unlock-check"))["unconfirmed_openings"] is True
    assert done(run(homes.owner, "vault", "accept-older"))["accepted"] is False
    monkeypatch.setenv("RUNXIN_VAULT_PASSPHRASE", OTHER)
    wrong = run(homes.owner, "vault", "unlock-check")
    assert (wrong.exit, wrong.code) == (1, "vault_wrong_passphrase") and OTHER not in str(wrong)


def written(folder: Path, text: str) -> str:
    """A file with a text that must not stand among the arguments."""
    path = folder / "text"
    path.write_text(f"{text}\n", encoding="utf-8")
    return str(path)


def noted(run: Run, home: Path, folder: Path, client: str, course: str) -> dict[str, Any]:
    return done(run(home, "vault", "note", "add", "--json-file", write_json(folder, note(client, course))))


def test_notes_are_written_listed_shown_and_found_in_the_vault_alone(homes: Homes, run: Run, tmp_path: Path) -> None:
    added = noted(run, homes.owner, tmp_path, "0147", "老屋")
    assert added["clients"] == ["0147"]
    listed = done(run(homes.owner, "vault", "note", "list", "--client", "0147"))["notes"]
    assert [line["id"] for line in listed] == [added["id"]]
    shown = done(run(homes.owner, "vault", "note", "show", str(added["id"])))
    assert shown["fields"]["course"] == "老屋"
    sought = written(tmp_path, "老屋")
    (hit,) = done(run(homes.owner, "vault", "note", "search", "--text-file", sought))["hits"]
    assert run(homes.owner, "vault", "note", "search").code == "text_file_needed"
    assert hit["id"] == added["id"]
    assert run(homes.owner, "search", "老屋").document["hits"] == []
    assert run(homes.owner, "vault", "note", "show", "nothing").code == "vault_entry_unknown"


def test_the_stores_words_show_the_vaults_kinds_and_write_none(homes: Homes, run: Run, tmp_path: Path) -> None:
    kinds = {kind["kind"]: kind for kind in run(homes.owner, "record", "kinds").document["kinds"]}
    assert kinds["session_note"]["store"] == "vault" and kinds["talk"]["store"] == "general"
    for kind in ("session_note", "risk_assessment"):
        refused = run(homes.owner, "record", "add", kind, "--json-file", write_json(tmp_path, note()))
        assert (refused.exit, refused.code) == (1, "kind_in_vault")


def test_a_number_under_another_name_is_saved_with_a_notice(homes: Homes, run: Run, tmp_path: Path) -> None:
    def named(name: str) -> dict[str, Any]:
        client = {"code": "0170", "name": name, "student": "2301001"}
        words = ("vault", "note", "add", "--kind", "client", "--json-file", write_json(tmp_path, client))
        return done(run(homes.owner, *words))

    (notice,) = named("阿卜杜拉")["notices"]
    assert (notice["code"], notice["roster"]) == ("client_name_differs", "学生2301001")
    assert "notices" not in named("学生2301001")


def test_no_option_is_taken_by_its_beginning() -> None:
    """A text after `--reason` would stand among the arguments, and be taken for the name of a file."""
    words = ["vault", "retention", "purge", "0160", "--again", "0160", "--reason", "满五年"]
    with pytest.raises(SystemExit):
        make_parser("zh").parse_args(words)


def test_a_backup_is_made_checked_and_restored(homes: Homes, run: Run, tmp_path: Path) -> None:
    file = str(done(run(homes.owner, "vault", "backup", str(tmp_path)))["file"])
    checked = done(run(homes.owner, "vault", "backup-verify", file))
    assert checked["ok"] is True and file.endswith(".rxvault")
    mistyped = written(tmp_path, "ABCD-EFGH")
    refused = run(homes.owner, "vault", "restore", file, "--recovery-key-file", mistyped)
    assert refused.code == "recovery_key_mistyped"
    restored = done(run(homes.owner, "vault", "restore", file))
    assert restored["entries"] == checked["entries"] and (Path(str(restored["set_aside"])) / NAME).exists()
    rows = done(run(homes.owner, "vault", "audit", "--limit", "3"))["rows"]
    assert [row["act"] for row in rows] == ["vault_unlock", "vault_restored", "vault_unlock"]


def test_break_glass_is_turned_on_used_and_turned_off(homes: Homes, run: Run, tmp_path: Path) -> None:
    words = ("vault", "break-glass")
    noted(run, homes.owner, tmp_path, "0150", "新居")
    assert done(run(homes.owner, *words, "status")) == {"on": False, "holders": []}
    out = ("--out-first", str(tmp_path / "one"), "--out-second", str(tmp_path / "other"))
    assert run(homes.owner, *words, "enable", "--holder", "X002", *out).code == "break_glass_two"
    holders = ("--holder", "X002", "--holder", "X003")
    sheets = done(run(homes.owner, *words, "enable", *holders, *out))["sheets"]
    assert [Path(str(sheet)).read_bytes()[:5] for sheet in sheets] == [b"%PDF-"] * 2
    assert done(run(homes.owner, *words, "status"))["holders"] == ["X002", "X003"]
    raw_key = bytes.fromhex(str(done(run(homes.owner, "vault", "keys", "export-for-recovery"))["raw_key"]))
    store_id = str(done(run(homes.owner, "vault", "unlock-check"))["vault"])
    halves = break_glass.enable(homes.vault / HALVES, store_id, raw_key, "X001|X002|X003")
    files = []
    for name, text in (("a", halves[0]), ("b", halves[1]), ("ground", "来访者失联")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        files.append(str(tmp_path / name))
    shares = ("--share-file", files[0], "--share-file", files[1], "--ground-file", files[2])
    opened = done(run(homes.owner, *words, "open", *shares))
    assert opened["holders"] == ["X002", "X003"] and "notes" not in opened
    assert "0150" in {client["code"] for client in opened["clients"]}
    read = done(run(homes.owner, *words, "open", *shares, "--client", "0150"))
    assert read["notes"][0]["fields"]["course"] == "新居" and read["notes"][0]["signed"] is True
    assert read["drafts"] == [] and read["open_assessment"] is None
    assert len(run(homes.owner, "record", "list", "--kind", "vault_opening").document["records"]) == 2
    told = done(run(homes.owner, "vault", "unlock-check"))["openings"]
    assert {one["record"] for one in told} >= {opened["record"], read["record"]} and told[0]["by"] == ["X002", "X003"]
    done(run(homes.owner, *words, "disable"))
    assert run(homes.owner, *words, "open", *shares).code == "break_glass_off"


def test_a_case_goes_to_a_colleague_and_is_purged_years_later(homes: Homes, run: Run, tmp_path: Path) -> None:
    card, case, consent = (str(tmp_path / name) for name in ("card", "case", "consent"))
    Path(consent).write_text("本人同意", encoding="utf-8")
    noted(run, homes.owner, tmp_path, "0160", "转走的人")
    code = str(done(run(homes.colleague, "vault", "card", "--out", card))["code"])
    assert len(code.split()) == 6
    given = ("vault", "transfer", "0160", "--card", card, "--consent-file", consent, "--out", case, "--code")
    assert run(homes.owner, *given, "1 2 3").code == "vault_card_code"
    gone = done(run(homes.owner, *given, code))
    taken = done(run(homes.colleague, "vault", "receive", case, "--code", str(gone["code"])))
    assert taken["entries"] == gone["entries"] and taken["again"] is False
    again = ("vault", "receive", case, "--code", str(gone["code"]))
    assert done(run(homes.colleague, *again))["again"] is True
    assert run(homes.owner, *again).code == "vault_case_foreign"

    later = "2033-11-24T10:00:00+08:00"
    (due,) = done(run(homes.owner, "vault", "retention", "due", now=later))["due"]
    assert due["code"] == "0160"
    hold = ("vault", "retention", "hold", "0160", "--reason-file", written(tmp_path, "法院调取"))
    done(run(homes.owner, *hold, now=later))
    purge = ("vault", "retention", "purge", "0160", "--again", "0160", "--reason-file", written(tmp_path, "满五年"))
    assert run(homes.owner, *purge, now=later).code == "purge_held"
    lift = ("vault", "retention", "hold", "0160", "--lift")
    done(run(homes.owner, *lift, now=later))
    assert run(homes.owner, *lift, now=later).code == "hold_missing"
    assert run(homes.owner, *purge).code == "vault_not_due", "closed a moment ago"
    assert int(str(done(run(homes.owner, *purge, now=later))["purged"])) > 0
    assert done(run(homes.owner, "vault", "unlock-check"))["whole"] is True


def test_scales_and_figures(homes: Homes, run: Run, tmp_path: Path) -> None:
    answers = written(tmp_path, "1,1,1,1,1,1,1,1,1")
    scored = done(run(homes.colleague, "vault", "scale", "score", "phq-9", "--answers-file", answers))
    assert scored["total"] == 9 and scored["alarms"] == [9]
    fields = {**scored["fields"], "client": "0300", "when": "2026-11-24T09:00:00+08:00"}
    words = ("vault", "note", "add", "--kind", "scale_result", "--json-file", write_json(tmp_path, fields))
    done(run(homes.colleague, *words))
    (point,) = done(run(homes.colleague, "vault", "scale", "trend", "0300", "phq-9"))["points"]
    assert point["total"] == 9
    assert {"phq-9"} <= {s["id"] for s in done(run(homes.colleague, "vault", "scale", "list"))["scales"]}
    counted = done(run(homes.colleague, "vault", "figures", "--from", "2026-11-01", "--to", "2026-11-30"))
    assert counted["sessions"] == 0 and counted["clients"] == 0, "what a colleague held was counted there"
    out = str(tmp_path / "figures.xlsx")
    assert done(run(homes.colleague, "vault", "figures", "--out", out)) == {"file": out}
    assert run(homes.colleague, "vault", "figures", "--from", "soon").code == "date_wrong"
