"""Letters about files: malware was found; to the person who sent the file and, without any name, to administrators."""

from __future__ import annotations

from accounts import queries as people
from accounts.actor import Role
from attachments.models import AttachmentFile
from core import mail, words


def infected(row: AttachmentFile) -> None:
    """Tell the uploader which file was closed and what to do, and the administrators that one was."""
    proposal = row.attachment.proposal
    uploader = people.person(row.made_by_id)
    if uploader.active:
        mail.write(
            "attachments/infected",
            address=uploader.email,
            language=uploader.language,
            recipient_id=uploader.id,
            name=uploader.name,
            file=row.name[:200],
            at=words.format_datetime(row.made_at),
            finding=row.finding,
            url=mail.link("attachments.show", proposal_id=proposal.id, attachment_id=row.attachment_id),
        )
    for keeper in people.people(Role.ADMINISTRATOR):
        mail.write(
            "attachments/blocked",
            address=keeper.email,
            language=keeper.language,
            recipient_id=keeper.id,
            name=keeper.name,
            uploader=uploader.name,
            sha256=row.sha256,
            finding=row.finding,
            url=mail.link("attachments.blocked"),
        )
