"""What commitments tell whoever listens. They do not know who does.

`commitment_changed(commitment, at, why)` is sent inside the transaction of the action that changed it.
`party_merged(duplicate, target, by, at)` likewise, after the duplicate's roles have moved.
"""

from django.dispatch import Signal

commitment_changed = Signal()
party_merged = Signal()
