"""Note what may lapse in a table of its own, and let flags speak of reports."""

import django.db.models.deletion
import monitoring.models.vocabulary
from django.db import migrations, models

from commitments.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0004_forget_the_old_rules'),
        ('monitoring', '0001_initial'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='Alarm',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(choices=monitoring.models.vocabulary.FlagKind.listed, max_length=24)),
                    ('then_at', models.DateTimeField(null=True)),
                    ('then_kind', models.CharField(choices=monitoring.models.vocabulary.FlagKind.listed, max_length=24, null=True)),
                    ('mission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commitments.mission')),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='commitments.commitment')),
                    ('deadline', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='commitments.deadline')),
                    ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='monitoring.verificationreport')),
                ],
                options={
                    'ordering': ['at'],
                    'indexes': [models.Index(fields=['at'], name='alarm_to_ring')],
                    'constraints': [models.UniqueConstraint(fields=('commitment', 'deadline', 'report', 'kind'), name='one_alarm_per_lapse', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('then_at__isnull', True), ('then_kind__isnull', True)), models.Q(('then_at__isnull', False), ('then_kind__isnull', False)), _connector='OR'), name='what_comes_then_has_its_instant'), models.CheckConstraint(condition=models.Q(('then_kind__in', ['due_soon', 'overdue', 'start_missed', 'too_early', 'rate_shortfall', 'recurring_missed', 'verification_lapsed', 'report_awaiting'])), name='alarm_then_kind_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['due_soon', 'overdue', 'start_missed', 'too_early', 'rate_shortfall', 'recurring_missed', 'verification_lapsed', 'report_awaiting'])), name='alarm_kind_known')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='flag',
                name='one_flag_per_lapse',
            ),
            migrations.RemoveConstraint(
                model_name='flag',
                name='flag_names_what_lapsed',
            ),
            migrations.RemoveConstraint(
                model_name='flag',
                name='flag_kind_known',
            ),
            migrations.AddField(
                model_name='flag',
                name='report',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='monitoring.verificationreport'),
            ),
            migrations.AddConstraint(
                model_name='flag',
                constraint=models.UniqueConstraint(fields=('commitment', 'deadline', 'report', 'kind', 'lapsed_at'), name='one_flag_per_lapse', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='flag',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('deadline__isnull', True), ('kind', 'verification_lapsed'), ('report__isnull', True)), models.Q(('deadline__isnull', True), ('kind', 'report_awaiting'), ('report__isnull', False)), models.Q(models.Q(('kind__in', ['verification_lapsed', 'report_awaiting']), _negated=True), ('deadline__isnull', False), ('report__isnull', True)), _connector='OR'), name='flag_names_what_lapsed'),
            ),
            migrations.AddConstraint(
                model_name='flag',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['due_soon', 'overdue', 'start_missed', 'too_early', 'rate_shortfall', 'recurring_missed', 'verification_lapsed', 'report_awaiting'])), name='flag_kind_known'),
            ),
        ]),
    ]
