"""The derived tables: what the stages hand to each other, and what a run folder holds."""

from schemas.base import Table
from schemas.derived.bundled import Bundled
from schemas.derived.findings import Findings
from schemas.derived.flags import Flags
from schemas.derived.gates import Gates
from schemas.derived.ledger import Ledger
from schemas.derived.members import Members
from schemas.derived.normalised import Normalised
from schemas.derived.scores import Scores
from schemas.derived.standards import Standards
from schemas.derived.status_history import StatusHistory
from schemas.derived.treated import Treated
from schemas.derived.units import Units
from schemas.derived.values import Values
from schemas.derived.weights import Weights

DERIVED: dict[str, type[Table]] = {
    "units": Units,
    "members": Members,
    "values": Values,
    "treated": Treated,
    "normalised": Normalised,
    "weights": Weights,
    "scores": Scores,
    "bundled": Bundled,
    "standards": Standards,
    "flags": Flags,
    "gates": Gates,
    "status_history": StatusHistory,
    "ledger": Ledger,
    "findings": Findings,
}
