"""What a ladder of differences says of a derivative, in words, and its two Wirtinger parts.

Floor 4: imports `derivatives` and `report` beside it.
"""

from __future__ import annotations

import numpy as np

from . import derivatives as d
from .report import Element


def explain(element: Element, ladder: d.Ladder, verdict: str) -> None:
    """The slopes of the error over the step, above and below its least, and the sentence that follows from them."""
    steps, central, noise = ladder.steps, ladder.central[:, 0], ladder.noise[:, 0]
    errors = np.abs(central - element.analytic)
    clear = np.isfinite(errors) & (errors > 3 * noise)
    rough = np.isfinite(errors) & (errors > 0) & ~clear
    trusted = np.isfinite(central) & (
        np.abs(central - element.numerical) + noise < 0.2 * abs(element.analytic - element.numerical)
    )
    element.rounding_slope = d.slope(steps[rough], errors[rough])
    if verdict in ("wrong", "no gradient") and trusted.sum() >= 2:
        element.slope = d.slope(steps[trusted], errors[trusted])
        span = f"from step {steps[trusted].max():.0e} to {steps[trusted].min():.0e}"
        said = f"the error stays at {errors[trusted][-1]:.1e} {span} (slope {round(element.slope, 1) + 0:.1f})"
        meaning = "and autograd has no gradient at all: the graph is cut between the two"
        if verdict == "wrong":
            meaning = "so the derivative is wrong: truncation would fall with slope 2, rounding rise with slope -1"
        element.explanation = f"{said}, {meaning}"
        return
    element.slope = d.slope(steps[clear], errors[clear])
    forward, backward = ladder.forward[:, 0], ladder.backward[:, 0]
    middle = len(steps) // 2
    sides = f"{backward[middle]:.6g} from below, {forward[middle]:.6g} from above at step {steps[middle]:.0e}"
    if verdict == "kink":
        if not np.isfinite(element.analytic):
            said = f"there is no finite derivative here, and autograd says {element.analytic}"
        elif d.runaway(ladder.forward, ladder.inner_noise)[0] or d.runaway(ladder.backward, ladder.inner_noise)[0]:
            said = f"a jump or a vertical tangent, not an error: the differences grow without limit ({sides})"
        elif np.isnan(forward).all() or np.isnan(backward).all():
            said = f"at the edge of the domain, from inside, the derivative is right ({sides})"
        else:
            said = f"a kink, not an error: autograd's {element.analytic:.6g} lies between the one-sided derivatives "
            said += f"({sides})"
        element.explanation = said
    elif verdict == "rounding":
        element.explanation = (
            f"the rest is rounding: it rises as the step falls (slope {element.rounding_slope:.1f}), "
            "and hides anything smaller"
        )
    elif verdict == "wrong":
        element.explanation = f"the derivative is {element.analytic}"
        if np.isfinite(element.analytic):
            element.explanation = f"the derivative is not between the one-sided differences ({sides})"
    elif np.isfinite(element.slope):
        element.explanation = f"the error falls with slope {element.slope:.1f} down to rounding"
    else:
        element.explanation = "no error above rounding at any step"


def wirtinger(found: d.Findings, jacobian: d.Jacobian, row: int, column: int) -> dict[str, complex] | None:
    """d/dz and d/dz* of an element by a complex one, both ways."""
    source, result = jacobian.inputs.spot(row), jacobian.outputs.spot(column)
    row -= source.component == "imaginary"
    column -= result.component == "imaginary"
    rows, columns = found.rows.tolist(), found.columns.tolist()
    reals = [row, row + 1]
    parts = [column, column + 1] if result.component else [column]
    if not (set(reals) <= set(rows) and set(parts) <= set(columns)):
        return None
    values = {}
    for name, matrix in (("analytic", found.analytic), ("numerical", found.numerical)):
        block = matrix[np.ix_([rows.index(r) for r in reals], [columns.index(c) for c in parts])]
        by_x, by_y = (complex(*b) if len(b) == 2 else complex(b[0]) for b in block)
        values[f"d/dz {name}"] = (by_x - 1j * by_y) / 2
        values[f"d/dz* {name}"] = (by_x + 1j * by_y) / 2
    return values
