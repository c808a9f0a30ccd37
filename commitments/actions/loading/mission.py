"""Whose file it is."""

from commitments.agreement_file.document import Document
from commitments.agreement_file.reading import FileError, Source, suggestion
from commitments.models import Mission


def mission_of(document: Document, source: Source, slug: str = "") -> Mission:
    """The mission of this slug, else the one that the file names. Raises FileError where there is none."""
    place = source.place(("agreement", "mission"))
    slug = slug or document.agreement.mission
    if not slug:
        raise FileError(f"{place}: agreement: `mission` is missing: say which mission keeps the agreement.")
    mission = Mission.objects.filter(slug=slug).first()
    if mission is None:
        slugs = list(Mission.objects.order_by("slug").values_list("slug", flat=True))
        known = ", ".join(slugs) or "none yet"
        raise FileError(f"{place}: agreement: no mission is {slug!r}; {suggestion(slug, slugs)}there are {known}.")
    return mission
