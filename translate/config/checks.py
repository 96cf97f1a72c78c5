"""The thresholds of the checks, with the defaults that were calibrated on human translations.

One section per check that has any; `translate checks calibrate` measures what a change does.
Human: FLORES and NTREX, French to English and Vietnamese.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from translate.config.base import Options

CheckId = Annotated[str, Field(pattern=r"^Q(0[1-9]|1\d|2[0-5])$")]
Range = tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]


class UnfinishedConfig(Options):
    """Q02: when an output that lost its final mark is held to be cut."""

    cut_below: float = Field(
        0.55, ge=0, le=1, description="share of the source's characters; 3 of 1,985 human ones are"
    )


class LengthLimits(Options):
    """Ratios of characters outside which a translation is suspect, and surely wrong."""

    warning: Range = Field(description="ratios outside which a translation is suspect")
    error: Range = Field(description="ratios outside which a translation is surely wrong")


class LengthRatioConfig(Options):
    """Q03: characters of the target per character of the source."""

    limits: dict[str, LengthLimits] = Field(
        # 99.8 % of human translations lie in 0.56-1.24 (en) and 0.54-1.47 (vi).
        {
            "en": LengthLimits(warning=(0.60, 1.12), error=(0.45, 1.5)),
            "vi": LengthLimits(warning=(0.60, 1.27), error=(0.45, 1.8)),
        },
        description="target language: its limits; others are not judged",
    )
    short: int = Field(30, ge=0, description="characters of source below which lengths vary freely")
    short_limits: Range = Field((0.25, 2.5), description="warning limits of a short source")
    # One phrase more or less moves the ratio of a source of 30-59 characters beyond the limits
    # (5 human segments of NTREX-a en, 2 of them beyond these).
    middle: int = Field(60, ge=0, description="characters below which the limits are wider")
    middle_error: Range = Field((0.4, 2.0), description="error limits of a middling source")
    tiny: int = Field(12, ge=0, description="characters below which a word more is no matter")


class CopiedSourceConfig(Options):
    """Q06: how many words a copy must have."""

    min_words: int = Field(4, ge=1, description="3 of 6,003 good segments of four are identical")


class NumberValuesConfig(Options):
    """Q08: how exact a converted unit must be."""

    rounding: float = Field(0.1, ge=0, le=1, description="share that a conversion may be rounded")


class ChecksConfig(Options):
    """What the checks look for, and how strictly."""

    disabled: tuple[CheckId, ...] = Field((), description="checks that are not made, such as Q20")
    suppressions: tuple[Path, ...] = Field(
        (), description="CSV files (article,segment,lang,check,reason) of findings to set aside"
    )
    unfinished: UnfinishedConfig = UnfinishedConfig()
    length_ratio: LengthRatioConfig = LengthRatioConfig()
    copied_source: CopiedSourceConfig = CopiedSourceConfig()
    number_values: NumberValuesConfig = NumberValuesConfig()
