"""How long it takes to log an observation, beside a bare Django view that inserts one row."""

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from monitoring.models import Observation
from tests.benchmarks.measure import Result, beside
from tests.benchmarks.wsgi import answer, cookies_of, environ
from tests.factories import NOW, make_world
from tests.field.answers import answers, form_url

TABLE = "CREATE TABLE benchmark_row (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), words text)"


def bare(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO benchmark_row (words) VALUES (%s)", [request.POST["place_name"]])
    return HttpResponse("kept")


urlpatterns = [path("bare", bare)]


def run(*, size: int = 1, repeats: int = 200) -> Result:
    """One form a turn, with session, form token, validation, receipt and standing."""
    world = make_world()
    commitment = world.commitment(verification_interval_days=7, watched_from=NOW)
    world.deadline(commitment, due=NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLE)
        role = connection.ops.quote_name(connection.settings_dict["USER"])
        cursor.execute(f"GRANT ALL ON benchmark_row TO {role}")
        cursor.execute(f"GRANT ALL ON benchmark_row_id_seq TO {role}")

    cookies, token = cookies_of(world.monitor)
    address = form_url(world, commitment)
    whole = WSGIHandler()
    with override_settings(MIDDLEWARE=[]):
        plain = WSGIHandler()

    def ours() -> None:
        form = {"csrfmiddlewaretoken": token, **answers()}
        status, body = answer(whole, environ(address, cookies=cookies, form=form))
        assert status in {200, 302, 303}, f"{status}: {body[:2000]!r}"

    def floor() -> None:
        with override_settings(ROOT_URLCONF=__name__):
            status, _ = answer(plain, environ("/bare", cookies={}, form=answers()))
        assert status == 200

    result = beside(
        "intake",
        "a monitor's form becomes an observation, an entry in the record and a new standing",
        "a bare Django view, without middleware, that inserts one row",
        size=size,
        repeats=repeats,
        ours=ours,
        floor=floor,
    )
    assert Observation.objects.count() >= repeats
    return result
