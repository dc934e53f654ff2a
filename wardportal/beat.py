"""Beat, of which one rings: others wait beside it, on any machine, and the next goes on where it ended."""

from contextlib import suppress
from datetime import UTC, datetime

from celery.beat import PersistentScheduler
from celery.utils.log import get_logger
from django.conf import settings
from redis import Redis, RedisError
from redis.exceptions import LockError

MOST_WAITING = 50

logger = get_logger(__name__)


class PatientScheduler(PersistentScheduler):
    """Rings no more while so much is waiting: without a worker the queue would grow for ever."""

    # Where the queue is a folder, one supervisor starts one beat: there is no other to agree with.
    place = None

    def setup_schedule(self):
        super().setup_schedule()
        if settings.REDIS_URL:
            self.place = Place()

    def tick(self, *arguments, **options):
        if self.place is None:
            return super().tick(*arguments, **options)
        was_mine = self.place.is_mine
        if not self.place.hold():
            return settings.BEAT_LEASE_SECONDS / 3
        if not was_mine:
            self._go_on()
        return min(super().tick(*arguments, **options), settings.BEAT_LEASE_SECONDS / 3)

    def _go_on(self):
        """From when each was last rung, by whichever beat."""
        for name, rung_at in self.place.rung().items():
            if entry := self.schedule.get(name):
                entry.last_run_at = rung_at
        self._heap = None  # in which order they are due is worked out anew

    def apply_async(self, entry, **options):
        with self.app.connection_for_write() as broker, broker.channel() as channel:
            waiting = channel.queue_declare(self.app.conf.task_default_queue).message_count
        if waiting >= MOST_WAITING:
            return None
        rung = super().apply_async(entry, **options)
        if self.place:
            self.place.note(entry.name)
        return rung

    def close(self):
        super().close()
        if self.place:
            self.place.leave()


class Place:
    """The place of the beat that rings: a key in the Redis of the queue, held only while it is renewed.

    In the queue's own Redis: who cannot reach it could not ring either, and once it is lost, no one rings.
    """

    def __init__(self):
        prefix = settings.REDIS_PREFIX
        self._redis = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=5)
        self._lock = self._redis.lock(f"{prefix}beat", timeout=settings.BEAT_LEASE_SECONDS)
        self._rung = f"{prefix}beat-rung"
        self.is_mine = None

    def hold(self) -> bool:
        """Renew the place, or take it where it is free."""
        was_mine = self.is_mine
        try:
            self.is_mine = self._renew() or self._lock.acquire(blocking=False)
        except RedisError:
            self.is_mine = False
        if self.is_mine != was_mine:
            logger.warning("this beat %s", "rings" if self.is_mine else "waits")
        return self.is_mine

    def _renew(self) -> bool:
        with suppress(LockError):
            return self._lock.reacquire()
        return False

    def note(self, name):
        with suppress(RedisError):
            self._redis.hset(self._rung, name, datetime.now(UTC).isoformat())

    def rung(self) -> dict[str, datetime]:
        """{entry: when it was last rung}."""
        told = {}
        with suppress(RedisError):
            told = self._redis.hgetall(self._rung)
        return {name.decode(): datetime.fromisoformat(at.decode()) for name, at in told.items()}

    def leave(self):
        """For the next one, at once; a beat that is killed leaves it when its lease runs out."""
        self.is_mine = False
        with suppress(LockError, RedisError):
            self._lock.release()
