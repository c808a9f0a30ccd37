"""Let PostgreSQL clear away rung alarms within a minute or so, however many still wait.

The clock reads the first alarm at each look, and passes over the entries of those that rang until they are cleared.
By default that would begin only when a fifth of the table has gone.
"""

from django.db import migrations

EARLY = """
ALTER TABLE monitoring_alarm SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)
"""
AS_USUAL = """
ALTER TABLE monitoring_alarm RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_follow_reports_and_set_alarms")]

    operations = [migrations.RunSQL(EARLY, AS_USUAL)]
