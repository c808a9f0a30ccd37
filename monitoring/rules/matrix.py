"""Which tone a value takes in the matrix's bars. Nothing that nobody verified is ever kept."""

TONES: dict[str, dict[str, str]] = {
    "timeliness": {"met_on_time": "kept", "met_late": "soon", "due_soon": "soon", "overdue": "late"},
    "finding": {"compliant": "kept", "partly_compliant": "soon", "non_compliant": "late"},
    "implementation": {"3": "kept", "2": "soon", "1": "soon", "0": "late"},
    "contestation": {"claimed": "soon", "acknowledged": "soon", "denied": "said", "disputed": "said"},
}
AXES = tuple(TONES)


def tone(axis: str, value: str, *, archive: bool = False) -> str:
    """`kept`, `soon`, `late`, `said` or `none`. In an archive nobody verifies, so a passed date is nobody’s."""
    if archive and axis == "timeliness":
        return "none"
    return TONES[axis].get(value, "none")
