"""Make room for time limits, readings, acts, deeds and dates, beside the rules that deadlines held themselves."""

import commitments.models.fields
import commitments.models.vocabulary
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from commitments.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0001_initial'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='TimeLimit',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='commitments.commitment')),
                    ('key', models.SlugField(max_length=40)),
                    ('kind', models.CharField(choices=commitments.models.vocabulary.LimitKind.listed, default='complete_by', max_length=16)),
                    ('label', models.CharField(blank=True, max_length=160)),
                    ('obligor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='commitments.party')),
                    ('zone', models.CharField(max_length=64, validators=[commitments.models.fields.validate_zone])),
                    ('extendable', models.BooleanField(default=True, verbose_name='may be extended or suspended')),
                    ('shape', models.JSONField(blank=True, default=dict)),
                    ('struck_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('struck_why', models.TextField(blank=True, editable=False, null=True)),
                ],
                options={
                    'ordering': ['commitment', 'key'],
                    'constraints': [models.UniqueConstraint(fields=('commitment', 'key'), name='one_limit_per_key'), models.CheckConstraint(condition=models.Q(('kind__in', ['complete_by', 'start_by', 'not_before', 'report_by', 'notice_by', 'term_ends'])), name='limit_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('struck_at__isnull', True), ('struck_why__isnull', True)), models.Q(('struck_at__isnull', False), ('struck_why__isnull', False)), _connector='OR'), name='striking_has_reason')],
                },
            ),
            migrations.CreateModel(
                name='TimeLimitEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='commitments.timelimit')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                    ('commitment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commitments.commitment')),
                    ('key', models.SlugField(db_index=False, max_length=40)),
                    ('kind', models.CharField(choices=commitments.models.vocabulary.LimitKind.listed, default='complete_by', max_length=16)),
                    ('label', models.CharField(blank=True, max_length=160)),
                    ('obligor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commitments.party')),
                    ('zone', models.CharField(max_length=64, validators=[commitments.models.fields.validate_zone])),
                    ('extendable', models.BooleanField(default=True, verbose_name='may be extended or suspended')),
                    ('shape', models.JSONField(blank=True, default=dict)),
                    ('struck_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('struck_why', models.TextField(blank=True, editable=False, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Act',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('limit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='commitments.timelimit')),
                    ('kind', models.CharField(choices=commitments.models.vocabulary.LimitAct.listed, max_length=12)),
                    ('granted_by', models.CharField(max_length=160, verbose_name='granted by')),
                    ('granted_on', models.DateField()),
                    ('content', models.JSONField(blank=True, default=dict)),
                    ('reason', models.TextField()),
                    ('source', models.TextField(blank=True)),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['granted_on', 'recorded_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['extension', 'suspension', 'resumption', 'waiver', 'adoption'])), name='limit_act_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'extension'), _negated=True), ('content__has_any_keys', ['to', 'by']), _connector='OR'), name='extension_says_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'adoption'), _negated=True), ('content__has_key', 'reading'), _connector='OR'), name='adoption_names_a_reading'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='limit_act_has_reason'), models.CheckConstraint(condition=models.Q(('granted_by', ''), _negated=True), name='limit_act_has_grantor')],
                },
            ),
            migrations.CreateModel(
                name='DueDate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='commitments.deadline')),
                    ('known_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField(null=True)),
                    ('ends_on', models.DateField(null=True)),
                    ('certainty', models.CharField(choices=commitments.models.vocabulary.Certainty.listed, max_length=12)),
                    ('is_suspended', models.BooleanField()),
                    ('is_waived', models.BooleanField()),
                    ('arithmetic', models.TextField()),
                    ('why', models.TextField()),
                ],
                options={
                    'ordering': ['deadline', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('certainty__in', ['fixed', 'projected', 'pending', 'withdrawn'])), name='due_date_certainty_known')],
                },
            ),
            migrations.CreateModel(
                name='Timetable',
                fields=[
                    ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='timetable', serialize=False, to='commitments.agreement')),
                    ('turn_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('turn_at__isnull', False)), fields=['turn_at'], name='timetable_to_turn')],
                },
            ),
            migrations.CreateModel(
                name='Deed',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deeds', to='commitments.commitment')),
                    ('obligor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='commitments.party')),
                    ('kind', models.CharField(choices=commitments.models.vocabulary.DeedKind.listed, max_length=12)),
                    ('happened_at', models.DateTimeField()),
                    ('day_only', models.BooleanField(default=True)),
                    ('limit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='commitments.timelimit')),
                    ('period', models.CharField(blank=True, max_length=40)),
                    ('amount', models.PositiveIntegerField(blank=True, null=True)),
                    ('category', models.CharField(blank=True, max_length=160)),
                    ('source', models.TextField()),
                    ('report', models.CharField(blank=True, max_length=40)),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_why', models.TextField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['happened_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['start', 'completion', 'progress', 'delivery'])), name='deed_kind_known'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='deed_has_source'), models.CheckConstraint(condition=models.Q(models.Q(('amount__isnull', True), ('kind', 'delivery'), ('limit__isnull', False)), models.Q(('amount__isnull', False), ('kind', 'progress'), ('limit__isnull', True)), models.Q(('amount__isnull', True), ('kind__in', ['start', 'completion']), ('limit__isnull', True)), _connector='OR'), name='deed_says_what_its_kind_needs'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_why__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_why__isnull', False)), _connector='OR'), name='withdrawal_has_reason'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('kind', 'progress'), _negated=True)), fields=('commitment', 'obligor', 'kind', 'limit', 'period'), name='one_deed_holds', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='commitments.agreement')),
                    ('of', models.CharField(max_length=120)),
                    ('happened_at', models.DateTimeField()),
                    ('day_only', models.BooleanField(default=True)),
                    ('source', models.TextField()),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['agreement', 'of', 'happened_at'],
                    'constraints': [models.UniqueConstraint(fields=('agreement', 'of', 'happened_at'), name='one_row_per_receipt'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='receipt_has_source')],
                },
            ),
        ]),
        # Apart, because on the way back a trigger is taken off while its table still stands.
        AtOnce([
            pgtrigger.migrations.AddTrigger(
                model_name='timelimit',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commitments_timelimitevent" ("commitment_id", "extendable", "id", "key", "kind", "label", "obligor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shape", "struck_at", "struck_why", "zone") VALUES (NEW."commitment_id", NEW."extendable", NEW."id", NEW."key", NEW."kind", NEW."label", NEW."obligor_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shape", NEW."struck_at", NEW."struck_why", NEW."zone"); RETURN NULL;', hash='d89d9cd26da320c2282e2728240c7830a12f7d18', operation='INSERT', pgid='pgtrigger_insert_insert_27d05', table='commitments_timelimit', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='timelimit',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commitments_timelimitevent" ("commitment_id", "extendable", "id", "key", "kind", "label", "obligor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shape", "struck_at", "struck_why", "zone") VALUES (NEW."commitment_id", NEW."extendable", NEW."id", NEW."key", NEW."kind", NEW."label", NEW."obligor_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shape", NEW."struck_at", NEW."struck_why", NEW."zone"); RETURN NULL;', hash='02d44e78700b364ba357eeeca22933508055052f', operation='UPDATE', pgid='pgtrigger_update_update_341aa', table='commitments_timelimit', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='act',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c510d7c31962466e1005c64c22f9439e4382a578', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d80a7', table='commitments_act', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='duedate',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7986befc8ee96cb78e628ea717157d9a9e95beeb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31e7e', table='commitments_duedate', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='deed',
                trigger=pgtrigger.compiler.Trigger(name='only_withdrawn', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."commitment_id" IS DISTINCT FROM (NEW."commitment_id") OR OLD."obligor_id" IS DISTINCT FROM (NEW."obligor_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."happened_at" IS DISTINCT FROM (NEW."happened_at") OR OLD."day_only" IS DISTINCT FROM (NEW."day_only") OR OLD."limit_id" IS DISTINCT FROM (NEW."limit_id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."report" IS DISTINCT FROM (NEW."report") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5805706cc0e3e98ded1ea3373a38bf1a16dd3e79', operation='UPDATE', pgid='pgtrigger_only_withdrawn_116a6', table='commitments_deed', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='deed',
                trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d4fef1607c5d60e24a3e407f3aa4baa2af3b6078', operation='DELETE', pgid='pgtrigger_never_deleted_7f042', table='commitments_deed', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='receipt',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='24b2a1383ac01b89eafe46e36f52b0ff02cee531', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1a9a2', table='commitments_receipt', when='BEFORE')),
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='mission',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='mission',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='commitment',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='commitment',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='milestone',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='milestone',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='reading',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='reading',
                name='update_update',
            ),
            migrations.AddField(
                model_name='mission',
                name='decide_within_days',
                field=models.PositiveSmallIntegerField(blank=True, default=7, null=True, verbose_name='days within which a submitted report must be decided'),
            ),
            migrations.AddField(
                model_name='missionevent',
                name='decide_within_days',
                field=models.PositiveSmallIntegerField(blank=True, default=7, null=True, verbose_name='days within which a submitted report must be decided'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='is_prohibition',
                field=models.BooleanField(default=False, verbose_name='forbids something, with no day on which it is kept'),
            ),
            migrations.AddField(
                model_name='commitment',
                name='reciprocity',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='commitmentevent',
                name='is_prohibition',
                field=models.BooleanField(default=False, verbose_name='forbids something, with no day on which it is kept'),
            ),
            migrations.AddField(
                model_name='commitmentevent',
                name='reciprocity',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='milestone',
                name='de_jure_day_only',
                field=models.BooleanField(default=True, verbose_name='de jure: only the day is known'),
            ),
            migrations.AddField(
                model_name='milestone',
                name='de_facto_day_only',
                field=models.BooleanField(default=True, verbose_name='de facto: only the day is known'),
            ),
            migrations.AddField(
                model_name='milestoneevent',
                name='de_jure_day_only',
                field=models.BooleanField(default=True, verbose_name='de jure: only the day is known'),
            ),
            migrations.AddField(
                model_name='milestoneevent',
                name='de_facto_day_only',
                field=models.BooleanField(default=True, verbose_name='de facto: only the day is known'),
            ),
            migrations.AlterField(
                model_name='milestoneevent',
                name='day_only',
                field=models.BooleanField(default=True, null=True, verbose_name='only the day is known'),
            ),
            migrations.AddField(
                model_name='deadline',
                name='limit',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='commitments.timelimit'),
            ),
            migrations.AddField(
                model_name='deadline',
                name='period',
                field=models.CharField(blank=True, max_length=40),
            ),
            migrations.AddField(
                model_name='deadline',
                name='first_ends_on',
                field=models.DateField(editable=False, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='ends_on',
                field=models.DateField(editable=False, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='certainty',
                field=models.CharField(choices=commitments.models.vocabulary.Certainty.listed, default='pending', max_length=12),
                preserve_default=False,
            ),
            migrations.AddField(
                model_name='deadline',
                name='later',
                field=models.JSONField(default=list, editable=False),
            ),
            migrations.AddField(
                model_name='deadline',
                name='others',
                field=models.JSONField(default=list, editable=False),
            ),
            migrations.AddField(
                model_name='deadline',
                name='is_suspended',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='deadline',
                name='is_waived',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='deadline',
                name='amounts',
                field=models.JSONField(editable=False, null=True),
            ),
            migrations.AlterField(
                model_name='deadline',
                name='met_by',
                field=models.TextField(blank=True, editable=False),
            ),
            migrations.RemoveConstraint(
                model_name='reading',
                name='one_row_per_reading',
            ),
            migrations.RenameField(
                model_name='reading',
                old_name='deadline',
                new_name='limit',
            ),
            migrations.RenameField(
                model_name='reading',
                old_name='reason_not_adopted',
                new_name='reason',
            ),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AlterField(
                        model_name='reading',
                        name='limit',
                        field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='commitments.timelimit'),
                    ),
                    migrations.AlterField(
                        model_name='reading',
                        name='reason',
                        field=models.TextField(blank=True, verbose_name='why it was adopted, or why not'),
                    ),
                ],
            ),
            migrations.AlterField(
                model_name='reading',
                name='words',
                field=models.TextField(blank=True, verbose_name='how the clause can be read'),
            ),
            migrations.AddField(
                model_name='reading',
                name='key',
                field=models.CharField(default='', max_length=200),
                preserve_default=False,
            ),
            migrations.AddField(
                model_name='reading',
                name='position',
                field=models.PositiveSmallIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='reading',
                name='is_adopted',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='reading',
                name='rule',
                field=models.JSONField(default=dict),
                preserve_default=False,
            ),
            migrations.RenameField(
                model_name='readingevent',
                old_name='deadline',
                new_name='limit',
            ),
            migrations.RenameField(
                model_name='readingevent',
                old_name='reason_not_adopted',
                new_name='reason',
            ),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AlterField(
                        model_name='readingevent',
                        name='limit',
                        field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commitments.timelimit'),
                    ),
                    migrations.AlterField(
                        model_name='readingevent',
                        name='reason',
                        field=models.TextField(blank=True, verbose_name='why it was adopted, or why not'),
                    ),
                ],
            ),
            migrations.AlterField(
                model_name='readingevent',
                name='words',
                field=models.TextField(blank=True, verbose_name='how the clause can be read'),
            ),
            migrations.AddField(
                model_name='readingevent',
                name='key',
                field=models.CharField(default='', max_length=200),
                preserve_default=False,
            ),
            migrations.AddField(
                model_name='readingevent',
                name='position',
                field=models.PositiveSmallIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='readingevent',
                name='is_adopted',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='readingevent',
                name='rule',
                field=models.JSONField(default=dict),
                preserve_default=False,
            ),
            migrations.AlterModelOptions(
                name='reading',
                options={'ordering': ['limit', 'position']},
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='mission',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commitments_missionevent" ("decide_within_days", "id", "is_archive", "is_exercise", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "zone") VALUES (NEW."decide_within_days", NEW."id", NEW."is_archive", NEW."is_exercise", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."zone"); RETURN NULL;', hash='1de0ddbef28715f7d0c93ac2b7e9769495c0a215', operation='INSERT', pgid='pgtrigger_insert_insert_0562d', table='commitments_mission', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='mission',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commitments_missionevent" ("decide_within_days", "id", "is_archive", "is_exercise", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "zone") VALUES (NEW."decide_within_days", NEW."id", NEW."is_archive", NEW."is_exercise", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."zone"); RETURN NULL;', hash='4a09d0e646f2b28fee01ad5f26e7d7508ce1fa4f', operation='UPDATE', pgid='pgtrigger_update_update_e53b6', table='commitments_mission', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commitments_commitmentevent" ("agreement_id", "id", "is_prohibition", "kind", "mission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id", "reciprocity", "reference", "site_id", "source", "term", "text", "title", "verification_interval_days", "watched_from", "zone_note") VALUES (NEW."agreement_id", NEW."id", NEW."is_prohibition", NEW."kind", NEW."mission_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provision_id", NEW."reciprocity", NEW."reference", NEW."site_id", NEW."source", NEW."term", NEW."text", NEW."title", NEW."verification_interval_days", NEW."watched_from", NEW."zone_note"); RETURN NULL;', hash='942bde02d00348692188887726d991d53c790aad', operation='INSERT', pgid='pgtrigger_insert_insert_67480', table='commitments_commitment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='commitment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commitments_commitmentevent" ("agreement_id", "id", "is_prohibition", "kind", "mission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provision_id", "reciprocity", "reference", "site_id", "source", "term", "text", "title", "verification_interval_days", "watched_from", "zone_note") VALUES (NEW."agreement_id", NEW."id", NEW."is_prohibition", NEW."kind", NEW."mission_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provision_id", NEW."reciprocity", NEW."reference", NEW."site_id", NEW."source", NEW."term", NEW."text", NEW."title", NEW."verification_interval_days", NEW."watched_from", NEW."zone_note"); RETURN NULL;', hash='b83b4684c67aaac12a8a71f4892513e9cb1b8fb5', operation='UPDATE', pgid='pgtrigger_update_update_56e76', table='commitments_commitment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='milestone',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commitments_milestoneevent" ("adopted", "agreement_id", "de_facto_at", "de_facto_day_only", "de_jure_at", "de_jure_day_only", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."adopted", NEW."agreement_id", NEW."de_facto_at", NEW."de_facto_day_only", NEW."de_jure_at", NEW."de_jure_day_only", NEW."id", NEW."key", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source"); RETURN NULL;', hash='f8083a0ced9a45b8aa3d18ef35ca0af6efa94534', operation='INSERT', pgid='pgtrigger_insert_insert_37ed8', table='commitments_milestone', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='milestone',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commitments_milestoneevent" ("adopted", "agreement_id", "de_facto_at", "de_facto_day_only", "de_jure_at", "de_jure_day_only", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."adopted", NEW."agreement_id", NEW."de_facto_at", NEW."de_facto_day_only", NEW."de_jure_at", NEW."de_jure_day_only", NEW."id", NEW."key", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source"); RETURN NULL;', hash='76a42748247f1311bbc697a163c751d4a78c7c28', operation='UPDATE', pgid='pgtrigger_update_update_c03ec', table='commitments_milestone', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reading',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "commitments_readingevent" ("id", "is_adopted", "key", "limit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "rule", "source", "words") VALUES (NEW."id", NEW."is_adopted", NEW."key", NEW."limit_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."reason", NEW."rule", NEW."source", NEW."words"); RETURN NULL;', hash='79172870d0d2b176881054138a73dda891fb97c1', operation='INSERT', pgid='pgtrigger_insert_insert_54417', table='commitments_reading', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reading',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "commitments_readingevent" ("id", "is_adopted", "key", "limit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "rule", "source", "words") VALUES (NEW."id", NEW."is_adopted", NEW."key", NEW."limit_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."reason", NEW."rule", NEW."source", NEW."words"); RETURN NULL;', hash='438e0fe697aa8e5a8e6cc17e3bf820e294d4a532', operation='UPDATE', pgid='pgtrigger_update_update_a761f', table='commitments_reading', when='AFTER')),
            ),
        ]),
    ]
