"""Pages of proposals; importing this module puts every one of them on the blueprint."""

from proposals.views import discarding, dossiers, drafting, exporting, listing, owning, submitting, versions
from proposals.views.blueprint import bp

__all__ = ["bp", "discarding", "dossiers", "drafting", "exporting", "listing", "owning", "submitting", "versions"]
