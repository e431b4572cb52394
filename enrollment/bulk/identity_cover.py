"""How are the document numbers of a file hidden while its lines are staged?"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from intake import vault

DOCUMENT_BYTES = 24
RESIDENT_ID_DIGITS = 18  # nearly all numbers are of this length
_FILL = "\0" * (DOCUMENT_BYTES - RESIDENT_ID_DIGITS)
_BASE64_CHARACTERS = DOCUMENT_BYTES * 4 // 3


class IdentityCover:
    """Hides the document numbers of one file; the place of a line in the file is its place in the keystream."""

    def __init__(self, file_id: int, sha256: str) -> None:
        self._key = vault.derived_key(f"stage:{file_id}:{sha256}")

    def hide(self, documents: Sequence[str], numbers: Sequence[int]) -> list[str]:
        """The numbers hidden, base64; `numbers` are the rows they stand in."""
        if isinstance(numbers, range):
            if set(map(len, documents)) == {RESIDENT_ID_DIGITS} and "".join(documents).isascii():
                clear = _FILL.join([*documents, ""]).encode()
            else:
                clear = b"".join([document.encode().ljust(DOCUMENT_BYTES, b"\0") for document in documents])
            text = b64encode(self._keystream(numbers[0]).update(clear)).decode()
            return [
                text[start : start + _BASE64_CHARACTERS] for start in range(0, len(text), _BASE64_CHARACTERS)
            ]
        return [
            self.hide([document], range(number, number + 1))[0]
            for document, number in zip(documents, numbers, strict=True)
        ]

    def open(self, hidden: Sequence[str], numbers: Sequence[int]) -> list[str]:
        """The numbers in clear; what was hidden under another key comes out as other text."""
        blocks = [number * DOCUMENT_BYTES // 16 for number in numbers]
        counters = b"".join([block.to_bytes(16, "big") + (block + 1).to_bytes(16, "big") for block in blocks])
        # Counter mode is the encryption of the counted-up blocks, so one call gives the keystream at many places.
        stream = Cipher(algorithms.AES(self._key), modes.ECB()).encryptor().update(counters)
        opened = []
        for place, (number, text) in enumerate(zip(numbers, hidden, strict=True)):
            start = place * 32 + number * DOCUMENT_BYTES % 16
            mask = int.from_bytes(stream[start : start + DOCUMENT_BYTES], "big")
            clear = (int.from_bytes(b64decode(text), "big") ^ mask).to_bytes(DOCUMENT_BYTES, "big")
            opened.append(clear.rstrip(b"\0").decode(errors="replace"))
        return opened

    def _keystream(self, number: int) -> CipherContext:
        """AES-CTR moved on to the 24-byte place of a row."""
        block, inside = divmod(number * DOCUMENT_BYTES, 16)
        stream = Cipher(algorithms.AES(self._key), modes.CTR(block.to_bytes(16, "big"))).encryptor()
        stream.update(b"\0" * inside)
        return stream
