"""Pages of manuscripts; importing this module puts every one of them on the blueprint."""

from manuscripts.views import files, mapping
from manuscripts.views.blueprint import bp

__all__ = ["bp", "files", "mapping"]
