"""The texts of errors that several places raise: torch's first line, then what came and what to do.

Imports nothing of minigrad.
"""

from __future__ import annotations

from typing import Any


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> RuntimeError:
    """Why shapes `a` and `b` do not broadcast, in torch's words."""
    n = max(len(a), len(b))
    left, right = (1,) * (n - len(a)) + tuple(a), (1,) * (n - len(b)) + tuple(b)
    for dim in range(n - 1, -1, -1):
        x, y = left[dim], right[dim]
        if x != y and x != 1 and y != 1:
            return RuntimeError(
                f"The size of tensor a ({x}) must match the size of tensor b ({y}) at non-singleton dimension {dim}"
            )
    return RuntimeError(f"shapes {list(a)} and {list(b)} do not broadcast")


def axis(dim: int, ndim: int) -> IndexError:
    """`dim` is not an axis of a tensor with `ndim` axes."""
    low, high = (-ndim, ndim - 1) if ndim else (-1, 0)
    return IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})")


def not_tensor(function: str, name: str, position: int, value: Any) -> TypeError:
    """`function` was given a `value` that is no Tensor."""
    kind = type(value)
    said = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    hint = "" if kind.__name__ != "ndarray" else "; make one with torch.from_numpy(array)"
    return TypeError(f"{function}(): argument '{name}' (position {position}) must be Tensor, not {said}{hint}")


# What goes wrong inside an op whose arguments are not what it takes: `Op.refuse` then says so in torch's words.
REFUSED = (TypeError, ValueError, AttributeError, LookupError, AssertionError, RuntimeError)

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)

NOT_SCALAR = "grad can be implicitly created only for scalar outputs"

NO_GRAPH = "element {} of tensors does not require grad and does not have a grad_fn"

GRAD_OF_NON_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the "
    "leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)
LEAF_IN_PLACE = "a leaf Variable that requires grad is being used in an in-place operation."
LEAF_IN_PLACE_HINT = (
    "\nA leaf that requires grad holds the values that gradients are taken at. Write out of place (x = x + 1), "
    "or inside `with torch.no_grad():` if the write is not to be differentiated (as an optimiser's step)."
)
LEAF_VIEW_IN_PLACE = "a view of a leaf Variable that requires grad is being used in an in-place operation."


def modified(kind: str, shape: tuple[int, ...], source: str, now: int, expected: int, shown: bool) -> RuntimeError:
    """A saved value was written to between forward and backward; `shown`: has anomaly mode warned with the call?"""
    hint = (
        "the backtrace further above shows the operation that failed to compute its gradient. The variable in question "
        "was changed in there or anywhere later. Good luck!" if shown else
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )  # fmt: skip
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.{kind}Tensor {list(shape)}]{source} is at version {now}; expected version {expected} instead. "
        f"Hint: {hint}\nBackward needs the value as it was. Write out of place (x = x + 1, not x += 1), or on "
        "x.clone()."
    )


class LinAlgError(RuntimeError):
    """Linear algebra that cannot be done with these numbers: a singular matrix, a factorisation that fails."""

    __module__ = "torch._C"


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"
