"""How are document numbers kept secret and still matched?

A number is stored twice: as cipher text (AES-256-GCM, the key's number in the first byte, bound to the hash of the row it
belongs to, so that cipher text moved to another row does not open) and as a keyed hash (BLAKE2b, 128 bits) that only
answers "is it the same number?". Keys come from the settings `VAULT_KEYS`, `VAULT_KEY_NUMBER` and `MATCH_KEY`.
"""

import os
import uuid
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


@cache
def _cipher(number: int) -> AESGCM:
    return AESGCM(settings.VAULT_KEYS[number])


@cache
def _keyed() -> "blake2b":
    return blake2b(key=settings.MATCH_KEY, digest_size=16, person=b"canbao-document"[:16])


def match_key(number: str) -> uuid.UUID:
    """The keyed hash under which a document number is looked up; `number` in its normal form (see rules.documents)."""
    return uuid.UUID(hex=match_key_hex(number))


def match_key_hex(number: str) -> str:
    """`match_key` as 32 hexadecimal digits."""
    return match_keys_hex([number])[0]


def match_keys_hex(numbers: Iterable[str]) -> list[str]:
    """`match_key` of many numbers, each as 32 hexadecimal digits: for a million lines at a time."""
    fresh = _keyed().copy
    keys = []
    for number in numbers:
        state = fresh()
        state.update(number.encode())
        keys.append(state.hexdigest())
    return keys


def seal(text: str, *, bound_to: uuid.UUID | str) -> bytes:
    """Encrypt `text` so that it opens only together with `bound_to` (the document hash of its row, or a file's digest)."""
    return seal_bytes(text.encode(), bound_to=str(bound_to))


def unseal(sealed: bytes, *, bound_to: uuid.UUID | str) -> str:
    """Decrypt what `seal` made; raises `cryptography.exceptions.InvalidTag` when it was altered or moved."""
    return unseal_bytes(bytes(sealed), bound_to=str(bound_to)).decode()


def seal_bytes(content: bytes, *, bound_to: str) -> bytes:
    number = settings.VAULT_KEY_NUMBER
    nonce = os.urandom(NONCE_BYTES)
    return bytes([number]) + nonce + _cipher(number).encrypt(nonce, content, bound_to.encode())


def unseal_bytes(sealed: bytes, *, bound_to: str) -> bytes:
    nonce, cipher_text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    return _cipher(sealed[0]).decrypt(nonce, cipher_text, bound_to.encode())


def derived_key(purpose: str) -> bytes:
    """A 256-bit key for one purpose that needs no storing, as hiding the staged numbers of one file."""
    return blake2b(
        purpose.encode(), key=settings.VAULT_KEYS[settings.VAULT_KEY_NUMBER], digest_size=32
    ).digest()
