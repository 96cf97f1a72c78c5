"""How the checks are calibrated, so that anybody can do it again.

Two questions: how often do the checks speak against what good translators wrote (false alarms),
and how many of the faults that were planted by hand do they find (recall).
"""

from translate.calibration.false_alarms import FalseAlarms, Offence, measure_false_alarms
from translate.calibration.figures import Calibration, Limits, calibrate
from translate.calibration.planted import SHIPPED_FAULTS, Fault, Recall, find_faults, read_faults
from translate.calibration.references import ReferencePair, References, read_references
from translate.calibration.tables import as_lines, listed_offences

__all__ = [
    "SHIPPED_FAULTS",
    "Calibration",
    "FalseAlarms",
    "Fault",
    "Limits",
    "Offence",
    "Recall",
    "ReferencePair",
    "References",
    "as_lines",
    "calibrate",
    "find_faults",
    "listed_offences",
    "measure_false_alarms",
    "read_faults",
    "read_references",
]
