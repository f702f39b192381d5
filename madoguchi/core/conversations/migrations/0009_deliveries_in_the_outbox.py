"""Deliveries are duties of the outbox; those that wait as jobs go on there."""

from django.db import migrations

FORWARDS = """
INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error, due_at)
SELECT 'delivery', (args->>'workspace_id')::bigint, (args->>'message_id')::bigint, '', 0, '',
       min(coalesce(scheduled_at, now()))
FROM procrastinate_jobs WHERE task_name = 'madoguchi.deliver' AND status IN ('todo', 'doing') GROUP BY 2, 3
ON CONFLICT DO NOTHING;
DELETE FROM procrastinate_jobs WHERE task_name = 'madoguchi.deliver' AND status IN ('todo', 'doing');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0008_forwards_stay_in_the_house"),
        ("events", "0002_settled_order"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
