"""Webhooks of a mission, and the log of what was posted to them."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.admin.base import Parts, ReadOnly, Register, clock, person
from commitments.admin.scope import ScopedFilter
from monitoring.actions import webhooks
from monitoring.forms.webhook import WebhookForm
from monitoring.models import Webhook, WebhookAttempt, WebhookDelivery

EVERYWHERE = (ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM)


@admin.register(Webhook)
class WebhookAdmin(Register):
    """A secret is shown on the page that answers its making, and never again."""

    form = WebhookForm
    fields = ("mission", "name", "url", "events")
    list_display = ("name", "mission", "host", "is_active", "waiting", "given_up")
    list_filter = (("mission", ScopedFilter),)
    list_select_related = ("mission",)
    search_fields = ("name",)
    actions = ("pause", "resume", "renew_secret")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counted: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                waits=Count("deliveries", filter=Q(deliveries__next_attempt_at__isnull=False)),
                gave_up=Count("deliveries", filter=Q(deliveries__gave_up_at__isnull=False)),
            )
        )
        return counted

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("mission",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = {"name": obj.name, "url": obj.url, "events": obj.events, "by": person(request), "at": clock(request)}
        if change:
            webhooks.change_webhook(webhook=obj, **said)
        else:
            made, obj.shown_once = webhooks.register_webhook(mission=obj.mission, **said)
            obj.pk = made.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_secret(request, obj, obj.shown_once)

    @admin.action(description=gettext_lazy("Pause: post nothing there"), location=EVERYWHERE)
    def pause(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset.select_related("mission"):
            webhooks.pause_webhook(webhook=webhook, by=person(request), at=clock(request))
        messages.success(request, _("Paused. What waits stays; what happens from now on is not kept for it."))

    @admin.action(description=gettext_lazy("Resume"), location=EVERYWHERE)
    def resume(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset.select_related("mission"):
            webhooks.resume_webhook(webhook=webhook, by=person(request), at=clock(request))
        messages.success(request, _("Active again, beginning with what waited."))

    @admin.action(description=gettext_lazy("Make a new secret"), location=EVERYWHERE)
    def renew_secret(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> HttpResponse | None:
        chosen = list(queryset.select_related("mission"))
        if len(chosen) != 1:
            messages.error(request, _("Choose one webhook: each has a secret of its own. Nothing was changed."))
            return None
        secret = webhooks.renew_secret(webhook=chosen[0], by=person(request), at=clock(request))
        return self._show_secret(request, chosen[0], secret)

    @admin.display(description=gettext_lazy("host"))
    def host(self, webhook: Any) -> str:
        """The path may hold a key of its own, and lists are looked at over shoulders."""
        return urlsplit(webhook.url).hostname or ""

    @admin.display(boolean=True, description=gettext_lazy("active"))
    def is_active(self, webhook: Any) -> bool:
        return webhook.paused_at is None

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, webhook: Any) -> int:
        return int(webhook.waits)

    @admin.display(description=gettext_lazy("given up"))
    def given_up(self, webhook: Any) -> int:
        return int(webhook.gave_up)

    def _show_secret(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("The secret of %s") % webhook.name,
            "subtitle": None,
            "opts": self.opts,
            "webhook": webhook,
            "secret": secret,
        }
        return TemplateResponse(request, "admin/webhooks/secret.html", context)


class Attempts(Parts):
    model = WebhookAttempt
    readonly = True
    fields = ("at", "took_ms", "status", "error", "answer")
    readonly_fields = fields


class Outcome(admin.SimpleListFilter):
    """Whether a delivery waits, was accepted, or was given up."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"
    CHOICES = {
        "waits": (gettext_lazy("waits"), Q(next_attempt_at__isnull=False)),
        "sent": (gettext_lazy("accepted"), Q(sent_at__isnull=False)),
        "gave_up": (gettext_lazy("given up"), Q(gave_up_at__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in self.CHOICES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.CHOICES.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnly):
    inlines = (Attempts,)
    list_display = ("notice", "webhook", "attempts", "next_attempt_at", "sent_at", "gave_up_at")
    list_filter = (("webhook", ScopedFilter), Outcome)
    list_select_related = ("webhook", "notice")
    actions = ("send_again",)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup == Outcome.parameter_name or super().lookup_allowed(lookup, value, request)

    @admin.action(description=gettext_lazy("Send again, under the same id"), location=EVERYWHERE)
    def send_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        count = webhooks.send_again(deliveries=list(queryset), by=person(request), at=clock(request))
        words = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
        waits = _("Nothing was chosen that has ended: what waits is sent anyway.")
        messages.success(request, words % {"count": count} if count else waits)
