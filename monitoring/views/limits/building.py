"""Building a time limit: its parts on one side, the dates that they give on the other, as they are typed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_commitment, load_limit, member
from commitments.actions.limits import keep_reading, set_limit
from commitments.agreement_file.reading import FileError
from commitments.agreement_file.writing import rule_table
from commitments.models import Commitment, Party, Reading, TimeLimit
from commitments.models.vocabulary import Capacity
from commitments.queries.drafting import Draft, drafted, same_as, table_of
from commitments.queries.terms import terms_of
from commitments.rules.treaty.items import TermsError
from monitoring.forms.building import Builder, ReadingForm, StrikeForm
from monitoring.forms.rules import Named, named_in
from monitoring.queries.agreements import receivable
from monitoring.views.limits.moving import move, way_back

SHOWN = 12


@dataclass(frozen=True)
class Worked:
    """The dates that a draft gives, or why there are none."""

    draft: Draft | None = None

    @property
    def shown(self) -> list[Any]:
        return self.draft.items[:SHOWN] if self.draft else []

    @property
    def more(self) -> int:
        return len(self.draft.items) - len(self.shown) if self.draft else 0


def new(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """The form; with `dates` what it gives so far; with `preview` the page with both; otherwise the limit is set."""
    membership = member(request, slug, "administer")
    commitment, now = load_commitment(membership, reference), timezone.now()
    typed = request.POST if request.method == "POST" else None
    builder = Builder(typed, commitment=commitment, obligors=_obligors(commitment), named=_named(commitment))
    draft = _draft(builder, commitment) if typed is not None and builder.is_valid() else None
    if draft is not None and not {"dates", "preview"} & request.GET.keys():
        try:
            set_limit(commitment=commitment, limit=draft.limit, by=membership.user, at=now)
        except ValidationError as refusal:
            builder.limit.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The limit is set. Its dates stand under “When it falls due”."))
            return redirect(way_back(commitment))
    context = {"builder": builder, "all_forms": _labelled(builder), "commitment": commitment, "now": now}
    return _answer(request, "monitoring/limits/build.html", context, worked=Worked(draft), refused=builder.errors)


def reading(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """Another defensible reading of a limit that stands; it is kept beside the adopted one."""
    membership = member(request, slug, "administer")
    limit, now = load_limit(membership, pk), timezone.now()
    commitment = limit.commitment
    form = ReadingForm(
        request.POST if request.method == "POST" else None, prefix="beside", named=_named(commitment), limit=limit
    )
    if request.method == "POST" and form.is_valid() and _kept_already(form, limit):
        return redirect(way_back(commitment))
    draft = _draft_beside(form, limit) if request.method == "POST" and form.is_valid() else None
    if draft is not None and not {"dates", "preview"} & request.GET.keys():
        kept = draft.limit.readings[-1]
        row = Reading(
            key=kept.key, rule=rule_table(kept.rule), words=kept.words, source=kept.source, reason=kept.reason
        )
        try:
            keep_reading(
                limit=limit,
                reading=row,
                by=membership.user,
                at=now,
                adopted_because=form.cleaned_data.get("adopted_because", ""),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The reading is kept beside the adopted one."))
            return redirect(way_back(commitment))
    context = {"form": form, "all_forms": [("", form)], "limit": limit, "commitment": commitment, "now": now}
    page = "monitoring/limits/reading.html"
    return _answer(request, page, context, worked=Worked(draft), refused=bool(form.errors))


def strike(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """Strike out a limit that was entered in error."""
    membership = member(request, slug, "administer")
    limit = load_limit(membership, pk)
    form = StrikeForm(request.POST if request.method == "POST" else None, limit=limit, now=timezone.now())
    return move(
        request,
        form,
        by=membership.user,
        page="monitoring/limits/happened.html",
        about=limit.commitment,
        done=lambda: _("The limit is struck out. It stays on the record and binds nobody."),
        title=_("Strike out a limit entered in error"),
        subject=str(limit),
    )


def _answer(request: HttpRequest, page: str, context: dict[str, Any], *, worked: Worked, refused: bool) -> HttpResponse:
    commitment = context["commitment"]
    context = {**context, "worked": worked, "about": commitment, "back": way_back(commitment)}
    if "dates" in request.GET:
        return render(request, "monitoring/limits/dates.html", context)
    return render(request, page, context, status=422 if refused else 200)


def _draft(builder: Builder, commitment: Commitment) -> Draft | None:
    """What the reader and the rules make of it; what they refuse stands beside its field."""
    try:
        draft = drafted(commitment, builder.table(), now=timezone.now())
    except FileError as error:
        builder.wrong(error)
    except TermsError as error:
        builder.limit.add_error(None, str(error))
    else:
        held = TimeLimit.objects.filter(commitment=commitment, key=draft.limit.key).first()
        if held is None or same_as(held, draft.limit):
            return draft
        builder.limit.add_error("key", _("The commitment has a limit of this key already. Take another word."))
    return None


def _draft_beside(form: ReadingForm, limit: TimeLimit) -> Draft | None:
    table = table_of(limit)
    table["other_reading"] = [*table["other_reading"], form.table()]
    table["adopted_because"] = table["adopted_because"] or form.cleaned_data["adopted_because"]
    try:
        return drafted(limit.commitment, table, now=timezone.now())
    except FileError as error:
        form.wrong(str(error.path[-1]) if error.path else "", error.what)
    except TermsError as error:
        form.add_error(None, str(error))
    return None


def _kept_already(form: ReadingForm, limit: TimeLimit) -> bool:
    """Whether exactly this reading stands beside the adopted one, because the same form came twice."""
    said = form.cleaned_data
    same = {"words": said["words"], "source": said["source"], "reason": said["reason_not_adopted"]}
    return limit.readings.filter(key=said["words"], **same).exists()


def _named(commitment: Commitment) -> Named:
    return named_in(terms_of(commitment.agreement), receivable(commitment.agreement))


def _obligors(commitment: Commitment) -> list[Party]:
    roles = commitment.party_roles.filter(capacity=Capacity.OBLIGOR).select_related("party").order_by("party__name")
    return [role.party for role in roles]


def _labelled(builder: Builder) -> list[tuple[str, Form]]:
    """Every form with what its errors are about."""
    beside = [(_("Another reading"), form) for form in builder.beside]
    return [
        ("", builder.limit),
        (_("Rule"), builder.rule),
        *([(_("Second rule"), builder.second)] if builder.combined else []),
        (_("At the latest"), builder.cap),
        *beside,
    ]
