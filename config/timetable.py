"""The whole timetable, and how the queue behaves when Redis does not."""

from django.conf import settings
from kombu import Queue

broker_url = settings.REDIS_URL
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 5, "retry_on_timeout": True}
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"
task_default_queue = "holdfast"
# Wake-ups are not acknowledged: one that is lost is asked for again. Acknowledging them makes a worker whose Redis
# went away try to put messages back through the closed connection, and die of it.
task_queues = [Queue("holdfast", no_ack=True)]
task_time_limit = 120
task_soft_time_limit = 100
# A wake-up that waited longer than a minute is not worth having: the next one does the same work.
task_default_expires = 60
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
worker_send_task_events = False
# The timetable is here and nowhere else, so beat keeps no file that a crash could spoil.
beat_scheduler = "celery.beat:Scheduler"
beat_max_loop_interval = 5

beat_schedule = {
    "scan": {"task": "monitoring.tasks.scan", "schedule": settings.SCAN_SECONDS, "options": {"expires": 55}},
    "turn": {"task": "monitoring.tasks.turn", "schedule": settings.SCAN_SECONDS, "options": {"expires": 55}},
    "escalate": {"task": "monitoring.tasks.escalate", "schedule": settings.ESCALATE_SECONDS},
    "deliver": {
        "task": "monitoring.tasks.deliver",
        "schedule": settings.DELIVER_SECONDS,
        "options": {"expires": 55},
    },
    # Sooner stale than the others: one that has waited stands in the clock's way, and another one follows.
    "post": {"task": "monitoring.tasks.post", "schedule": settings.DELIVER_SECONDS, "options": {"expires": 15}},
}
