"""Commands that set up: demo, init, keys, people, enrolment, devices."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import devices, enrolment, passphrases, people, workspaces
from app.services.workspaces import Who


def demo(call: Call) -> Outcome:
    from app.services.demo import make_demo  # late: its texts are read only here

    home = call.args.demo_home or call.args.home
    if not home:
        raise UserError("home_needed")
    made = make_demo(Path(home), call.args.students, call.args.seed, call.clock)
    document = {
        "home": str(made.home),
        "passphrase": made.passphrase,
        "vault_passphrase": made.vault_passphrase,
        "workspaces": [
            {"home": str(w.home), "role": w.role, "name": w.name, "staff_no": w.number, "college": w.college}
            for w in made.workspaces
        ],
        "rosters": [str(path) for path in made.rosters],
        "students": made.students,
        "records": made.records,
    }
    return Outcome(document)


def init(call: Call) -> Outcome:
    args = call.args
    who = Who(args.name, args.role, args.staff_no, args.college, args.school)
    founded = workspaces.create_workspace(
        call.home, who, call.new_passphrase(fall_back=True), clock=call.clock, plan_id=args.plan, join=args.join
    )
    document = {
        "workspace": str(founded.workspace),
        "device": founded.device,
        "recovery_key": founded.recovery_key,
    }
    if founded.root_key:
        document["root_key"] = founded.root_key
    if args.recovery_sheet:
        from app.services.printing import print_recovery_sheet

        print_recovery_sheet(founded, who, Path(args.recovery_sheet), call.clock)
    lines = (
        call.text("cli.say.made", home=founded.workspace),
        call.text("cli.say.recovery_key"),
        f"  {founded.recovery_key}",
        *((call.text("cli.say.root_key"), f"  {founded.root_key}") if founded.root_key else ()),
    )
    if call.terminal:
        _prove(call, founded.recovery_key, lines)
        lines = (call.text("cli.say.proven"),)
    return Outcome(document, lines)


def _prove(call: Call, recovery_key: str, lines: tuple[str, ...]) -> None:
    """On a terminal the key is proven by typing part of it back, before it scrolls away."""
    for line in lines:
        print(line)
    asked = passphrases.groups_to_prove(recovery_key)
    while True:
        typed = input(call.text("cli.ask.prove", first=asked[0] + 1, second=asked[1] + 1) + " ")
        if passphrases.proves(recovery_key, asked, typed.split()):
            return


def unlock_check(call: Call) -> Outcome:
    workspace = call.workspace()
    member = workspace.member
    document = {
        "ok": True,
        "device": workspace.device,
        "role": workspace.role,
        "person": member.number,
        "name": member.name,
        "enrolled": workspace.enrolled,
        "epoch": workspace.epoch,
        "warnings": [call.text(f"warning.{w}") for w in workspaces.warnings(workspace)],
    }
    return Outcome(document)


def passphrase_change(call: Call) -> Outcome:
    workspace = call.workspace()
    passphrases.change_passphrase(workspace, call.new_passphrase(), leaked=call.args.leaked)
    return Outcome(
        {"changed": True, "person": workspace.slot_person, "rekeyed": call.args.leaked}, (call.text("cli.say.changed"),)
    )


def recover(call: Call) -> Outcome:
    recovery = call.read(Path(call.args.recovery_key_file)).strip()
    person = passphrases.recover(call.home, recovery, call.new_passphrase(fall_back=True), call.args.person)
    return Outcome({"recovered": True, "person": person}, (call.text("cli.say.recovered", person=person),))


def recovery_renew(call: Call) -> Outcome:
    workspace = call.workspace()
    renewed = passphrases.renew_recovery_key(workspace)
    if call.args.recovery_sheet:
        from app.services.printing import print_recovery_sheet

        member = workspace.member
        founded = workspaces.Founded(workspace.home, workspace.device, renewed)
        print_recovery_sheet(
            founded, Who(member.name, member.role, member.number), Path(call.args.recovery_sheet), call.clock
        )
    return Outcome({"recovery_key": renewed}, (call.text("cli.say.recovery_key"), f"  {renewed}"))


def person_add(call: Call) -> Outcome:
    workspace = call.workspace()
    admitted = people.add_person(workspace, call.args.staff_no, call.args.name, call.new_passphrase())
    return Outcome({"person": call.args.staff_no, "admitted": admitted})


def person_list(call: Call) -> Outcome:
    found = people.list_people(call.workspace())
    return Outcome(
        {"people": [{"staff_no": m.number, "name": m.name, "role": m.role, "admitted": bool(m.id)} for m in found]}
    )


def person_remove(call: Call) -> Outcome:
    people.remove_person(call.workspace(), call.args.number)
    return Outcome({"removed": call.args.number})


def quick_unlock(call: Call) -> Outcome:
    on = call.args.state == "on"
    people.switch_quick_unlock(call.workspace(), on=on)
    return Outcome({"quick_unlock": on})


def enrol_request(call: Call) -> Outcome:
    code = enrolment.request_enrolment(call.workspace(), Path(call.args.out))
    return Outcome(
        {"code": code, "file": call.args.out}, (call.text("cli.say.request", code=code, file=call.args.out),)
    )


def enrol_show(call: Call) -> Outcome:
    asked = enrolment.read_request(Path(call.args.file))
    r = asked.request
    return Outcome(
        {
            "code": asked.code,
            "name": r.name,
            "staff_no": r.number,
            "role": r.role,
            "college": r.college,
            "device": r.device,
            "epoch": r.epoch,
            "what": r.what,
        }
    )


def enrol_approve(call: Call) -> Outcome:
    args = call.args
    done = enrolment.approve_request(
        call.workspace(),
        Path(args.file),
        code=args.code,
        college=args.college,
        role=args.role,
        scope=args.scope,
        out=Path(args.out),
    )
    return Outcome({"device": done.device, "welcome": str(done.welcome), "centre_code": done.centre_code})


def enrol_accept(call: Call) -> Outcome:
    workspace = call.workspace()
    done = enrolment.accept_welcome(workspace, Path(call.args.file), call.args.centre_code)
    document = {"device": workspace.device, "school": workspace.school, "applied": done.applied}
    return Outcome(document, (call.text("cli.say.accepted", count=done.applied),))


def device_list(call: Call) -> Outcome:
    return Outcome(
        {
            "devices": [
                {
                    "id": d.id,
                    "name": d.name,
                    "role": d.role,
                    "state": d.state,
                    "last_seq": d.last_seq,
                    "epoch": d.epoch,
                    "college": d.college,
                    "heard": d.heard,
                    "frozen": d.frozen,
                    "people": list(d.people),
                }
                for d in devices.list_devices(call.workspace())
            ]
        }
    )


def device_revoke(call: Call) -> Outcome:
    version = devices.revoke_device(call.workspace(), call.args.device, call.args.reason, call.args.until)
    return Outcome({"device": call.args.device, "state": call.args.reason, "trust_version": version})


def device_unfreeze(call: Call) -> Outcome:
    devices.unfreeze_device(call.workspace(), call.args.device)
    return Outcome({"device": call.args.device, "frozen": False})
