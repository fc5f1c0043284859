"""A desk's API for tests: a ledger with briefs in it, tokens for it, and a clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from pipeline.desk.api import Parts, application
from pipeline.desk.submit import Submissions
from pipeline.desk.worker import Worker
from pipeline.feeds.engine import Engine, Local, Profile
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Role
from pipeline.summarise.load import load_summariser
from tests.support_night import CONFIG, Translator, checker
from tests.support_web import MORNING

GERMAN = (
    "Bei einem Unfall in Altenmühle sind am Montag 11 Menschen verletzt worden. Der Schaden liegt bei 2,5 Millionen "
    "Euro. Die Straße 107 bleibt bis zum 3. Mai gesperrt."
)
BOOK = {
    "Unfall in Altenmühle": "Accident in Altenmühle",
    "Bei einem Unfall in Altenmühle sind am Montag 11 Menschen verletzt worden.": (
        "Twelve people were injured in an accident in Altenmühle on Monday."
    ),
    "Der Schaden liegt bei 2,5 Millionen Euro.": "The damage amounts to 2.5 million euros.",
    "Die Straße 107 bleibt bis zum 3. Mai gesperrt.": "Road 107 will remain closed until 3 May.",
}
RIGHT = "Eleven people were injured in an accident in Altenmühle on Monday."


@dataclass
class Clock:
    """Moves when a test says so, and a little with every look, so that no two deeds are of the same moment."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass
class Api:
    """See the module."""

    ledger: Ledger
    parts: Parts
    client: TestClient
    clock: Clock
    woken: list[str] = field(default_factory=list)

    def token(self, *scopes: str, owner: str = "local", role: Role = "admin", expires: datetime | None = None) -> str:
        """A new token; the owner is made a user unless he is local."""
        if owner != "local" and self.ledger.accounts.user(owner) is None:
            self.ledger.accounts.add_user(owner, role, "no hash", self.clock())
        secret = f"{owner}-{'-'.join(scopes)}-{self.clock().timestamp()}"
        digest = hashlib.sha256(secret.encode()).hexdigest()
        self.ledger.accounts.add_token(digest, "test", owner, scopes, self.clock(), expires)
        return secret

    def call(self, method: str, path: str, *, token: str = "", revision: int | None = None, **more: Any) -> Any:
        """A request, and its answer."""
        headers = dict(more.pop("headers", {}))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        return self.client.request(method, path, headers=headers, **more)

    def brief(self, text: str = GERMAN, title: str = "Unfall in Altenmühle") -> str:
        """The id of a brief that is made now, unless the ledger has it."""
        [one] = self.parts.submissions.text(text, title=title).items
        if self.parts.submissions.progress([one.item])[0].ready:
            return one.item
        worker = Worker(CONFIG, self.ledger, engine, checker=checker, clock=self.clock)
        assert worker.once()
        return one.item


def engine(profile: Profile) -> Engine:
    """One with a phrase book."""
    condenser = load_summariser(CONFIG.summarise, lambda _: None)
    return Local(CONFIG, Translator(BOOK), checker(), condenser, "r1")


@contextmanager
def api(where: str | Path, users: Sequence[tuple[str, Role]] = ()) -> Iterator[Api]:
    """The API on a new ledger."""
    clock = Clock()
    woken: list[str] = []
    with open_ledger(where) as ledger:
        for name, role in users:
            ledger.accounts.add_user(name, role, "no hash", clock())
        woken.clear()
        parts = Parts(
            ledger,
            CONFIG,
            checker,
            Submissions(ledger, CONFIG, clock),
            submitted=lambda: woken.append("submitted"),
            changed=lambda: woken.append("changed"),
            clock=clock,
        )
        with TestClient(application(parts), raise_server_exceptions=False) as client:
            yield Api(ledger, parts, client, clock, woken)
