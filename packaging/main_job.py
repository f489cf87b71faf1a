"""The main job on the demo school: in the window of one of its machines, or step by step on the terminal.

On the terminal: roster in, a talk written, bundle out, imported, receipt, form.

Everything is done with the program's own command line on the demo school, which is made on first use.
Each command is shown as a person would type it, with where its files lie.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from environment import ROOT, tool

DEMO = ROOT / "demo"


class Journey:
    """Runs commands of the program and shows them."""

    def __init__(self, demo: Path) -> None:
        self.demo = demo
        self.secret = demo / "passphrase.txt"

    def say(self, text: str) -> None:
        print(f"\n── {text}", flush=True)

    def run(self, home: Path | None, *words: str | Path, expect: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """One command; its JSON answer. Ends the journey with the program's own sentence where it refuses."""
        options = ["--json"] if home is None else ["--json", "--home", str(home)]
        shown = " ".join(self._short(str(w)) for w in (() if home is None else ("--home", home)))
        print(f"$ runxin {shown} {' '.join(self._short(str(w)) for w in words)}".replace("  ", " "), flush=True)
        settings = {**os.environ, "RUNXIN_PASSPHRASE": self._passphrase()}
        command = [str(tool("runxin")), *options, *map(str, words)]
        done = subprocess.run(command, env=settings, capture_output=True, encoding="utf-8", check=False)
        answer: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
        if done.returncode not in expect:
            told = answer.get("error", {}).get("message", "") or done.stderr
            sys.exit(f"{told.strip()}\n(exit {done.returncode})")
        return answer

    def _short(self, word: str) -> str:
        return word.replace(str(ROOT) + os.sep, "")

    def _passphrase(self) -> str:
        return self.secret.read_text(encoding="utf-8").strip() if self.secret.exists() else ""


def demo_school(journey: Journey) -> dict[str, Any]:
    """What is where in the demo school; it is made where it is missing."""
    if not (DEMO / "demo.json").exists():
        journey.say("The demo school is made (once)")
        made = journey.run(None, "demo", "--home", DEMO, "--students", "120", "--seed", "1")
        journey.secret.write_text(made["passphrase"], encoding="utf-8")
        print(f"{made['students']} students, {made['records']} records, {len(made['workspaces'])} workspaces")
    told: dict[str, Any] = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))
    journey.secret.write_text(told["passphrase"], encoding="utf-8")
    return told


def open_window(role: str) -> int:
    """Opens the window on a machine of the demo school: `counsellor`, `centre`, `station` or `psychologist`."""
    journey = Journey(DEMO)
    told = demo_school(journey)
    machines = {w["role"]: w["home"] for w in reversed(told["workspaces"])}
    if role not in machines:
        sys.exit(f"There is no {role} in the demo school; there are: {', '.join(sorted(machines))}")
    journey.say(f"The window opens on demo/{machines[role]}. The passphrase is {told['passphrase']}")
    if role == "psychologist":
        print(f"The notes vault has one of its own: {told['vault_passphrase']}")
    print(f"Another machine: python3 packaging/dev.py run {' | '.join(sorted(machines))}")
    print("The same work on the terminal: python3 packaging/dev.py run --terminal", flush=True)
    return subprocess.run([tool("runxin"), "--home", str(DEMO / machines[role])], check=False).returncode


def main() -> None:
    if sys.argv[1:]:
        sys.exit(open_window(sys.argv[1]))
    journey = Journey(DEMO)
    told = demo_school(journey)
    centre = DEMO / "centre"
    counsellor = next(DEMO / w["home"] for w in told["workspaces"] if w["role"] == "counsellor")
    main_job(journey, told, centre, counsellor)


def main_job(journey: Journey, told: dict[str, Any], centre: Path, counsellor: Path) -> None:
    out = DEMO / "stick"
    journey.say("1  Roster in: the centre imports a college's list; what cannot be trusted is held with its reason")
    roster = DEMO / told["rosters"][0]
    answer = journey.run(centre, "roster", "import", roster, *_college(told, roster), expect=(0, 3))
    print(f"added {answer['added']}, changed {answer['changed']}, unchanged {answer['unchanged']}")
    for row in answer["held"]:
        print(f"  row {row['row']}: {row['message']}")

    journey.say("2  A talk is written, offline, on a counsellor's laptop")
    students = journey.run(counsellor, "record", "list", "--kind", "student")["records"]
    student = students[0]["student"]
    talk = DEMO / "talk.json"
    talk.write_text(json.dumps(_talk(student), ensure_ascii=False), encoding="utf-8")
    saved = journey.run(counsellor, "record", "add", "talk", "--json-file", talk, "--audience", "centre")
    print(f"talk {saved['id']}")

    journey.say("3  Bundle out: signed, encrypted, onto the stick")
    sent = journey.run(counsellor, "bundle", "export", "--to", "centre", "--out", out)
    print(f"{sent['revisions']} revisions in {sent['file']}")

    journey.say("4  Imported at the centre, after every check")
    result = journey.run(centre, "bundle", "import", *sent["files"])["results"][0]
    print(f"{result['status']}: {result['applied']} applied, {result['held']} held")
    found = journey.run(centre, "search", "图书馆五楼的自习位")["hits"]
    print(f"found there: {found[0]['snippet']}")

    journey.say("5  The receipt goes back: the centre's next bundle is the receipt")
    device = journey.run(counsellor, "unlock-check")["device"]
    back = journey.run(centre, "bundle", "export", "--to", device, "--out", out)
    journey.run(counsellor, "bundle", "import", *back["files"])
    peers = journey.run(counsellor, "bundle", "status")["peers"]
    print(f"still waiting on the laptop: {peers[0]['waiting']}")

    journey.say("6  The talk is printed")
    form = journey.run(counsellor, "form", "print", "talk", saved["id"], "--out", DEMO / "talk.pdf")
    print(f"form {form['file']}")

    journey.say(f"Everything lies below {DEMO}; the passphrase of the demo school is in {journey.secret.name}")


def _college(told: dict[str, Any], roster: Path) -> tuple[str, ...]:
    """The college of a roster that has no such column."""
    colleges = {w["college"] for w in told["workspaces"] if w["college"]}
    return next((("--college", c) for c in colleges if c in roster.name), ())


def _talk(student: str) -> dict[str, Any]:
    return {
        "when": "2026-11-23T16:10:00+08:00",
        "students": [student],
        "occasions": ["asked"],
        "mode": "individual",
        "risk": "none",
        "place": "学院谈心室",
        "way": "face",
        "content": "约在下课后聊了四十分钟。他说最近总在图书馆五楼的自习位坐到闭馆，回宿舍倒头就睡，"
        "不是不想和室友说话，是怕一开口就说到挂掉的那门课。我们一起把补考前的三周排了一遍，"
        "他自己提出周三晚上和室友去打球。约好下周二中午再来坐坐。",
        "parts": [{"student": student, "response": "主动约的时间，说出来轻松一些", "follow_up": "下周二中午再谈"}],
    }


if __name__ == "__main__":
    main()
