"""Production settings, read by a process of their own as a server would."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from config.services.home import PROJECT

SECRET = "s3cret-of-production-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
COMPLETE = {
    "HOLDFAST_ENV": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "holdfast.example",
    "DATABASE_URL": "postgres://application:pass-of-application@127.0.0.1:1/holdfast",
    "DATABASE_OWNER_URL": "postgres://owner:pass-of-owner@127.0.0.1:1/holdfast",
    "REDIS_URL": "redis://:pass-of-redis@127.0.0.1:1/0",
}
PASSWORDS = ("pass-of-application", "pass-of-owner", "pass-of-redis", SECRET)


def run(*command: str, env: Mapping[str, str] = COMPLETE) -> subprocess.CompletedProcess[str]:
    """A Python process with these variables and no others of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def answer(script: str, env: Mapping[str, str] = COMPLETE) -> Any:
    """What a script prints as JSON on its last line, after Django is set up."""
    finished = run("-c", f"import django, json; django.setup()\n{script}", env=env)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.strip().splitlines()[-1])
