"""What commitments tell whoever listens. They do not know who does.

`commitments_changed(commitments, at, why)` is sent inside the transaction of the action that changed them.
`party_merged(duplicate, target, by, at)` likewise, after the duplicate's roles have moved.
`agreement_brought_in(loading)` likewise, when all that commitments keep of an agreement file stands; whoever keeps more
of it enters that now, and adds its notes.
"""

from django.dispatch import Signal

commitments_changed = Signal()
party_merged = Signal()
agreement_brought_in = Signal()
