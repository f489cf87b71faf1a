"""Quick unlock: the database key, and the store's head mark, in the keyring of the operating system.

Never needed: the passphrase always suffices. Only keyrings known by name are used, because `keyring` lets
the environment and a configuration file choose one that forgets, or writes plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from app.errors import UserError

HEAD_MARK_MAX = 128
_KEY = 32
_NAMED = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
)
_CHAIN = "keyring.backends.chainer.ChainerBackend"
_ONLY_THIS_MACHINE = 2
"""Windows' CRED_PERSIST_LOCAL_MACHINE; keyring's own default lets the secret roam with the account."""


def _foreign_errors() -> tuple[type[Exception], ...]:
    """What the libraries under `keyring` raise of their own, where they are installed."""
    found: list[type[Exception]] = [KeyringError, OSError]
    for module, name in (
        ("secretstorage.exceptions", "SecretStorageException"),
        ("jeepney.wrappers", "DBusErrorResponse"),
        ("win32ctypes.pywin32.pywintypes", "error"),
    ):
        with suppress(ImportError):
            found.append(getattr(import_module(module), name))
    return tuple(found)


_ERRORS = _foreign_errors()
_UNLOADABLE = (ImportError, AttributeError, ValueError, TypeError, KeyError, OSError, KeyringError)
"""What `keyring` raises where the environment or a configuration file names a backend that does not load."""


@contextmanager
def _calmly() -> Iterator[None]:
    """Any failure of a keyring is `keyring_unavailable`, without its words."""
    try:
        yield
    except _ERRORS:
        raise UserError("keyring_unavailable") from None


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _backend() -> KeyringBackend:
    """The chosen keyring, if it is one of the named ones or a chain of nothing else."""
    try:
        chosen: Any = keyring.get_keyring()
    except _UNLOADABLE:
        raise UserError("keyring_unavailable") from None
    members: list[Any] = list(chosen.backends) if _name(chosen) == _CHAIN else [chosen]
    if not members or any(_name(member) not in _NAMED for member in members):
        raise UserError("keyring_unavailable")
    if _name(members[0]) == _NAMED[1]:
        members[0].persist = _ONLY_THIS_MACHINE
    first: KeyringBackend = members[0]
    return first


def available() -> bool:
    """Whether this machine has a keyring we would use, without asking it anything."""
    try:
        _backend()
    except UserError:
        return False
    return True


def _save(service: str, user: str, secret: str) -> None:
    with _calmly():
        backend = _backend()
        backend.set_password(service, user, secret)
        if backend.get_password(service, user) != secret:
            raise UserError("keyring_unavailable")


def _load(service: str, user: str) -> str | None:
    with _calmly():
        return _backend().get_password(service, user)


def _key_service(store_id: str) -> str:
    return f"runxin key {store_id}"


def _user(person: str) -> str:
    """Never empty: keyrings want a name even where a store has one person without a number."""
    return f"person {person}"


def _mark_service(store_id: str) -> str:
    return f"runxin head mark {store_id}"


def remember_key(store_id: str, person: str, key: bytes) -> None:
    """Keeps the person's 32-byte database key and reads it back; `keyring_unavailable` if that fails."""
    if len(key) != _KEY:
        raise ValueError("a database key has 32 bytes")
    _save(_key_service(store_id), _user(person), key.hex())


def recall_key(store_id: str, person: str) -> bytes | None:
    """The remembered key, or None. It may be out of date after a re-key: then the passphrase is asked."""
    found = _load(_key_service(store_id), _user(person))
    if found is None:
        return None
    try:
        key = bytes.fromhex(found)
    except ValueError:
        return None
    return key if len(key) == _KEY else None


def forget_key(store_id: str, person: str) -> None:
    """Takes the key out of the keyring; nothing to do when there is none."""
    with _calmly(), suppress(PasswordDeleteError):
        _backend().delete_password(_key_service(store_id), _user(person))


def save_head_mark(store_id: str, mark: str) -> None:
    """Keeps how far the store had come, as short ASCII text, and reads it back."""
    if len(mark) > HEAD_MARK_MAX or not mark.isascii():
        raise ValueError("a head mark is at most 128 ASCII characters")
    _save(_mark_service(store_id), store_id, mark)


def load_head_mark(store_id: str) -> str | None:
    """The mark saved last, or None where there is none."""
    return _load(_mark_service(store_id), store_id)
