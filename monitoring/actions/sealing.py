"""Secrets that the server must be able to read again: sealed with its own key, so that a copy of the database opens
none of them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

__all__ = ["InvalidToken", "seal", "unseal"]

PURPOSE = b"holdfast webhook secret\x00"


def seal(secret: str) -> str:
    """The secret as the database may hold it."""
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again. Raises InvalidToken where neither SECRET_KEY nor a fallback of it has sealed it."""
    return _keys().decrypt(sealed.encode()).decode()


def _keys() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_digest(key))) for key in keys])


def _digest(key: str | bytes) -> bytes:
    return hashlib.sha256(PURPOSE + force_bytes(key)).digest()
