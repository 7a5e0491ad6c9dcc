"""What is possible but hard to believe: warnings that ask a person to look. One check, one file and one line here."""

from __future__ import annotations

from toolkit.checks.plausible._base import Check
from toolkit.checks.plausible.heaping import HEAPING
from toolkit.checks.plausible.jump import JUMP
from toolkit.checks.plausible.scale import SCALE
from toolkit.checks.plausible.twin import TWIN

PLAUSIBLE: dict[str, Check] = {
    "jump": JUMP,
    "twin": TWIN,
    "heaping": HEAPING,
    "scale": SCALE,
}
"""Tables say which of them apply to their numbers: `about(..., plausible=("jump", "twin"))`."""
