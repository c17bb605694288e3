"""People and proposals for tests, made through the services as anybody's would be; all need an app context."""

from __future__ import annotations

import copy
import itertools
import json
from functools import cache
from pathlib import Path
from typing import Any

from accounts import queries as people
from accounts import services as accounts
from accounts.actor import Actor, Role
from accounts.models import AppointmentKind, Organisation, OrganisationType
from core import db
from core.db import session, unit_of_work
from demo.conversion import convert
from proposals import queries, services
from proposals.models import Proposal
from proposals.template import Content

PASSWORD = "mật khẩu của người thử 57"
_numbers = itertools.count(1)


def organisation(name: str = "", *, type: OrganisationType = OrganisationType.PROVINCE) -> Organisation:
    """An organisation with a name of its own."""
    with unit_of_work():
        return accounts.add_organisation(name_vi=name or f"Đơn vị thử số {next(_numbers)}", type=type)


def person(*roles: Role, of: Organisation | None = None, name: str = "", language: str = "vi") -> Actor:
    """A person holding these roles; proposers get an organisation of their own unless one is given."""
    number = next(_numbers)
    if of is None and Role.PROPOSER in roles:
        of = organisation()
    with unit_of_work():
        user = accounts.add_person(
            email=f"nguoi{number}@thu.example",
            name=name or f"Nguyễn Văn Thử {number}",
            roles=roles,
            organisation=of,
            language=language,
        )
    return people.actor(user.id)


def chief_engineer(system: int, *, kind: AppointmentKind = AppointmentKind.CHIEF_ENGINEER) -> Actor:
    """The chief engineer of a strategic system (or, with DEPUTY, the secretariat's named deputy)."""
    role = Role.CHIEF_ENGINEER if kind is AppointmentKind.CHIEF_ENGINEER else Role.SECRETARIAT
    made = person(role)
    with unit_of_work():
        accounts.appoint(people.person(made.id), system=system, kind=kind, since=db.today())
    return people.actor(made.id)


@cache
def _samples() -> list[dict[str, Any]]:
    path = Path(__file__).parent.parent / "demo" / "data" / "sample_proposals.json"
    held: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["proposals"]
    return held


def content(sample: str = "P05") -> Content:
    """A filled-in template: one of the twelve samples, "P01" to "P12"."""
    found = next(row for row in _samples() if row["id"] == sample)
    return copy.deepcopy(convert(found))


def draft(actor: Actor, *, sample: str | None = "P05") -> Proposal:
    """A draft of the person's organisation, filled in from a sample (empty with None)."""
    with unit_of_work(actor):
        proposal = services.start(actor)
        if sample is not None:
            filled = content(sample)
            for code, part in queries.draft_parts(proposal).items():
                services.save_part(proposal, part, filled[code], actor)
    return queries.get(proposal.id, seen_by=actor)


def submitted(actor: Actor, *, sample: str = "P05") -> Proposal:
    """A proposal that has just reached the intake desk."""
    proposal = draft(actor, sample=sample)
    with unit_of_work(actor):
        services.submit(proposal, actor, no_state_secret=True)
    session.expire_all()
    return queries.get(proposal.id, seen_by=actor)
