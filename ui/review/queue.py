"""The queue of one visitor: the next items are prepared before they are asked for, decisions are sent behind them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from assay.governance.client import Client
from assay.governance.domain import Action, AssayError, ConflictError

__all__ = ["Item", "Note", "ReviewQueue"]

_AHEAD = 6
_PAGE = 10
_LOOKS = 25
_READY = 6
_TAKEN = 200

Prepare = Callable[[Client, dict[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class Item:
    """A task and, once it is prepared, what is shown beside it."""

    task: dict[str, Any]
    exhibit: Future[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What became of a decision, by the key of its sentence; `n` where several were taken back."""

    key: str
    n: int = 1


@dataclass(slots=True)
class _Done:
    """A decision that can be taken back: its id, once the server gave one, and the task that it was on."""

    task: dict[str, Any] | None
    answer: Future[str | None]


@dataclass(slots=True)
class ReviewQueue:
    """Items of one visitor. `open` gives a client that may be used from any thread; close nothing that it gives."""

    open: Callable[[], Client]
    prepare: Prepare
    opened: int = 0
    decided: int = 0
    _items: deque[Item] = field(default_factory=deque)
    _passed: set[str] = field(default_factory=set)
    _outgoing: list[tuple[_Done, str, str | None, str]] = field(default_factory=list)
    _done: list[_Done] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _taken: dict[str, None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _filling: Future[None] | None = None
    _sender: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "assay-decide"))
    _reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "assay-prepare"))

    def current(self) -> Item | None:
        """Return the item to decide now; None where nothing waits that was not passed over."""
        if not self._items:
            self.fill(wait=True)
        return self._items[0] if self._items else None

    def ready(self) -> list[Item]:
        """Return the items that may be shown at once, the current one first; it is waited for."""
        first = self.current()
        if first is None:
            return []
        rest = [it for it in list(self._items) if it is not first and it.exhibit.done()]
        return [first, *rest][:_READY]

    def has_more(self, shown: int) -> bool:
        """Say whether more items may be shown at once than were."""
        return sum(it.exhibit.done() for it in list(self._items)[:_READY]) > shown

    def take(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Do what was asked for in the page, in order, each once: decisions, taking one back, looking again.

        An event has an `id` and an `action`; a decision names its `task`, with `code` and `reason`.
        """
        for event in events:
            name, action = str(event.get("id")), event.get("action")
            if name in self._taken:
                continue
            self._taken[name] = None
            if action == "undo":
                note = self.undo()
                if note is not None:
                    self._notes.append(note)
            elif action == "again":
                self.look_again()
            elif action in set(Action):
                code = event.get("code")
                self.decide(str(event.get("task")), str(action), code and str(code), str(event.get("reason") or ""))

    def taken(self) -> list[str]:
        """Return the ids of the latest events that were taken."""
        return list(self._taken)[-_TAKEN:]

    def decide(self, task_id: str, action: str, code: str | None = None, reason: str = "") -> None:
        """Decide an item that is ready and go on; the server is told by `send`."""
        with self._lock:
            item = next((it for it in self._items if it.task["id"] == task_id), None)
            if item is None:
                return
            self._items.remove(item)
        self._passed.add(item.task["asset"])
        done = _Done(item.task, Future())
        self._done.append(done)
        self._outgoing.append((done, action, code, reason))
        if action in ("accept", "change"):
            self.opened, self.decided = max(0, self.opened - 1), self.decided + 1

    def send(self) -> None:
        """Tell the server what was decided, in order, behind the visitor's back; then look ahead."""
        outgoing, self._outgoing = self._outgoing, []
        for done, action, code, reason in outgoing:
            self._sender.submit(self._tell, done, action, code, reason)
        if len(self._items) < _AHEAD:
            self.fill(wait=False)

    @property
    def busy(self) -> bool:
        """Say whether a decision is still on its way."""
        return bool(self._outgoing) or any(not it.answer.done() for it in self._done)

    @property
    def has_notes(self) -> bool:
        """Say whether something has to be said of decisions that were sent."""
        return bool(self._notes)

    @property
    def can_undo(self) -> bool:
        """Say whether there is something to take back."""
        return bool(self._done)

    def undo(self) -> Note | None:
        """Take the last decision back, or the last group's; its item is the current one again."""
        self.send()
        while self._done:
            done = self._done.pop()
            decision = done.answer.result()
            if decision is None:
                continue
            api = self.open()
            try:
                taken = api.undo(decision)
            except AssayError:
                return Note(key="review.not_undone")
            if done.task is None:
                self.refresh()
                return Note(key="review.did.undo_group", n=int(taken.get("n", 1)))
            self._passed.discard(done.task["asset"])
            self._put_back(api.review(done.task["id"]))
            self._count(api)
            return Note(key="review.did.undo")
        return None

    def took_group(self, decision: str) -> None:
        """Remember a group that was decided as one, and look at the queue anew."""
        answer: Future[str | None] = Future()
        answer.set_result(decision)
        self._done.append(_Done(None, answer))
        self.refresh()

    def look_again(self) -> None:
        """Show again what was passed over."""
        self._passed.clear()
        self.refresh()

    def refresh(self) -> None:
        """Forget what was prepared: what is open has changed by other means."""
        with self._lock:
            self._items.clear()
        self.fill(wait=True)

    def notes(self) -> list[Note]:
        """Return what has to be said of decisions that were sent, once."""
        said, self._notes = self._notes, []
        return said

    def fill(self, *, wait: bool) -> None:
        """Prepare the next items; without `wait` behind the visitor's back."""
        if self._filling is None or self._filling.done():
            self._filling = self._reader.submit(self._fill)
        if wait:
            self._filling.result()
            if not self._items:  # what ran was begun before something was given back
                self._fill()

    def close(self) -> None:
        """Send what is left and stop."""
        self.send()
        self._sender.shutdown(wait=True)
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _fill(self) -> None:
        api = self.open()
        cursor: str | None = None
        for _ in range(_LOOKS):
            page = api.reviews(limit=_PAGE, cursor=cursor)
            with self._lock:
                known = {it.task["asset"] for it in self._items} | self._passed
                for task in page["items"]:
                    if task["asset"] not in known and len(self._items) < _PAGE:
                        self._items.append(self._item(task))
            cursor = page["next"]
            if cursor is None or len(self._items) >= _AHEAD:
                break
        if not self._outgoing and all(it.answer.done() for it in self._done):
            self._count(api)

    def _item(self, task: dict[str, Any]) -> Item:
        return Item(task, self._reader.submit(self._prepared, task))

    def _prepared(self, task: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.prepare(self.open(), task)
        except AssayError:
            return {"missing": True}

    def _put_back(self, task: dict[str, Any]) -> None:
        item = self._item(task)
        with self._lock:
            kept = [it for it in self._items if it.task["asset"] != task["asset"]]
            self._items = deque([item, *kept])

    def _tell(self, done: _Done, action: str, code: str | None, reason: str) -> None:
        task = done.task or {}
        try:
            answer = self.open().decide(task["id"], action, code=code, reason=reason, etag=task.get("etag"))
        except ConflictError:
            self._failed(done, Note(key="review.conflict"))
            return
        except AssayError:
            self._passed.discard(task["asset"])
            self._failed(done, Note(key="review.refused"))
            return
        done.answer.set_result(str(answer["decision"]))

    def _failed(self, done: _Done, note: Note) -> None:
        self._notes.append(note)
        self._done = [it for it in self._done if it is not done]
        done.answer.set_result(None)

    def _count(self, api: Client) -> None:
        stats = api.review_stats()
        self.opened, self.decided = stats["open"], stats["decided"]
