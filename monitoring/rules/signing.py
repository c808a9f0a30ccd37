"""How a webhook's receiver knows that Holdfast wrote it, and when. `docs/webhooks.md` tells receivers the same."""

import hashlib
import hmac

VERSION = "v1"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256, in hex, over `timestamp.body`; the timestamp is in whole seconds since 1970."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"{VERSION}={signed.hexdigest()}"
