"""What is counted: the indicators of a ward, and what each unit said of them each month."""

from indicators.models.indicators import Indicator
from indicators.models.values import IndicatorValue

__all__ = ["Indicator", "IndicatorValue"]
