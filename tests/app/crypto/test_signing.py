"""Ed25519 against RFC 8032's own vectors, and against keys under which everything would verify."""

from __future__ import annotations

import pytest

from app.crypto import signing

RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
)
ORDER = 2**252 + 27742317777372353535851937790883648493

SMALL_ORDER = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
)


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_rfc_8032_vectors(seed: str, public: str, message: str, signature: str) -> None:
    assert signing.public_key(bytes.fromhex(seed)).hex() == public
    assert signing.sign(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature
    assert signing.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


def test_a_new_seed_signs_and_its_key_is_sound() -> None:
    seed = signing.generate_seed()
    public = signing.public_key(seed)
    assert len(seed) == 32 and seed != signing.generate_seed()
    assert signing.is_sound_key(public)
    assert signing.verify(public, b"message", signing.sign(seed, b"message"))


def test_another_message_key_or_signature_does_not_verify() -> None:
    seed, other = signing.generate_seed(), signing.generate_seed()
    public = signing.public_key(seed)
    signature = signing.sign(seed, b"message")
    assert not signing.verify(public, b"Message", signature)
    assert not signing.verify(signing.public_key(other), b"message", signature)
    assert not signing.verify(public, b"message", signature[:-1])
    assert not signing.verify(public, b"message", signature + b"\0")
    assert not signing.verify(public, b"message", b"")
    for at in range(64):
        altered = bytearray(signature)
        altered[at] ^= 1
        assert not signing.verify(public, b"message", bytes(altered))


def test_a_second_spelling_of_the_signature_does_not_verify() -> None:
    seed = signing.generate_seed()
    signature = signing.sign(seed, b"message")
    more = int.from_bytes(signature[32:], "little") + ORDER
    assert not signing.verify(signing.public_key(seed), b"message", signature[:32] + more.to_bytes(32, "little"))


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_small_order_key_is_unsound_and_verifies_nothing(point: str) -> None:
    public = bytes.fromhex(point)
    good_for_everything = bytes.fromhex(SMALL_ORDER[1]) + bytes(32)
    assert not signing.is_sound_key(public)
    assert not signing.verify(public, b"any message", good_for_everything)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), b"\x02" + bytes(31), b"\xff" * 32])
def test_what_is_no_point_is_unsound(public: bytes) -> None:
    assert not signing.is_sound_key(public)
    assert not signing.verify(public, b"message", bytes(64))
