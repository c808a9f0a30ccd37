"""Somebody who moves a chain to and fro without end: `python -m tests.clock.mover DIARY`.

Each act that was answered for is a line in the diary, so that a test can look whether the record has lost one. What
fails, because the database went away, is tried again.
"""

import os
import sys
import time
from pathlib import Path

import django
from django.db import InterfaceError, OperationalError, close_old_connections


def main(diary: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import timezone

    from commitments.models import Milestone
    from tests.clock.chains import SIGNED, sign_later

    days = 1
    while True:
        try:
            signature = Milestone.objects.select_related("agreement__mission").get(key=SIGNED)
            sign_later(signature, days=days, at=timezone.now())
        except (OperationalError, InterfaceError):
            close_old_connections()
            time.sleep(0.05)
            continue
        with diary.open("a") as lines:
            lines.write("moved\n")
        days = -days
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
