"""Wrong arguments of every function and method of the table raise the type of exception that torch raises."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

import minigrad  # noqa: E402
from tests import argument_calls  # noqa: E402

# Where torch's function is written in Python, it looks at a shape, or takes an attribute, before it meets the argument
# that is wrong.  Here the argument is named at once, with a TypeError.
NAMED_AT_ONCE = {
    "broadcast_shapes", "eig", "einsum", "manual_seed", "matrix_rank", "set_default_tensor_type", "symeig", "x.resize",
    "nn.functional.affine_grid",
    "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d", "nn.functional.instance_norm",
    "nn.functional.local_response_norm", "nn.functional.multilabel_soft_margin_loss", "nn.functional.normalize",
}  # fmt: skip
# What differs for a reason of its own.
KNOWN = {
    "linspace(x, 1.5)", "logspace(x, 1.5)", "masked.logaddexp(x, 1.5)",
    "nn.functional.hardtanh_(x, 1.5)",  # a lower bound above the upper one is refused before anything is written
    "selu(x, 'a')", "selu(x, object())", "selu(x, 1.5)",  # torch.selu is one function with nn.functional.selu
    "x.lstsq()", "x.solve()",  # removed: minigrad says so first, torch its missing argument
    "x.chalf()", "x.cuda('a')", "x.float_power_(1.5)",
    "x.is_pinned('a')", "x.is_pinned(object())", "x.is_pinned(1.5)",
    "x.to(1.5)",  # torch takes the number for `non_blocking`
}  # fmt: skip


def agree(call: str, theirs: BaseException | None, ours: BaseException | None) -> bool:
    if type(theirs) is type(ours) or call in KNOWN:
        return True
    name = call.partition("(")[0]
    if isinstance(ours, TypeError):  # torch took an attribute of something that has none, or of something it took on
        return isinstance(theirs, AttributeError) or name in NAMED_AT_ONCE
    return type(theirs).__name__ == type(ours).__name__


@pytest.mark.parametrize("space", [None, *argument_calls.SPACES], ids=str)
def test_the_types_agree(space: str | None) -> None:
    theirs: dict[str, Any] = argument_calls.outcomes(torch, space)
    ours = argument_calls.outcomes(minigrad, space)
    both = theirs.keys() & ours.keys()
    assert len(both) >= 5
    wrong = [
        f"{call}: {type(theirs[call]).__name__} {theirs[call]} | {type(ours[call]).__name__} {ours[call]}"
        for call in sorted(both)
        if not agree(call, theirs[call], ours[call])
    ]
    assert not wrong, "\n".join(wrong)


def test_most_first_lines_agree() -> None:
    """Two in three first lines are torch's word for word; the rest names the same argument, or is Python's own text."""
    same = total = 0
    for space in (None, *argument_calls.SPACES):
        theirs, ours = argument_calls.outcomes(torch, space), argument_calls.outcomes(minigrad, space)
        for call in theirs.keys() & ours.keys():
            if theirs[call] is not None:
                total += 1
                lines = [str(error).split("\n")[0].replace("TensorBase.", "Tensor.") for error in
                         (theirs[call], ours[call])]  # fmt: skip
                same += lines[0] == lines[1]
    assert same / total > 2 / 3, f"{same} of {total}"
