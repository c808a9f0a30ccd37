"""Drop what deadlines held themselves, now that their limits hold it, and tighten what was filled."""

import commitments.models.vocabulary
import django.db.models.deletion
import pgtrigger.migrations
from django.db import migrations, models

from commitments.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0003_move_deadlines_into_time_limits'),
    ]

    operations = [
        # Apart, because a trigger is taken off, and put back, while its table stands.
        pgtrigger.migrations.RemoveTrigger(
            model_name='extension',
            name='append_only',
        ),
        AtOnce([
            migrations.RemoveConstraint(
                model_name='deadline',
                name='one_deadline_per_key',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='limit_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='boundary_known',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='offset_unit_known',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='offset_is_whole',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='deadline_has_one_rule',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='due_has_first_due',
            ),
            migrations.RemoveConstraint(
                model_name='deadline',
                name='clock_waits_for_open_deadlines_only',
            ),
            migrations.RemoveIndex(
                model_name='deadline',
                name='deadline_to_wake',
            ),
            migrations.RemoveConstraint(
                model_name='standing',
                name='wake_has_observe_by',
            ),
            migrations.RemoveIndex(
                model_name='standing',
                name='standing_to_wake',
            ),
            migrations.RemoveField(
                model_name='milestone',
                name='day_only',
            ),
            migrations.RemoveField(
                model_name='milestoneevent',
                name='day_only',
            ),
            migrations.RemoveField(
                model_name='reading',
                name='on_date',
            ),
            migrations.RemoveField(
                model_name='readingevent',
                name='on_date',
            ),
            migrations.RemoveField(
                model_name='standing',
                name='wake_at',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='key',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='label',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='offset_amount',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='offset_unit',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='on_date',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='at_instant',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='boundary',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='zone',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='reading',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='suspended_at',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='waived_at',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='wake_at',
            ),
            migrations.RemoveField(
                model_name='deadline',
                name='anchor',
            ),
            migrations.AlterField(
                model_name='deadline',
                name='kind',
                field=models.CharField(choices=commitments.models.vocabulary.LimitKind.listed, max_length=16),
            ),
            migrations.AlterField(
                model_name='deadline',
                name='limit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='commitments.timelimit'),
            ),
            migrations.AlterField(
                model_name='reading',
                name='limit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='commitments.timelimit'),
            ),
            migrations.AlterModelOptions(
                name='deadline',
                options={'ordering': ['commitment', 'due_at', 'limit', 'period']},
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.UniqueConstraint(fields=('limit', 'kind', 'obligor', 'period'), name='one_deadline_per_period', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['complete_by', 'start_by', 'not_before', 'report_by', 'notice_by', 'term_ends'])), name='deadline_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.CheckConstraint(condition=models.Q(('certainty__in', ['fixed', 'projected', 'pending', 'withdrawn'])), name='certainty_known'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('certainty__in', ['fixed', 'projected']), ('due_at__isnull', False)), models.Q(('certainty__in', ['pending', 'withdrawn']), ('due_at__isnull', True)), _connector='OR'), name='only_what_is_known_has_a_date'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.CheckConstraint(condition=models.Q(('due_at__isnull', False), ('ends_on__isnull', True), _connector='OR'), name='last_day_has_its_instant'),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(fields=['commitment', 'due_at'], name='deadline_by_commitment'),
            ),
            migrations.AddConstraint(
                model_name='reading',
                constraint=models.UniqueConstraint(fields=('limit', 'key'), name='one_row_per_reading'),
            ),
            migrations.AddConstraint(
                model_name='reading',
                constraint=models.UniqueConstraint(condition=models.Q(('is_adopted', True)), fields=('limit',), name='one_reading_adopted'),
            ),
            migrations.AddConstraint(
                model_name='reading',
                constraint=models.CheckConstraint(condition=models.Q(('rule__has_any_keys', ['at', 'on', 'after', 'with', 'first_of', 'last_of'])), name='reading_says_when'),
            ),
            migrations.DeleteModel(
                name='Extension',
            ),
        ]),
    ]
