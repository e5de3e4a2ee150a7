"""Parameters with elements set to 0 for good: a mask is kept beside them and applied before every call.  Floor 4.

The parameter moves to `<name>_orig`, the mask is the buffer `<name>_mask`, and `<name>` is their product.  Start
reading at `BasePruningMethod`.
"""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..._engine.tensor import Tensor, wrap
from ...ops.random import rand
from ._prehooks import undone

__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured", "PruningContainer",
    "RandomStructured", "RandomUnstructured", "custom_from_mask", "global_unstructured", "identity", "is_pruned",
    "l1_unstructured", "ln_structured", "random_structured", "random_unstructured", "remove",
]  # fmt: skip


class BasePruningMethod(ABC):
    """A way to choose the elements to keep, and the hook that applies the choice.

    Subclasses give `compute_mask` and `PRUNING_TYPE`: "unstructured", "structured" or "global".
    """

    PRUNING_TYPE = "unstructured"
    _tensor_name: str

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask (1 to keep, 0 to prune) for importances `t`; what `default_mask` has pruned stays so."""

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def apply_mask(self, module: Any) -> Any:
        """The parameter times its mask."""
        name = self._tensor_name
        mask, orig = getattr(module, name + "_mask"), getattr(module, name + "_orig")
        return mask.to(dtype=orig.dtype) * orig

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prunes a parameter, in addition to what is pruned, and puts the hook on the module."""
        old = None
        for number, hook in list(module._forward_pre_hooks.items()):
            if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
                old = hook
                del module._forward_pre_hooks[number]
        method = cls(*args, **kwargs)
        method._tensor_name = name
        if old is not None:
            container = old if isinstance(old, PruningContainer) else PruningContainer(old)
            container.add_pruning_method(method)
            container._tensor_name = name
            method = container
        orig = getattr(module, name)
        if importance_scores is not None:
            if importance_scores.shape != orig.shape:
                raise AssertionError(
                    f"importance_scores should have the same shape as parameter                 {name} of {module}"
                )
        else:
            importance_scores = orig
        if not isinstance(method, PruningContainer):
            parameter = module._parameters[name]
            del module._parameters[name]
            module.register_parameter(name + "_orig", parameter)
            default_mask = orig.detach().new_ones(orig.shape)
        else:
            default_mask = getattr(module, name + "_mask").detach().clone()
        module.register_buffer(name + "_mask", method.compute_mask(importance_scores, default_mask))
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """A tensor with the chosen elements set to 0."""
        if default_mask is None:
            default_mask = t.new_ones(t.shape)
        return t * self.compute_mask(t if importance_scores is None else importance_scores, default_mask)

    def remove(self, module: Any) -> None:
        """Makes the product a parameter again."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        orig = module._parameters.pop(name + "_orig")
        orig.data = weight.data
        del module._buffers[name + "_mask"]
        module.register_parameter(name, orig)


class PruningContainer(BasePruningMethod):
    """Several prunings of one parameter, one after the other: each chooses among what those before have kept."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        methods = args[0] if len(args) == 1 and isinstance(args[0], Iterable) else args
        first = next(iter(methods), None)
        self._tensor_name = getattr(first, "_tensor_name", "")
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """Adds one at the end.  Raises ValueError for a pruning of another parameter."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer {self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Any:
        return iter(self._pruning_methods)

    def __getitem__(self, index: int) -> BasePruningMethod:
        return self._pruning_methods[index]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The last pruning's mask of what the others have kept, together with theirs."""
        method = self._pruning_methods[-1]
        mask = default_mask.to(dtype=t.dtype)
        kept: Any
        if method.PRUNING_TYPE == "unstructured":
            kept = mask == 1
        elif method.PRUNING_TYPE == "structured":
            if not hasattr(method, "dim"):
                raise AttributeError(f'Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim` '
                                     f"defined. {type(method)}")  # fmt: skip
            dim = method.dim + t.dim() if method.dim < 0 else method.dim
            others = tuple(d for d in range(t.dim()) if d != dim)
            kept = [slice(None)] * t.dim()
            kept[dim] = wrap(np.flatnonzero(mask.array().sum(others) != 0))
            kept = tuple(kept)
        elif method.PRUNING_TYPE == "global":
            kept = slice(None)
        else:
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        made = mask.clone()
        made[kept] = method.compute_mask(t.detach()[kept], mask[kept]).to(made.dtype)
        return made


class Identity(BasePruningMethod):
    """Prunes nothing."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask as it is."""
        return default_mask

    @classmethod
    def apply(cls, module: Any, name: str) -> Any:  # type: ignore[override]
        """Prepares a parameter without pruning it."""
        return super().apply(module, name)


class _Unstructured(BasePruningMethod):
    """What prunes single elements has in common: a rank for each, of which the lowest go."""

    def __init__(self, amount: float) -> None:
        _check_amount(amount)
        self.amount = amount

    def _ranks(self, t: Any) -> Any:
        raise NotImplementedError

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask less the `amount` of elements that rank lowest."""
        count = _count(self.amount, t.numel())
        mask = default_mask.clone()
        if count:
            order = np.argsort(self._ranks(t), kind="stable")
            mask.view(-1)[wrap(order[:count])] = 0
        return mask


class RandomUnstructured(_Unstructured):
    """Prunes elements at random: `amount` of them, or that share."""

    def _ranks(self, t: Any) -> Any:
        return -rand(t.numel())._data  # the largest go

    @classmethod
    def apply(cls, module: Any, name: str, amount: float) -> Any:  # type: ignore[override]
        """Prunes a parameter at random."""
        return super().apply(module, name, amount=amount)


class L1Unstructured(_Unstructured):
    """Prunes the elements of least absolute value: `amount` of them, or that share."""

    def _ranks(self, t: Any) -> Any:
        return np.abs(t.detach().array()).reshape(-1)

    @classmethod
    def apply(cls, module: Any, name: str, amount: float, importance_scores: Any = None) -> Any:  # type: ignore[override]
        """Prunes a parameter by absolute value."""
        return super().apply(module, name, amount=amount, importance_scores=importance_scores)


class RandomStructured(BasePruningMethod):
    """Prunes whole slices along `dim` at random."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount, self.dim = amount, dim

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask less random slices."""
        _check_structured(t)
        _check_dim(t, self.dim)
        size = t.shape[self.dim]
        count = _count(self.amount, size)
        if not count:
            return default_mask
        chances = rand(size)._data
        kept = np.ones(size, bool)
        kept[np.argsort(chances, kind="stable")[:count]] = False
        return _slices(t, self.dim, kept, default_mask)

    @classmethod
    def apply(cls, module: Any, name: str, amount: float, dim: int = -1) -> Any:  # type: ignore[override]
        """Prunes slices of a parameter at random."""
        return super().apply(module, name, amount=amount, dim=dim)


class LnStructured(BasePruningMethod):
    """Prunes the whole slices along `dim` of least n-norm."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, n: Any, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount, self.n, self.dim = amount, n, dim

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask less the slices of least norm."""
        _check_structured(t)
        _check_dim(t, self.dim)
        size = t.shape[self.dim]
        count = _count(self.amount, size)
        if not count:
            return default_mask
        others = tuple(d for d in range(t.dim()) if d != self.dim % t.dim())
        norms = t.detach().norm(p=self.n, dim=others).array()
        kept = np.zeros(size, bool)
        kept[np.argsort(-norms, kind="stable")[: size - count]] = True
        return _slices(t, self.dim, kept, default_mask)

    @classmethod
    def apply(  # type: ignore[override]
        cls, module: Any, name: str, amount: float, n: Any, dim: int, importance_scores: Any = None
    ) -> Any:
        """Prunes slices of a parameter by norm."""
        return super().apply(module, name, amount=amount, n=n, dim=dim, importance_scores=importance_scores)


class CustomFromMask(BasePruningMethod):
    """Prunes where a given mask is 0."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The product of both masks."""
        if default_mask.shape != self.mask.shape:
            raise AssertionError(f"mask shape {self.mask.shape} must match default_mask shape {default_mask.shape}")
        return default_mask * self.mask.to(dtype=default_mask.dtype)

    @classmethod
    def apply(cls, module: Any, name: str, mask: Tensor) -> Any:  # type: ignore[override]
        """Prunes a parameter where the mask is 0."""
        return super().apply(module, name, mask=mask)


# ------------------------------------------------------------ functions


def identity(module: Any, name: str) -> Any:
    """Prepares a parameter for pruning without pruning it, and returns the module."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Any, name: str, amount: float) -> Any:
    """Prunes `amount` elements of a parameter (a number, or a share) at random, and returns the module."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Any, name: str, amount: float, importance_scores: Any = None) -> Any:
    """Prunes the `amount` elements of a parameter of least absolute value, and returns the module.

    Raises ValueError for more elements than there are.

    >>> import minigrad as torch
    >>> from minigrad.nn.utils import prune
    >>> list(prune.l1_unstructured(torch.nn.Linear(2, 3), "weight", amount=2).state_dict())
    ['bias', 'weight_orig', 'weight_mask']
    """
    L1Unstructured.apply(module, name, amount, importance_scores)
    return module


def random_structured(module: Any, name: str, amount: float, dim: int) -> Any:
    """Prunes `amount` slices of a parameter along `dim` at random, and returns the module."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module: Any, name: str, amount: float, n: Any, dim: int, importance_scores: Any = None) -> Any:
    """Prunes the `amount` slices of a parameter along `dim` of least n-norm, and returns the module."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores)
    return module


def custom_from_mask(module: Any, name: str, mask: Tensor) -> Any:
    """Prunes a parameter where a mask is 0, and returns the module."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Any, pruning_method: type[BasePruningMethod], importance_scores: Any = None, **kwargs: Any
) -> None:
    """Prunes several parameters, pairs (module, name), as if they were one."""
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    importance_scores = {} if importance_scores is None else importance_scores
    if not isinstance(importance_scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    pairs = list(parameters)
    scores = [importance_scores.get(pair, getattr(*pair)).detach().array().reshape(-1) for pair in pairs]
    masks = [
        getattr(m, name + "_mask", wrap(np.ones_like(getattr(m, name).detach().array()))).array().reshape(-1)
        for m, name in pairs
    ]
    container = PruningContainer()
    container._tensor_name = "temp"
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    container.add_pruning_method(method)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    mask = container.compute_mask(wrap(np.concatenate(scores)), wrap(np.concatenate(masks)))
    start = 0
    for module, name in pairs:
        parameter = getattr(module, name)
        end = start + parameter.numel()
        custom_from_mask(module, name, mask[start:end].view_as(parameter))
        start = end


def remove(module: Any, name: str) -> Any:
    """Makes a pruned parameter an ordinary one, with its zeros.  Raises ValueError where it is not pruned."""
    if not undone(module, lambda hook: isinstance(hook, BasePruningMethod) and hook._tensor_name == name):
        raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
    return module


def is_pruned(module: Any) -> bool:
    """Whether a module, or one inside it, is pruned."""
    return any(
        isinstance(hook, BasePruningMethod) for _, m in module.named_modules() for hook in m._forward_pre_hooks.values()
    )


# ------------------------------------------------------------ how many


def _check_amount(amount: Any) -> None:
    if not isinstance(amount, numbers.Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    whole = isinstance(amount, numbers.Integral)
    if float(amount) < 0 or (not whole and float(amount) > 1.0):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _count(amount: Any, size: int) -> int:
    """How many of `size`.  Raises ValueError for more than there are."""
    if isinstance(amount, numbers.Integral):
        if int(amount) > size:
            raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
        return int(amount)
    return round(amount * size)


def _check_structured(t: Any) -> None:
    if t.dim() <= 1:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape "
            f"{t.shape} with {t.dim()} dims"
        )


def _check_dim(t: Any, dim: int) -> None:
    if dim >= t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


def _slices(t: Any, dim: int, kept: Any, default_mask: Any) -> Any:
    shape = [1] * t.dim()
    shape[dim] = -1
    return default_mask * wrap(kept.reshape(shape).astype(default_mask._data.dtype))
