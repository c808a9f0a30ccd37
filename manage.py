#!/usr/bin/env python
"""Runs Django's commands with Holdfast's settings."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_for(sys.argv[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def settings_for(arguments: list[str]) -> str:
    """An agreement file is worked out from itself alone, so that needs no database and no secrets."""
    from_a_file = arguments[:1] == ["deadlines"] and "--check-all" not in arguments
    return "config.without_database" if from_a_file else "config.settings"


if __name__ == "__main__":
    main()
