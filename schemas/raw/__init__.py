"""The raw tables. One file a table; a new table is one new file and one line here."""

from schemas.base import Table
from schemas.raw.about import About
from schemas.raw.activities import Activities
from schemas.raw.agreements import Agreements
from schemas.raw.assessments import Assessments
from schemas.raw.cards import Cards
from schemas.raw.districts import Districts
from schemas.raw.groups import Groups
from schemas.raw.incidents import Incidents
from schemas.raw.inspection_findings import InspectionFindings
from schemas.raw.item_responses import ItemResponses
from schemas.raw.lesson_observations import LessonObservations
from schemas.raw.memberships import Memberships
from schemas.raw.orders import Orders
from schemas.raw.school_year import SchoolYear
from schemas.raw.schools import Schools
from schemas.raw.sharing import Sharing
from schemas.raw.staff import Staff
from schemas.raw.staff_moves import StaffMoves
from schemas.raw.students import Students
from schemas.raw.supervision_visits import SupervisionVisits
from schemas.raw.surveys import Surveys
from schemas.raw.titles import Titles
from schemas.raw.training import Training

RAW: dict[str, type[Table]] = {
    "about": About,
    "districts": Districts,
    "groups": Groups,
    "schools": Schools,
    "memberships": Memberships,
    "school_year": SchoolYear,
    "staff": Staff,
    "staff_moves": StaffMoves,
    "training": Training,
    "students": Students,
    "assessments": Assessments,
    "item_responses": ItemResponses,
    "surveys": Surveys,
    "lesson_observations": LessonObservations,
    "activities": Activities,
    "sharing": Sharing,
    "supervision_visits": SupervisionVisits,
    "incidents": Incidents,
    "agreements": Agreements,
    "cards": Cards,
    "inspection_findings": InspectionFindings,
    "orders": Orders,
    "titles": Titles,
}
