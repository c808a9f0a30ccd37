"""Missions and who belongs to them."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions import registers
from commitments.admin import scope
from commitments.admin.base import Parts, PartsFormSet, Register, clock, person
from commitments.admin.forms import Careful
from commitments.admin.typed import ModelForm
from commitments.models import Membership, Mission, User
from commitments.models.vocabulary import MemberRole


class MemberForm(ModelForm):
    """A member by e-mail address. An address that has no account gets one."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name or role, for a new account"), max_length=120, required=False)

    class Meta:
        model = Membership
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, value in (("email", self.instance.user.email), ("name", self.instance.user.name)):
                self.fields[name].initial, self.fields[name].disabled = value, True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class MembersFormSet(PartsFormSet):
    """A mission always keeps somebody who can administer it, and nobody belongs to it twice."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if getattr(form, "cleaned_data", None) and form not in self.deleted_forms]
        emails = [form.cleaned_data.get("email") for form in kept]
        for form in kept:
            if not form.instance.pk and emails.count(form.cleaned_data.get("email")) > 1:
                form.add_error("email", _("This person is already listed. Change the role on their own line."))
        administers = any(form.cleaned_data.get("role") == MemberRole.ADMINISTRATOR for form in kept)
        if self.instance.pk and not administers and not any(form.errors for form in self.forms):
            raise forms.ValidationError(
                _("A mission needs an administrator. Give somebody that role before you take it from the last one.")
            )


class Members(Parts):
    model = Membership
    form = MemberForm
    formset = MembersFormSet
    fields = ("email", "name", "role")
    verbose_name = gettext_lazy("member")
    verbose_name_plural = gettext_lazy("members")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user").order_by("role", "user__name")


@admin.register(Mission)
class MissionAdmin(Register):
    form = Careful
    inlines = (Members,)
    list_display = ("name", "slug", "zone", "is_exercise", "is_archive")
    list_filter = ("is_exercise", "is_archive")
    search_fields = ("name", "slug")
    told_with = (Membership,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scope.missions(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its record keeps it; an ended mission becomes an archive

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            role = MemberRole.ADMINISTRATOR
            registers.grant_role(user=person(request), mission=obj, role=role, by=person(request), at=clock(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by, at = person(request), clock(request)
        for one in formset.deleted_forms:
            if one.instance.pk:
                registers.end_membership(membership=one.instance, by=by, at=at)
        for one in formset.forms:
            if one not in formset.deleted_forms and one.has_changed():
                self._keep_member(request, formset.instance, one, by=by, at=at)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def _keep_member(self, request: HttpRequest, mission: Mission, form: Any, *, by: User, at: datetime) -> None:
        data = form.cleaned_data
        role = data["role"]
        if form.instance.pk:
            registers.grant_role(user=form.instance.user, mission=mission, role=role, by=by, at=at)
            return
        member = registers.invite(
            email=data["email"], name=data.get("name", ""), mission=mission, role=role, by=by, at=at
        )
        messages.info(
            request,
            _(
                "%(email)s is a member. Somebody who has no password yet asks for one at the sign-in page, "
                "under “Forgot your password?”."
            )
            % {"email": member.user.email},
        )
