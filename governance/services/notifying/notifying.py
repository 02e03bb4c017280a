"""Notices: noted in the outbox with what they tell of, sent by webhook or mail, kept until they arrived."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from assay.governance.domain import AssayError, SettingsError
from assay.governance.services.notifying.notices import DIGEST, FAILED, FINISHED, RESTRICTED, cloud_event, mail_text
from assay.governance.settings import NotifySettings
from assay.governance.store import OutboxRecord, Store, Unit

__all__ = ["Notifying"]

_log = logging.getLogger(__name__)
_TOPIC = "notify"
_SECONDS = 10.0
_SHOWN = 20
_KEPT = timedelta(days=3)
_WEEK = timedelta(days=7)
_LAST_DIGEST = "digest.at"


class Notifying:
    """Does nothing unless a webhook or a mail server is set. What cannot be delivered is tried again for three days."""

    def __init__(
        self, *, store: Store, settings: NotifySettings, secrets: Callable[[str], Mapping[str, str]], leading: str,
        rank: int, figures: Callable[[], Mapping[str, Any]],
    ) -> None:  # fmt: skip
        self._store = store
        self._settings = settings
        self._secrets = secrets
        self._leading = leading
        self._rank = rank
        self._figures = figures
        self._lock = threading.Lock()

    @property
    def wanted(self) -> bool:
        """Whether anybody is to be told."""
        return bool(self._settings.webhook_url or self._settings.mail_server)

    def run_ended(self, db: Unit, run_id: str, state: str, figures: Mapping[str, Any], since: datetime) -> None:
        """Note that a run ended, and which restricted files are new; in the transaction that says so."""
        if not self.wanted:
            return
        self._note(db, FINISHED, run_id, {"run": run_id, "state": state, **figures})
        fresh = []
        for asset in db.assets.each():
            if asset.updated_at < since or asset.content_id is None:
                continue
            grade = db.grades.get(asset.id, self._leading)
            seen = db.assets.versions(asset.id)[-1].seen_at
            if grade is not None and grade.rank >= self._rank and seen >= since and grade.code != "ungraded":
                level = f"{self._leading}:{grade.code}"
                fresh.append({"id": asset.id, "name": asset.name, "path": asset.folder, "level": level})
        if fresh:
            data = {"run": run_id, "count": len(fresh), "items": fresh[:_SHOWN]}
            self._note(db, RESTRICTED, run_id, data)

    def source_failed(self, source: str | None, error: str) -> None:
        """Note that a source could not be read; `error` is a class of error, never its text."""
        if self.wanted:
            with self._store.write() as db:
                self._note(db, FAILED, source or "", {"source": source, "error": error})

    def tick(self) -> None:
        """Note the weekly digest when a week has gone by, and send what waits."""
        if not self.wanted:
            return
        if self._settings.digest:
            with self._store.write() as db:
                last, now = db.meta.get(_LAST_DIGEST), datetime.now(UTC)
                due = last is not None and now - datetime.fromisoformat(last) >= _WEEK
                if last is None or due:
                    db.meta.put(_LAST_DIGEST, now.isoformat())
            if due:
                self.digest()
        self.deliver()

    def digest(self) -> None:
        """Note the digest now."""
        figures = dict(self._figures())
        with self._store.write() as db:
            self._note(db, DIGEST, "digest", figures)

    def deliver(self) -> int:
        """Send what waits; return how many notices arrived. What does not arrive waits on."""
        if not self.wanted or not self._lock.acquire(blocking=False):
            return 0
        try:
            with self._store.read() as db:
                waiting = db.outbox.pending(topic=_TOPIC, limit=100)
            sent = 0
            for entry in waiting:
                old = datetime.now(UTC) - datetime.fromisoformat(entry.payload["at"]) > _KEPT
                if not old and not self._send(entry):
                    break
                sent += not old
                with self._store.write() as db:
                    db.outbox.done([entry.id])
            return sent
        finally:
            self._lock.release()

    def _note(self, db: Unit, kind: str, key: str, data: Mapping[str, Any]) -> None:
        payload = {"type": kind, "at": datetime.now(UTC).isoformat(), "data": dict(data)}
        db.outbox.add(_TOPIC, f"{kind}/{key}"[:200], payload)

    def _send(self, entry: OutboxRecord) -> bool:
        try:
            if self._settings.webhook_url:
                self._post(entry)
            if self._settings.mail_server:
                self._mail(entry)
        except (AssayError, OSError, smtplib.SMTPException, _NotTaken) as exc:
            _log.warning("a notice did not arrive: %s", type(exc).__name__)
            return False
        return True

    def _post(self, entry: OutboxRecord) -> None:
        import httpx

        event = cloud_event(entry.id, entry.payload["type"], entry.payload["at"], entry.payload["data"])
        body = json.dumps(event, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/cloudevents+json", "webhook-id": entry.id, "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{self._signature(entry.id, stamp, body)}",
        }  # fmt: skip
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False) as http:
                answer = http.post(str(self._settings.webhook_url), content=body, headers=headers)
        except httpx.HTTPError as exc:
            raise _NotTaken(type(exc).__name__) from None
        if not answer.is_success:
            raise _NotTaken(str(answer.status_code))

    def _signature(self, entry_id: str, stamp: str, body: bytes) -> str:
        """Sign id, time and body with HMAC-SHA256, as the Standard Webhooks specification has it."""
        secret = self._secret(self._settings.webhook_credentials, "secret").encode()
        signed = b".".join((entry_id.encode(), stamp.encode(), body))
        return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()

    def _mail(self, entry: OutboxRecord) -> None:
        chosen = self._settings
        subject, text = mail_text(entry.payload["type"], entry.payload["data"], chinese=chosen.language == "zh")
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, chosen.mail_from, ", ".join(chosen.mail_to)
        message["Message-ID"] = f"<{entry.id}@assay>"
        message.set_content(text, cte="quoted-printable")
        host, _, port = str(chosen.mail_server).partition(":")
        with smtplib.SMTP(host, int(port or 25), timeout=_SECONDS) as server:
            if chosen.mail_tls:
                server.starttls(context=ssl.create_default_context())
            if chosen.mail_credentials:
                name = chosen.mail_credentials
                server.login(self._secret(name, "user"), self._secret(name, "password"))
            server.send_message(message)

    def _secret(self, name: str | None, key: str) -> str:
        if name is None:
            raise SettingsError("notices need credentials")
        found = self._secrets(name).get(key)
        if not found:
            raise SettingsError(f"the credentials of notices lack an entry: {key}")
        return found


class _NotTaken(Exception):
    """The other side did not take a notice."""
