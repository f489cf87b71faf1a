"""Every sentence and label: there in both languages, fitting what the code passes, in the words of this work."""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import app
from app.cli.parser import make_parser
from app.errors import UserError
from app.paths import resource
from app.records import KINDS, VAULT_KINDS, Field
from app.services.transfer import Status
from app.texts import LANGUAGES, catalogue, explain, sentence, text

ROOT = Path(app.__file__).parent.parent
# Codes put together at run time: app/services/context.py says `f"{kind}_unknown"` of what a person typed.
MADE = {"student_unknown", "staff_unknown", "unit_unknown"}
# What app/cli/exchange.py hands to `cli.say.<status>`: the row of one file.
RESULT_ROW = {"file", "status", "code", "message", "applied", "held", "gaps", "suspect"}
# TERMS.md: words that label a person or lay blame.
AVOIDED = ("患者", "病人", "问题学生", "确诊", "异常人员", "黑名单", "违规", "失职", "系统自动判定", "监控", "风险分")


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the product, parsed."""
    files = [file for room in ("app", "ui") for file in sorted((ROOT / room).rglob("*.py"))]
    return tuple((file, ast.parse(file.read_text(encoding="utf-8"))) for file in files)


def nodes(*below: str) -> Iterator[ast.AST]:
    """All nodes of the modules whose path contains `below`."""
    for file, module in sources():
        if all(part in file.as_posix() for part in below):
            yield from ast.walk(module)


def constants(node: ast.AST) -> list[str]:
    """The texts an expression may turn out to be: a literal, or the branches of a conditional."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def called(node: ast.AST) -> str:
    """The bare name of what a call calls; "" for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def keywords(call: ast.Call) -> set[str] | None:
    """The names of the values a call passes; None where it passes a mapping."""
    names = [k.arg for k in call.keywords]
    return None if None in names else {name for name in names if name is not None}


@cache
def raised() -> dict[str, list[set[str] | None]]:
    """Each code of a `UserError(…)` in the source, with the values of every place that raises it."""
    found: dict[str, list[set[str] | None]] = {}
    for node in nodes():
        if isinstance(node, ast.Call) and called(node) == "UserError" and node.args:
            for code in constants(node.args[0]):
                found.setdefault(code, []).append(keywords(node))
    return found


@cache
def placing_codes() -> frozenset[str]:
    """Why a revision is held: what the functions of app/exchange/placing.py answer."""
    answers = [n.value for n in nodes("app/exchange/placing.py") if isinstance(n, ast.Return) and n.value]
    return frozenset(code for answer in answers for code in constants(answer) if code)


@cache
def row_codes() -> frozenset[str]:
    """Why a row of a roster is held."""
    literals = {c for n in nodes("app/sheets/") for c in constants(n)}
    return frozenset(c for c in literals if re.fullmatch(r"roster_[a-z_]+", c))


def placeholders(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def of_error(language: str, code: str) -> str:
    """Message and hint of a code, one after the other."""
    found = catalogue(language)
    return found.get(f"error.{code}.message", "") + found.get(f"error.{code}.hint", "")


def files_of(language: str) -> dict[str, set[str]]:
    """The keys of each file of a language."""
    found = {}
    for file in sorted(resource("locale", language).glob("*.toml")):
        found[file.name] = set(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _flat(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            assert isinstance(value, str) and value, f"{prefix}{key}"
            yield prefix + key


def test_both_languages_have_the_same_keys_in_the_same_files() -> None:
    assert files_of("zh") == files_of("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_lives_in_one_file(language: str) -> None:
    count = Counter(key for keys in files_of(language).values() for key in keys)
    assert [key for key, times in count.items() if times > 1] == []


def test_both_languages_fill_the_same_placeholders() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert [key for key in zh if placeholders(zh[key]) != placeholders(en[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str) -> None:
    wanted = raised().keys() | MADE | placing_codes() | row_codes()
    assert sorted(c for c in wanted if f"error.{c}.message" not in catalogue(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_asks_only_for_what_every_raise_passes(language: str) -> None:
    lacking = {
        code
        for code, places in raised().items()
        for passed in places
        if passed is not None and not placeholders(of_error(language, code)) <= passed
    }
    lacking |= {c for c in placing_codes() if placeholders(of_error(language, c))}
    lacking |= {c for c in MADE if not placeholders(of_error(language, c)) <= {"value"}}
    assert sorted(lacking) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_dead(language: str) -> None:
    spoken = {c for n in nodes() for c in constants(n)} | MADE
    codes = {key.split(".")[1] for key in catalogue(language) if key.startswith("error.")}
    assert sorted(codes - spoken) == []
    parts = {key.split(".", 2)[2] for key in catalogue(language) if key.startswith("error.")}
    assert parts <= {"message", "hint"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_held_records_are_counted_in_a_sentence(language: str) -> None:
    held = {key.removeprefix("held."): value for key, value in catalogue(language).items() if key.startswith("held.")}
    assert held.keys() == placing_codes()
    assert all(placeholders(value) == {"count"} for value in held.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_has_a_sentence(language: str) -> None:
    functions = [n for n in nodes("app/services/") if isinstance(n, ast.FunctionDef) and n.name == "warnings"]
    appended = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Call) and called(n) == "append"]
    names = {name for call in appended for name in constants(call.args[0])}
    assert names
    assert sorted(n for n in names if f"warning.{n}" not in catalogue(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_asked_for_by_name_are_there_and_get_their_values(language: str) -> None:
    found, wrong = catalogue(language), []
    for node in nodes():
        if not isinstance(node, ast.Call) or called(node) != "text":
            continue
        for key in (c for argument in node.args[:2] for c in constants(argument)):
            passed = keywords(node)
            if re.fullmatch(r"[a-z]\w*(\.\w+)+", key) and (
                key not in found or (passed is not None and not placeholders(found[key]) <= passed)
            ):
                wrong.append(key)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_row_of_an_imported_file_fills_its_sentence(language: str) -> None:
    for status in get_args(Status):
        assert placeholders(catalogue(language)[f"cli.say.{status}"]) <= RESULT_ROW
        assert placeholders(catalogue(language)[f"cli.preview.{status}"]) <= RESULT_ROW


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_help_and_no_help_is_dead(language: str) -> None:
    helps = {k.removeprefix("cli.help."): v for k, v in catalogue(language).items() if k.startswith("cli.help.")}
    assert helps.keys() == {"runxin", *_commands(make_parser(language), "")}
    assert [name for name, told in helps.items() if "%" in told or "{" in told] == []  # argparse fills these in


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_help_and_no_help_is_dead(language: str) -> None:
    told = {k.removeprefix("cli.option.") for k in catalogue(language) if k.startswith("cli.option.")}
    assert told == set(_options(make_parser(language)))


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _options(below)
        elif action.dest not in ("help", "version"):
            yield action.dest


def _commands(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                key = f"{path}{name.replace('-', '_')}"
                yield key
                yield from _commands(below, f"{key}_")


def declared_labels() -> Iterator[str]:
    """The key of every kind, field and fixed choice that app/records declares."""
    for kind in (*KINDS.values(), *VAULT_KINDS.values()):
        yield f"kind.{kind.name}"
        for path, field in _fields(kind.fields, ""):
            yield f"field.{kind.name}.{path}"
            if not isinstance(field.choices, str):
                yield from (f"choice.{field.name}.{choice}" for choice in field.choices)


def _fields(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield prefix + field.name, field
        yield from _fields(field.fields, f"{prefix}{field.name}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_field_and_choice_has_a_label_and_no_label_is_dead(language: str) -> None:
    labels = {key for key in catalogue(language) if key.split(".")[0] in ("kind", "field", "choice")}
    declared = set(declared_labels())
    assert sorted(declared - labels) == []
    assert sorted(labels - declared) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_kept_as_a_record_of_its_own_has_one_set_of_labels(language: str) -> None:
    found = catalogue(language)
    for kind in KINDS.values():
        for group in (f for f in kind.fields if f.child is not None):
            for f in group.fields:
                assert found[f"field.{kind.name}.{group.name}.{f.name}"] == found[f"field.{group.child}.{f.name}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_shouted(language: str) -> None:
    assert [key for key, value in catalogue(language).items() if "!" in value or "！" in value] == []


def test_no_word_labels_a_person_or_lays_blame() -> None:
    zh = catalogue("zh")
    assert [(key, word) for key, value in zh.items() for word in AVOIDED if word in value] == []
    assert [key for key, value in zh.items() if "你" in value] == []  # always 您


def test_a_refusal_is_explained_in_both_languages() -> None:
    error = UserError("device_revoked", name="方若棠")
    assert "方若棠" in explain("zh", error)[0] and explain("zh", error)[1].startswith("请")
    assert "方若棠" in explain("en", error)[0] and explain("en", error)[1]
    assert text("zh", "held.student_unknown", count=3).startswith("有 3 条")


def test_a_field_is_named_as_people_know_it() -> None:
    error = UserError("field_missing", field="content", kind="talk")
    assert "谈话内容 (content)" in sentence("zh", error)
    assert "(content)" in sentence("en", error) and "field." not in sentence("en", error)
    assert "“content”" in sentence("zh", UserError("field_missing", field="content"))
