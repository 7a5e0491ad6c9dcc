"""Rules that look at several tables or rows at once. One rule, one file and one line here."""

from __future__ import annotations

from toolkit.checks.cross._base import CrossRule
from toolkit.checks.cross.card_outside_membership import (
    CARD_OUTSIDE_MEMBERSHIP,
    EXPELLED_WITHOUT_RED_CARD,
    RED_CARD_WITHOUT_EXIT,
)
from toolkit.checks.cross.date_outside_period import HELD, OBSERVED, VISITED
from toolkit.checks.cross.group_without_member import GROUP_WITHOUT_MEMBER
from toolkit.checks.cross.lead_at_period_end import NO_LEAD, SEVERAL_LEADS
from toolkit.checks.cross.member_without_pupils import MEMBER_WITHOUT_PUPILS, MEMBER_WITHOUT_RETURN
from toolkit.checks.cross.more_moved_than_eligible import MORE_MOVED_THAN_ELIGIBLE
from toolkit.checks.cross.order_of_another_group import (
    FINDING_OF_ANOTHER_GROUP,
    ORDER_BY_ANOTHER_AUTHORITY,
    TITLE_OF_ANOTHER_GROUP,
)
from toolkit.checks.cross.other_district import OTHER_DISTRICT
from toolkit.checks.cross.overlapping_memberships import OVERLAPPING_MEMBERSHIPS
from toolkit.checks.cross.school_without_group import SCHOOL_WITHOUT_GROUP
from toolkit.checks.cross.shared_id import SHARED_ID
from toolkit.checks.cross.year_outside_membership import YEAR_OUTSIDE_MEMBERSHIP

CROSS_RULES: dict[str, CrossRule] = {
    "school-without-group": SCHOOL_WITHOUT_GROUP,
    "year-outside-membership": YEAR_OUTSIDE_MEMBERSHIP,
    "overlapping-memberships": OVERLAPPING_MEMBERSHIPS,
    "no-lead": NO_LEAD,
    "several-leads": SEVERAL_LEADS,
    "group-without-member": GROUP_WITHOUT_MEMBER,
    "member-without-pupils": MEMBER_WITHOUT_PUPILS,
    "member-without-return": MEMBER_WITHOUT_RETURN,
    "other-district": OTHER_DISTRICT,
    "observed-outside-period": OBSERVED,
    "held-outside-period": HELD,
    "visited-outside-period": VISITED,
    "more-moved-than-eligible": MORE_MOVED_THAN_ELIGIBLE,
    "shared-id": SHARED_ID,
    "card-outside-membership": CARD_OUTSIDE_MEMBERSHIP,
    "red-card-without-exit": RED_CARD_WITHOUT_EXIT,
    "expelled-without-red-card": EXPELLED_WITHOUT_RED_CARD,
    "finding-of-another-group": FINDING_OF_ANOTHER_GROUP,
    "title-of-another-group": TITLE_OF_ANOTHER_GROUP,
    "order-by-another-authority": ORDER_BY_ANOTHER_AUTHORITY,
}
