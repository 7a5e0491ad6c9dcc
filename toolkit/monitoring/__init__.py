"""Monitoring over rounds: what is known of a unit when every round adds to the ones before, and when its status changes."""

from toolkit.monitoring.averages import ReportingRule, reported, rolling_average
from toolkit.monitoring.control_charts import ControlChart, cusum, ewma
from toolkit.monitoring.history import observations, status_history
from toolkit.monitoring.kalman import Filtered, ar1_posterior
from toolkit.monitoring.run_length import cusum_alarm, cusum_arl, cusum_limit, ewma_alarm, ewma_arl, ewma_limit
from toolkit.monitoring.status import STATUSES, StatusRules, next_status
from toolkit.monitoring.status_change import change_matrix, status_change

__all__ = [
    "STATUSES",
    "ControlChart",
    "Filtered",
    "ReportingRule",
    "StatusRules",
    "ar1_posterior",
    "change_matrix",
    "cusum",
    "cusum_alarm",
    "cusum_arl",
    "cusum_limit",
    "ewma",
    "ewma_alarm",
    "ewma_arl",
    "ewma_limit",
    "next_status",
    "observations",
    "reported",
    "rolling_average",
    "status_change",
    "status_history",
]
