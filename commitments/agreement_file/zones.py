"""Time zones by their IANA names."""

from zoneinfo import available_timezones

from commitments.agreement_file.reading import MISSING, Table, suggestion

ZONES = frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def read_zone(row: Table, key: str = "zone", default: str = MISSING) -> str:
    """An IANA time zone such as Europe/Sarajevo."""
    zone = row.text(key, default)
    if zone not in ZONES:
        near = suggestion(zone, ZONES)
        raise row.wrong(key, f"is {zone!r}, which is no IANA time zone; {near}one is Europe/Sarajevo")
    return zone
