"""CloudEvents 1.0 as they come in, structured or binary, and the places that they tell of."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

__all__ = ["STRUCTURED", "Event", "places_of", "read_event"]

STRUCTURED = "application/cloudevents+json"
_REQUIRED = ("id", "source", "specversion", "type")
_LONGEST = 4_096
_MOST_PLACES = 100
_BLOBS = ".blob.core.windows.net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `source` and `id` together name it; `data` is whatever the sender put in."""

    id: str
    source: str
    type: str
    subject: str
    data: Any

    @property
    def key(self) -> str:
        """What the same event has when it is sent again."""
        return json.dumps([self.source, self.id])


def read_event(headers: Headers, body: bytes) -> Event:
    """Read an event from a request: attributes in the body, or in `ce-` headers beside the body.

    Raises:
        HTTPException: 422, a required attribute is missing or too long, or the body is no JSON.
    """
    structured = headers.get("content-type", "").partition(";")[0].strip().lower() == STRUCTURED
    sent = _json(body) if structured or body else None
    if structured:
        attributes = sent if isinstance(sent, dict) else {}
        data = _json_of_base64(attributes["data_base64"]) if "data_base64" in attributes else attributes.get("data")
    else:
        attributes = {name: unquote(headers.get(f"ce-{name}", "")) for name in (*_REQUIRED, "subject")}
        data = sent
    said = {name: attributes.get(name) or "" for name in (*_REQUIRED, "subject")}
    if not all(isinstance(it, str) and len(it) <= _LONGEST for it in said.values()):
        raise HTTPException(422)
    if not all(said[name] for name in _REQUIRED) or said["specversion"] != "1.0":
        raise HTTPException(422)
    return Event(id=said["id"], source=said["source"], type=said["type"], subject=said["subject"], data=data)


def places_of(event: Event) -> tuple[str, ...]:
    """Return the URIs of the places that an event tells of; what it says happened there is for the look to find out.

    Read are notifications of S3 (`Records`, or EventBridge's `detail`), Google Cloud Storage and Azure Blob Storage,
    `data.uri` or `data.url`, and a `subject` that is a URI or continues `source`.

    Raises:
        HTTPException: 422, there is none, or there are more than a hundred.
    """
    found = tuple(dict.fromkeys(_in_data(event.data)))
    if not found and "://" in event.subject:
        found = (event.subject,)
    elif not found and event.subject and "://" in event.source:
        found = (f"{event.source.rstrip('/')}/{event.subject.lstrip('/')}",)
    if not found or len(found) > _MOST_PLACES or any(len(uri) > _LONGEST for uri in found):
        raise HTTPException(422)
    return found


def _in_data(data: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        return
    records = data.get("Records")
    for record in records if isinstance(records, list) else ():
        place = record.get("s3") if isinstance(record, dict) else None
        if uri := _s3(place, encoded=True):
            yield uri
    if uri := _s3(data, encoded=False) or _s3(data.get("detail"), encoded=False):
        yield uri
    bucket, name = data.get("bucket"), data.get("name")
    if isinstance(bucket, str) and isinstance(name, str) and bucket and name:
        yield f"gcs://{bucket}/{name}"
    for key in ("uri", "url"):
        uri = data.get(key)
        if isinstance(uri, str) and "://" in uri:
            yield _azure(uri) or uri


def _s3(place: Any, *, encoded: bool) -> str | None:
    """Return the URI of `{"bucket": {"name": …}, "object": {"key": …}}`; keys of notifications are URL-encoded."""
    if not isinstance(place, Mapping):
        return None
    bucket, thing = place.get("bucket"), place.get("object")
    if not isinstance(bucket, dict) or not isinstance(thing, dict):
        return None
    name, key = bucket.get("name"), thing.get("key")
    if not isinstance(name, str) or not isinstance(key, str) or not name or not key:
        return None
    return f"s3://{name}/{unquote_plus(key) if encoded else key}"


def _azure(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "https" or not (parts.hostname or "").endswith(_BLOBS):
        return None
    return f"abfs:/{unquote(parts.path)}"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(422) from None


def _json_of_base64(text: Any) -> Any:
    try:
        return _json(base64.b64decode(text, validate=True))
    except (TypeError, ValueError, binascii.Error):
        raise HTTPException(422) from None
