"""Secrets and the keyed hashes of them that are kept instead."""

import base64
import hashlib
import hmac
import secrets

SECRET_BYTES = 32


def new_secret() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def new_key() -> str:
    """16 random hexadecimal digits, by which something is known whatever it is called."""
    return secrets.token_hex(8)


def keyed(secret: bytes, purpose: str) -> bytes:
    """HMAC-SHA-256 of a purpose: hashes of one secret for two purposes cannot be joined."""
    return hmac.digest(secret, purpose.encode(), "sha256")


def hashed(secret: bytes) -> bytes:
    """SHA-256, for secrets that serve one purpose only."""
    return hashlib.sha256(secret).digest()


def to_text(secret: bytes) -> str:
    """A secret as it stands in links and cookies."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def from_text(text: str) -> bytes | None:
    """The secret again, or None if the text is none."""
    try:
        secret = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return secret if len(secret) == SECRET_BYTES else None
