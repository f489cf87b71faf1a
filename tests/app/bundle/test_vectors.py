"""Every committed vector: good bundles open, and each bad one is refused with its own code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import bundle, texts
from app.bundle import manifest, payload
from app.errors import UserError
from tests.vectors import make

FILES = sorted(make.FOLDER.glob("*.vector"))


def parts(path: Path) -> tuple[dict[str, str], bytes]:
    """The head and the bundle of a vector file."""
    head, _, data = path.read_bytes().partition(b"\n\n")
    return dict(line.split(": ", 1) for line in head.decode().splitlines()), data


def outcome(data: bytes, public: bytes, identity: str) -> str:
    """What happens to a bundle from this sender: `opens`, or the code and part of the refusal."""
    try:
        found = bundle.read_container(data)
        bundle.verify_signature(found, public)
        content = bundle.open_payload(found, identity)
    except UserError as refused:
        for language in texts.LANGUAGES:
            assert all(texts.explain(language, refused))
        part = refused.values.get("part")
        return f"{refused.code}/{part}" if part else refused.code
    assert manifest.encode(found.manifest) == found.manifest_bytes
    assert payload.read(found.manifest, payload.write(found.manifest, content)) == content
    return "opens"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_first_line_says_happens(path: Path) -> None:
    head, data = parts(path)
    assert next(iter(head)) == "expect"
    assert outcome(data, bytes.fromhex(head["public"]), head["identity"]) == head["expect"]


def test_the_committed_files_are_what_the_script_writes() -> None:
    made = {f"{vector.name}.vector": make.written(vector) for vector in make.vectors()}
    assert {path.name: path.read_bytes() for path in FILES} == made


def test_every_code_has_a_vector() -> None:
    expected = {parts(path)[0]["expect"] for path in FILES}
    assert {expect.partition("/")[0] for expect in expected} - {"opens"} == CODES
    inside = {"cipher", "frame", "padding", "opening", "lines", "attachments"}
    assert {expect.partition("/")[2] for expect in expected} - {""} == inside


CODES = {
    "bundle_content",
    "bundle_manifest",
    "bundle_mismatch",
    "bundle_not_for_us",
    "bundle_payload_damaged",
    "bundle_signature",
    "bundle_too_large",
    "bundle_unreadable",
    "bundle_update_needed",
}
