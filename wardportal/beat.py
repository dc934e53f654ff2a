from celery.beat import PersistentScheduler

MOST_WAITING = 50


class PatientScheduler(PersistentScheduler):
    """Rings no more while so much is waiting: without a worker the queue would grow for ever."""

    def apply_async(self, entry, **options):
        with self.app.connection_for_write() as broker, broker.channel() as channel:
            waiting = channel.queue_declare(self.app.conf.task_default_queue).message_count
        return super().apply_async(entry, **options) if waiting < MOST_WAITING else None
