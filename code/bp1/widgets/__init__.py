"""The book's widgets, one trio of files each: name.py (traits), name.js (face), name.css (look)."""

from bp1.widgets.error_curve import ErrorCurve
from bp1.widgets.exercise import Exercise
from bp1.widgets.replay import Replay
from bp1.widgets.routes import Routes
from bp1.widgets.staircase import Staircase
from bp1.widgets.stepper import Stepper
from bp1.widgets.zoo import Zoo

__all__ = ["ErrorCurve", "Exercise", "Replay", "Routes", "Staircase", "Stepper", "Zoo"]
