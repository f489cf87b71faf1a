"""A vault's public card: whose it is and the keys that a case is sealed for and signed with; compared by voice."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from app import canonical
from app.crypto import age, signing, sshsig
from app.errors import UserError
from app.exchange import identity
from app.exchange.identity import Keys
from app.exchange.trust import spoken_code
from app.records.ids import pack
from app.services.files import deliver
from app.store import state
from app.vault.file import Vault
from app.workspace import Workspace

NAMESPACE = "vault-card-v1@runxin"
LIMIT = 64 << 10  # bytes of a card
EPOCH = 1  # a vault has one pair of keys, and keeps them for life


class Card(Struct, frozen=True, forbid_unknown_fields=True):
    """Plain text: it shows a name and a number, and says nothing of any client."""

    v: Literal[1]
    what: Literal["vault"]
    vault: str
    name: str
    number: str
    sign: str
    age: str
    at: str


class CardFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A card with the signature of its own key over its canonical line."""

    card: Card
    signature: str


_files = msgspec.json.Decoder(CardFile)


@dataclass(frozen=True)
class VaultCard:
    """A card that is sound; `code` is what both sides compare."""

    card: Card
    code: str


def keys_of_vault(vault: Vault) -> Keys:
    """The vault's own keys, made at first use."""
    with vault.look() as db:
        if state.key(db, f"sign:{EPOCH}") is not None:
            return identity.keys_of(db, EPOCH)
    with vault.unit() as unit:
        return identity.make_keys(unit, EPOCH)


def own_card(workspace: Workspace, vault: Vault) -> CardFile:
    """The card of an open vault, as of now."""
    keys, member = keys_of_vault(vault), workspace.member
    card = Card(
        v=1,
        what="vault",
        vault=vault.store_id,
        name=member.name,
        number=member.number,
        sign=keys.public,
        age=keys.recipient,
        at=workspace.clock.stamp(),
    )
    return CardFile(card, sshsig.sign(keys.seed, NAMESPACE, canonical.encode(card)).decode())


def write_card(workspace: Workspace, vault: Vault, out: Path) -> VaultCard:
    """Writes the card of an open vault to a file, for a colleague who hands a case over."""
    made = own_card(workspace, vault)
    deliver(canonical.encode(made), out.parent, out.name)
    return VaultCard(made.card, code_of(made.card))


def read_card(path: Path) -> VaultCard:
    """A card that somebody gave; UserError `file_unreadable`, `vault_card_unreadable`."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError:
        raise UserError("file_unreadable", file=path.name) from None
    try:
        if len(data) > LIMIT:
            raise ValueError("size")
        return check_card(canonical.decode(data, _files))
    except ValueError:
        raise UserError("vault_card_unreadable") from None


def check_card(given: CardFile) -> VaultCard:
    """A card whose keys and signature are sound; ValueError for any other."""
    card, public = given.card, bytes.fromhex(given.card.sign)
    pack(card.vault)
    sound = signing.is_sound_key(public) and age.is_recipient(card.age)
    if not sound or not sshsig.verify(public, NAMESPACE, canonical.encode(card), given.signature.encode()):
        raise ValueError("card")
    return VaultCard(card, code_of(card))


def code_of(card: Card) -> str:
    """Six groups of five digits over the keys and whose they are: the same on every card of one vault."""
    lasting = [card.what, card.vault, card.name, card.number, card.sign, card.age]
    return spoken_code(sha256(canonical.encode(lasting)).digest())
