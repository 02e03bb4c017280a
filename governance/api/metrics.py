"""Counters for Prometheus: operations, statuses and seconds. No name, path or id of anything that was read."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One registry an application, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "assay_http_requests", "Requests answered.", ("operation", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "assay_http_request_seconds",
            "Seconds until a request was answered.",
            ("operation",),
            registry=self.registry,
            buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
        )
        self._tagging = Gauge("assay_tagging_now", "Texts and files being tagged or waiting.", registry=self.registry)
        self._streams = Gauge("assay_event_streams_now", "Open streams of job events.", registry=self.registry)

    def request(self, operation: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(operation, str(status)).inc()
        self._seconds.labels(operation).observe(seconds)

    def tagging(self, now: int) -> None:
        """Say how many are being tagged or wait for it."""
        self._tagging.set(now)

    def streams(self, now: int) -> None:
        """Say how many event streams are open."""
        self._streams.set(now)

    def render(self) -> bytes:
        """Return the text exposition."""
        return generate_latest(self.registry)
