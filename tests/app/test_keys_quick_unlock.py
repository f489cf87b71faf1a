"""Quick unlock with a real Secret Service, and with every keyring that must not be trusted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, Windows, chainer, fail, null
from keyring.errors import KeyringLocked, PasswordSetError

from app import texts
from app.errors import UserError
from app.keys import quick_unlock

STORE = "0190a1b2c3d4"
KEY = bytes(range(32))
Backend = TypeVar("Backend", bound=KeyringBackend)


def new(kind: type[Backend]) -> Backend:
    """An instance; keyring's constructors are untyped."""
    make: Any = kind
    made: Backend = make()
    return made


def use(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)


def refused() -> None:
    """Every call refuses in the same way, with a sentence."""
    for attempt in (
        lambda: quick_unlock.remember_key(STORE, "2001", KEY),
        lambda: quick_unlock.recall_key(STORE, "2001"),
        lambda: quick_unlock.forget_key(STORE, "2001"),
        lambda: quick_unlock.save_head_mark(STORE, "mark"),
        lambda: quick_unlock.load_head_mark(STORE),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert error.value.code == "keyring_unavailable"
        assert all(texts.explain(language, error.value)[1] for language in texts.LANGUAGES)


def test_a_key_is_remembered_recalled_and_forgotten(desktop: None) -> None:
    assert quick_unlock.available()
    assert quick_unlock.recall_key(STORE, "2001") is None
    quick_unlock.remember_key(STORE, "2001", KEY)
    quick_unlock.remember_key(STORE, "", bytes(32))
    assert quick_unlock.recall_key(STORE, "2001") == KEY
    assert quick_unlock.recall_key(STORE, "") == bytes(32)
    assert quick_unlock.recall_key("another", "2001") is None
    quick_unlock.forget_key(STORE, "2001")
    quick_unlock.forget_key(STORE, "2001")
    assert quick_unlock.recall_key(STORE, "2001") is None


def test_the_head_mark_is_kept_apart(desktop: None) -> None:
    assert quick_unlock.load_head_mark(STORE) is None
    quick_unlock.save_head_mark(STORE, "m" * 128)
    quick_unlock.save_head_mark(STORE, "3:17:" + "a" * 64)
    assert quick_unlock.load_head_mark(STORE) == "3:17:" + "a" * 64
    assert quick_unlock.recall_key(STORE, STORE) is None


@pytest.mark.parametrize("found", ["", "no hex", "00" * 31, "00" * 33])
def test_an_entry_that_is_no_key_is_none(desktop: None, found: str) -> None:
    keyring.get_keyring().set_password(f"runxin key {STORE}", "person 2001", found)
    assert quick_unlock.recall_key(STORE, "2001") is None


def test_only_small_entries_are_saved() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        quick_unlock.remember_key(STORE, "2001", bytes(31))
    for mark in ("m" * 129, "标"):
        with pytest.raises(ValueError, match="128 ASCII"):
            quick_unlock.save_head_mark(STORE, mark)


class PlainText(KeyringBackend):
    """A backend as a configuration file might name one: works well, and protects nothing."""

    priority = 1.0

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a key was handed to it")

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("it was asked")


@pytest.mark.parametrize("backend", [null.Keyring, fail.Keyring, PlainText])
def test_keyrings_not_known_by_name_are_refused(chosen: None, backend: type[KeyringBackend]) -> None:
    use(new(backend))
    assert not quick_unlock.available()
    refused()


class Chain(chainer.ChainerBackend):
    """A chain with the members a test gives it, under the real one's name."""

    backends: Sequence[KeyringBackend] = ()


Chain.__module__, Chain.__qualname__ = chainer.__name__, "ChainerBackend"


def test_a_chain_is_as_good_as_its_worst_member(desktop: None) -> None:
    chain = new(Chain)
    use(chain)
    bad: list[list[KeyringBackend]] = [[], [new(null.Keyring)], [new(SecretService.Keyring), new(PlainText)]]
    for members in bad:
        chain.backends = members
        assert not quick_unlock.available()
    refused()
    chain.backends = [new(SecretService.Keyring)]
    quick_unlock.remember_key(STORE, "2001", KEY)
    assert quick_unlock.recall_key(STORE, "2001") == KEY


def test_on_windows_the_secret_does_not_roam(chosen: None) -> None:
    backend = new(Windows.WinVaultKeyring)
    use(backend)
    assert quick_unlock.available()
    assert vars(backend)["_persist"] == 2


class Failing(SecretService.Keyring):
    """A Secret Service at a bad moment: locked, or forgetting what it was given."""

    forgets = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgets:
            raise PasswordSetError("words that must not be shown")

    def get_password(self, service: str, username: str) -> str | None:
        if self.forgets:
            return None
        raise KeyringLocked("words that must not be shown")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("words that must not be shown")


Failing.__module__, Failing.__qualname__ = SecretService.__name__, "Keyring"


def test_a_keyring_that_fails_says_so_calmly(chosen: None) -> None:
    use(new(Failing))
    refused()


def test_what_was_saved_is_read_back(chosen: None) -> None:
    backend = new(Failing)
    backend.forgets = True
    use(backend)
    with pytest.raises(UserError, match="keyring_unavailable"):
        quick_unlock.remember_key(STORE, "2001", KEY)


def test_without_a_session_bus_there_is_no_keyring(chosen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={os.devnull}")
    use(new(SecretService.Keyring))
    refused()


def test_a_keyring_that_does_not_load_is_unavailable(chosen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment may name a backend that is not there; nothing has been chosen yet in such a process."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "nowhere.to.be.Found")
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    with pytest.raises(UserError, match="keyring_unavailable"):
        quick_unlock.save_head_mark(STORE, "1:1:ab")
    assert not quick_unlock.available()
