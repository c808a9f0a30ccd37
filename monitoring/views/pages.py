"""What pages with a list, and pages with a fragment, share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PER_PAGE = 25


def page_of(rows: QuerySet[Any, Any], request: HttpRequest, per_page: int = PER_PAGE) -> Page[Any]:
    """The asked page; an unknown page number means the first or the last."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def answer(
    request: HttpRequest, template: str, fragment: str, context: dict[str, Any], *, refused: bool = False
) -> HttpResponse:
    """The whole page, or for htmx its fragment; 422 when what was asked or typed was refused.

    Both have one address, so caches must tell them apart.
    """
    name = f"{template}#{fragment}" if request.htmx else template  # type: ignore[attr-defined]
    response = render(request, name, context, status=422 if refused else 200)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response
