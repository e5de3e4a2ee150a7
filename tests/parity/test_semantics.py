"""What a tensor is, beside torch: memory, views, indexing, Python's protocols, attributes, copies, subclasses.

Each group is a list of small programs; `programs` says what of them is compared.
"""

# ruff: noqa: E711, PLC3002, PLW0108, RUF005, SIM300, UP031 - the programs do it on purpose

from __future__ import annotations

import copy
import math
import operator
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")

from tests.parity.programs import Program, disagreements  # noqa: E402

NAN, INF = math.nan, math.inf


def box(t: Any) -> Any:
    return t.arange(24.0).reshape(2, 3, 4)


def written(t: Any, index: Any, value: Any, base: Any = None) -> Any:
    """A tensor after `base[index] = value`."""
    a = box(t) if base is None else base
    a[index] = value
    return a


def written_with_gradients(t: Any, index: Any, value: Any) -> Any:
    """The same recorded, and the gradients for what was there and for what was written."""
    before = box(t).requires_grad_()
    if isinstance(value, t.Tensor):
        value.requires_grad_()
    after = written(t, index, value, before.clone())
    (after * (box(t) + 1)).sum().backward()
    return after, before.grad, value.grad if isinstance(value, t.Tensor) else None


STRIDES: list[Program] = [
    lambda t: t.arange(24).reshape(2, 3, 4).stride(),
    lambda t: t.arange(24).reshape(2, 3, 4).stride(1),
    lambda t: t.arange(24).reshape(2, 3, 4).stride(-1),
    lambda t: t.arange(24).reshape(2, 3, 4).stride(3),
    lambda t: t.arange(24).reshape(2, 3, 4).stride(dim=0),
    lambda t: t.tensor(1).stride(0),
    lambda t: t.tensor(1).stride(),
    lambda t: t.arange(24).reshape(2, 3, 4).size(3),
    lambda t: t.arange(24).reshape(2, 3, 4).size(-1),
    lambda t: t.arange(24).reshape(2, 3, 4).size(dim=1),
    lambda t: t.arange(24).reshape(2, 3, 4).size(),
    lambda t: t.arange(24).reshape(2, 3, 4).transpose(0, 2),
    lambda t: t.arange(24).reshape(2, 3, 4).permute(2, 0, 1),
    lambda t: t.arange(24).reshape(2, 3, 4).permute(2, 0, 1).contiguous(),
    lambda t: t.arange(24).reshape(2, 3, 4).permute(2, 0, 1).is_contiguous(),
    lambda t: t.arange(24).reshape(2, 3, 4).permute(2, 0, 1).view(-1),
    lambda t: t.arange(24).reshape(2, 3, 4).permute(2, 0, 1).reshape(-1),
    lambda t: t.arange(24).reshape(2, 3, 4)[:, 1:].view(-1),
    lambda t: t.arange(24).reshape(2, 3, 4)[:, 1:].view(2, 2, 2, 2),
    lambda t: t.arange(24).reshape(2, 3, 4)[:, 1:].view(2, 8),
    lambda t: t.arange(24).view(5, -1),
    lambda t: t.arange(24).view(-1, -1),
    lambda t: t.arange(24).view(5, 5),
    lambda t: t.arange(24).view(2, -2),
    lambda t: t.arange(24).reshape(5, 5),
    lambda t: t.arange(24).reshape(-1, 5),
    lambda t: t.arange(24).reshape(-1, -1),
    lambda t: t.arange(0).reshape(0, -1),
    lambda t: t.arange(0).reshape(2, 0, 3),
    lambda t: t.arange(0).view(-1, 0),
    lambda t: t.arange(6.0).view(t.int32),
    lambda t: t.arange(6.0).view(t.int64),
    lambda t: t.arange(6.0).view(t.int16),
    lambda t: t.arange(5.0).view(t.int64),
    lambda t: t.tensor(1.0).view(t.int32),
    lambda t: t.tensor(1.0).view(t.int16),
    lambda t: t.arange(6.0).reshape(2, 3).t().view(t.int16),
    lambda t: t.arange(6.0).view(t.complex64),
    lambda t: t.arange(6.0).view((2, 3)),
    lambda t: t.arange(6.0).view([2, 3]),
    lambda t: t.arange(6.0).view(t.Size([3, 2])),
    lambda t: t.arange(6.0).reshape(),
    lambda t: t.arange(1.0).reshape(()),
    lambda t: t.arange(1.0).reshape([]),
    lambda t: t.arange(6.0).view_as(t.ones(3, 2)),
    lambda t: t.arange(6.0).reshape_as(t.ones(3, 2)),
    lambda t: t.arange(6.0)[2:].storage_offset(),
    lambda t: t.arange(24.0).reshape(2, 3, 4)[1, 1:, ::2],
    lambda t: t.arange(24.0).reshape(2, 3, 4)[1, 1:, ::2].is_contiguous(),
    lambda t: t.ones(2, 3, 4, 5).is_contiguous(memory_format=t.channels_last),
    lambda t: t.ones(2, 3, 4, 5).contiguous(memory_format=t.channels_last),
    lambda t: t.ones(2, 3, 4, 5).contiguous(memory_format=t.channels_last).is_contiguous(),
    lambda t: t.ones(2, 3, 4, 5).to(memory_format=t.channels_last).stride(),
    lambda t: t.ones(2, 3, 4, 5).contiguous(memory_format=t.channels_last).clone().stride(),
    lambda t: (
        t.ones(2, 3, 4, 5).contiguous(memory_format=t.channels_last).clone(memory_format=t.contiguous_format).stride()
    ),
    lambda t: t.ones(2, 3, 4, 5).clone(memory_format=t.channels_last).stride(),
    lambda t: t.ones(2, 3, 4).clone(memory_format=t.channels_last).stride(),
    lambda t: t.ones(2, 3, 4).contiguous(memory_format=t.channels_last).stride(),
    lambda t: t.ones(2, 3, 4, 5, 6).contiguous(memory_format=t.channels_last_3d).stride(),
    lambda t: t.ones(2, 3, 4).is_contiguous(memory_format=t.channels_last),
    lambda t: t.ones(2, 3, 4, 5).is_contiguous(memory_format=t.preserve_format),
    lambda t: t.ones(2, 3, 4, 5).contiguous(memory_format=t.preserve_format),
    lambda t: t.ones(2, 1, 4, 5).is_contiguous(memory_format=t.channels_last),
    lambda t: t.ones(2, 3, 1, 1).is_contiguous(memory_format=t.channels_last),
    lambda t: t.ones(2, 3, 4, 5)[::2].is_contiguous(memory_format=t.channels_last),
    lambda t: t.arange(6.0).reshape(2, 3).t().clone().stride(),
    lambda t: t.arange(6.0).reshape(2, 3).expand(4, 2, 3).clone().stride(),
    lambda t: t.arange(3.0).expand(4, 3),
    lambda t: t.arange(3.0).expand(4, -1).stride(),
    lambda t: t.arange(3.0).expand(-1, 3),
    lambda t: t.arange(3.0).expand(4, 4),
    lambda t: t.arange(3.0).expand(3, 4),
    lambda t: t.arange(6.0).reshape(2, 3).expand(3),
    lambda t: t.arange(6.0).reshape(2, 1, 3).expand(2, 5, 3).stride(),
    lambda t: t.tensor(1.0).expand(2, 3).stride(),
    lambda t: t.ones(2, 1).expand_as(t.ones(2, 4)),
    lambda t: t.ones(2, 1).expand(2, 4).add_(1),
    lambda t: t.arange(3.0).expand(4, 3).contiguous().stride(),
    lambda t: t.arange(3.0).expand(4, 3).is_contiguous(),
    lambda t: t.arange(3.0).expand(1, 3).is_contiguous(),
    lambda t: t.arange(10.0).as_strided((3, 3), (2, 1)),
    lambda t: t.arange(10.0).as_strided((3, 3), (2, 1), 1),
    lambda t: t.arange(10.0)[2:].as_strided((3,), (2,)),
    lambda t: t.arange(10.0)[2:].as_strided((3,), (2,), 0),
    lambda t: t.arange(10.0).as_strided((3, 3), (2,)),
    lambda t: t.arange(10.0).as_strided((3, 3), (2, -1)),
    lambda t: t.arange(10.0).as_strided((3, 3), (5, 1)),
    lambda t: t.arange(10.0).as_strided((-1, 3), (5, 1)),
    lambda t: t.arange(10.0).as_strided((0, 3), (5, 1)),
    lambda t: t.arange(10.0).as_strided((3,), (1,), -1),
    lambda t: t.arange(10.0).as_strided((2, 2), (3, 1)).add_(1),
    lambda t: t.arange(10.0).unfold(0, 3, 2),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(1, 3, 2),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(0, 3, 2),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(2, 1, 2),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(0, -1, 2),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(0, 1, 0),
    lambda t: t.arange(10.0).reshape(2, 5).unfold(-1, 0, 1),
    lambda t: t.tensor(1.0).unfold(0, 1, 1),
    lambda t: t.arange(6).reshape(1, 2, 3).squeeze(),
    lambda t: t.arange(6).reshape(1, 2, 3).squeeze(1),
    lambda t: t.arange(6).reshape(1, 2, 3).squeeze((0, 1)),
    lambda t: t.arange(6).reshape(1, 2, 3).squeeze(3),
    lambda t: t.arange(6).reshape(2, 3).unsqueeze(1).stride(),
    lambda t: t.arange(6).reshape(2, 3).unsqueeze(-1).stride(),
    lambda t: t.arange(6).reshape(2, 3).unsqueeze(0).stride(),
    lambda t: t.arange(6).reshape(2, 3).t().unsqueeze(1).stride(),
    lambda t: t.arange(6).reshape(2, 3).unsqueeze(3),
    lambda t: t.tensor(1).unsqueeze(0).stride(),
    lambda t: t.ones(2, 3, 4).movedim(0, -1).stride(),
    lambda t: t.ones(2, 3, 4).movedim((0, 1), (1, 2)).stride(),
    lambda t: t.ones(2, 3, 4).movedim((0, 0), (1, 2)).stride(),
    lambda t: t.ones(2, 3, 4).movedim((0, 1), (1,)).stride(),
    lambda t: t.ones(2, 3, 4).flatten(1).stride(),
    lambda t: t.ones(2, 3, 4).flatten(0, 1).stride(),
    lambda t: t.ones(2, 3, 4).flatten(2, 1).stride(),
    lambda t: t.ones(2, 3, 4).transpose(0, 1).flatten(1).stride(),
    lambda t: t.tensor(1.0).flatten(),
    lambda t: t.ones(2, 12).unflatten(1, (3, 4)).stride(),
    lambda t: t.ones(2, 12).unflatten(1, (3, -1)).stride(),
    lambda t: t.ones(2, 12).unflatten(1, (3, 5)).stride(),
    lambda t: t.ones(2, 12).unflatten(1, ()).stride(),
    lambda t: t.ones(2, 12).unflatten(5, (3, 4)).stride(),
    lambda t: t.ones(2, 3, 4).narrow(1, 1, 2),
    lambda t: t.ones(2, 3, 4).narrow(1, -1, 1),
    lambda t: t.ones(2, 3, 4).narrow(1, 2, 2),
    lambda t: t.ones(2, 3, 4).narrow(1, -4, 1),
    lambda t: t.ones(2, 3, 4).narrow(1, 0, -1),
    lambda t: t.ones(2, 3, 4).narrow(3, 0, 1),
    lambda t: t.tensor(1.0).narrow(0, 0, 1),
    lambda t: t.ones(2, 3, 4).narrow(1, t.tensor(1), 1),
    lambda t: t.ones(2, 3, 4).select(1, 3),
    lambda t: t.ones(2, 3, 4).select(1, -4),
    lambda t: t.ones(2, 3, 4).select(3, 0),
    lambda t: t.ones(2, 3, 4).select(1, -1),
    lambda t: t.tensor(1.0).select(0, 0),
    lambda t: t.ones(6, 2).split(4),
    lambda t: t.ones(6, 2).split([1, 2, 3]),
    lambda t: t.ones(6, 2).split([1, 2]),
    lambda t: t.ones(6, 2).split(0),
    lambda t: t.ones(6, 2).split(-1),
    lambda t: t.ones(6, 2).split([-1, 7]),
    lambda t: t.ones(0, 2).split(0),
    lambda t: t.ones(6, 2).chunk(4),
    lambda t: t.ones(6, 2).chunk(0),
    lambda t: t.tensor(1.0).chunk(1),
    lambda t: t.tensor(1.0).split(1),
    lambda t: t.ones(6, 2).tensor_split(4),
    lambda t: t.ones(6, 2).tensor_split(0),
    lambda t: t.ones(6, 2).tensor_split(t.tensor([1, 3])),
    lambda t: t.ones(6, 2).hsplit(2),
    lambda t: t.ones(6, 2).vsplit(4),
    lambda t: t.ones(6, 2).dsplit(4),
    lambda t: t.ones(3, 2).unbind(),
    lambda t: t.ones(3, 2).unbind(1),
    lambda t: t.ones(3, 2).unbind(2),
    lambda t: t.tensor(1.0).unbind(),
    lambda t: t.ones(2, 3, 4).mT.stride(),
    lambda t: t.ones(2, 3, 4).mH.stride(),
    lambda t: t.ones(2, 3, 4).T.stride(),
    lambda t: t.ones(2, 3, 4).H,
    lambda t: t.ones(3).T,
    lambda t: t.ones(3).mT,
    lambda t: t.ones(2, 3, 4).t(),
    lambda t: t.ones(3).t(),
    lambda t: t.ones(3, 4).diagonal(),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(1),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(-1),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(5),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(0, 0, 0),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(0, 0, 2),
    lambda t: t.arange(12.0).reshape(3, 4).diagonal(0, 1, 0).storage_offset(),
    lambda t: t.arange(12.0).reshape(3, 4).swapaxes(0, 1).stride(),
    lambda t: t.arange(12.0).reshape(3, 4).ravel().stride(),
    lambda t: t.arange(12.0).reshape(3, 4).t().ravel().stride(),
    lambda t: t.arange(12.0).reshape(3, 4).t().ravel()._is_view(),
    lambda t: t.tensor([1 + 2j, 3 + 4j]).real,
    lambda t: t.tensor([1 + 2j, 3 + 4j]).imag,
    lambda t: t.view_as_real(t.tensor([1 + 2j, 3 + 4j])),
    lambda t: t.view_as_complex(t.ones(3, 2)),
    lambda t: t.view_as_complex(t.ones(3, 3)),
    lambda t: t.view_as_complex(t.ones(2, 3).t()),
    lambda t: t.view_as_complex(t.ones(2, 2, dtype=t.int64)),
    lambda t: t.tensor([1.0]).imag,
    lambda t: t.tensor([1.0]).real,
    lambda t: t.empty(2, 3).zero_().permute(0),
    lambda t: t.ones(2, 3).permute(0, 0),
    lambda t: t.ones(2, 3).permute(0, 2),
    lambda t: t.ones(2, 3).permute(1, -1),
    lambda t: t.ones(2, 3).permute((1, 0)).stride(),
    lambda t: t.ones(2, 3).permute(dims=(1, 0)).stride(),
    lambda t: t.ones(2, 3).transpose(0, 2),
    lambda t: t.ones(2, 3).transpose(dim0=0, dim1=1).stride(),
    lambda t: t.empty_strided((2, 3), (1, 2)).stride(),
    lambda t: t.empty_permuted((2, 3, 4), (2, 0, 1)).stride(),
    lambda t: t.empty_like(t.ones(2, 3).t()).stride(),
    lambda t: t.zeros_like(t.ones(2, 3, 4)[:, :, ::2]).stride(),
    lambda t: t.zeros_like(t.ones(3).expand(2, 3)).stride(),
    lambda t: t.zeros_like(t.ones(2, 3).t(), memory_format=t.contiguous_format).stride(),
    lambda t: t.ones(2, 3).t().double().stride(),
    lambda t: t.ones(2, 3).t().to(t.float32) is not None,
    lambda t: +t.ones(2),
    lambda t: +t.tensor([True]),
]

ITSELF: list[Program] = [
    lambda t: (lambda x: x.to(t.float32) is x)(t.ones(2)),
    lambda t: (lambda x: x.float() is x)(t.ones(2)),
    lambda t: (lambda x: x.contiguous() is x)(t.ones(2)),
    lambda t: (lambda x: x.to("cpu") is x)(t.ones(2)),
    lambda t: (lambda x: x.cpu() is x)(t.ones(2)),
    lambda t: (lambda x: x.to(t.float32, copy=True) is x)(t.ones(2)),
    lambda t: (lambda x: x.reshape(2) is x)(t.ones(2)),
    lambda t: (lambda x: x.view(2) is x)(t.ones(2)),
    lambda t: (lambda x: x.type(t.float32) is x)(t.ones(2)),
    lambda t: (lambda x: x.real is x)(t.ones(2)),
    lambda t: (lambda x: x.conj() is x)(t.ones(2)),
    lambda t: (lambda x: x.resolve_conj() is x)(t.ones(2)),
    lambda t: (lambda x: x.squeeze() is x)(t.ones(2)),
    lambda t: (lambda x: x.expand(2) is x)(t.ones(2)),
    lambda t: (lambda x: x[...] is x)(t.ones(2)),
    lambda t: (lambda x: x.positive() is x)(t.ones(2)),
    lambda t: (lambda x: x.flatten() is x)(t.ones(2)),
    lambda t: (lambda x: x.ravel() is x)(t.ones(2)),
    lambda t: (lambda x: x.sum_to_size(2) is x)(t.ones(2)),
    lambda t: (lambda x: t.atleast_1d(x) is x)(t.ones(2)),
    lambda t: (lambda x: t.as_tensor(x) is x)(t.ones(2)),
    lambda t: (lambda x: t.asarray(x) is x)(t.ones(2)),
    lambda t: (lambda x: t.round(x) is x)(t.ones(2)),
    lambda t: (lambda x: t.nan_to_num(x) is x)(t.ones(2)),
    lambda t: (lambda x: t.dropout(x, 0.5, False) is x)(t.ones(2)),
    lambda t: (lambda x: t.nn.functional.dropout(x, 0.5, False) is x)(t.ones(2)),
    lambda t: (lambda x: t.nn.Identity()(x) is x)(t.ones(2)),
]

SHARING: list[Program] = [
    lambda t: (lambda a: (t.from_numpy(a).add_(1), a))(np.arange(3.0)),
    lambda t: (lambda x: (np.add(x.numpy(), 1, out=x.numpy()), x)[1])(t.ones(2)),
    lambda t: (lambda a: t.from_numpy(a))(np.arange(6.0).reshape(2, 3).T),
    lambda t: (lambda a: t.from_numpy(a))(np.arange(6.0)[::2]),
    lambda t: (lambda a: t.from_numpy(a))(np.arange(6.0)[::-1]),
    lambda t: (lambda a: t.from_numpy(a))(np.array(["a"])),
    lambda t: (lambda a: t.from_numpy(a))(np.array([None])),
    lambda t: (lambda a: t.from_numpy(a))([1, 2]),
    lambda t: (lambda a: t.from_numpy(a))(np.float32(1)),
    lambda t: (lambda a: t.from_numpy(a))(np.arange(3, dtype=">f4")),
    lambda t: (lambda a: t.from_numpy(a))(np.broadcast_to(np.arange(3.0), (2, 3)).copy()),
    lambda t: t.tensor(np.arange(6.0)[::-1]),
    lambda t: t.tensor(np.arange(6.0).reshape(2, 3).T),
    lambda t: t.as_tensor(np.arange(6.0).reshape(2, 3).T),
    lambda t: t.ones(2, requires_grad=True).numpy(),
    lambda t: t.ones(2, requires_grad=True).numpy(force=True),
    lambda t: np.asarray(t.ones(2, requires_grad=True)),
    lambda t: np.asarray(t.ones(2)),
    lambda t: np.asarray(t.ones(2), dtype="int32"),
    lambda t: np.array([t.tensor(1.0), t.tensor(2.0)]),
    lambda t: t.ones(2, 3).t().numpy().strides,
    lambda t: t.ones(3).expand(2, 3).numpy().strides,
    lambda t: t.tensor(3).numpy(),
    lambda t: np.float64(2) * t.ones(2),
    lambda t: t.ones(2) * np.float64(2),
    lambda t: np.float32(2) + t.ones(2),
    lambda t: np.int64(2) + t.ones(2),
    lambda t: t.ones(2) ** np.int64(2),
    lambda t: np.ones(2) == t.ones(2),
    lambda t: t.ones(2) == np.ones(2),
    lambda t: np.arange(3)[t.tensor(1)],
    lambda t: np.arange(3)[t.tensor([1, 2])],
    lambda t: [1, 2, 3][t.tensor(1)],
    lambda t: [1, 2, 3][t.tensor([1])],
    lambda t: [1, 2, 3][t.tensor(1.0)],
    lambda t: [1, 2, 3][t.tensor([1, 2])],
    lambda t: [1, 2, 3][t.tensor(True)],
    lambda t: list(range(t.tensor(3))),
    lambda t: "ab" * t.tensor(2),
]

READS: list[Program] = [
    lambda t: box(t)[0],
    lambda t: box(t)[-1],
    lambda t: box(t)[2],
    lambda t: box(t)[-3],
    lambda t: box(t)[0, 0, 0],
    lambda t: box(t)[0, 0, 0, 0],
    lambda t: box(t)[0, 3],
    lambda t: box(t)[..., 4],
    lambda t: box(t)[0.5],
    lambda t: box(t)[0, "a"],
    lambda t: box(t)[{}],
    lambda t: box(t)[1j],
    lambda t: box(t)[None, ..., None].stride(),
    lambda t: box(t)[..., ...],
    lambda t: box(t)[0, ..., 0],
    lambda t: box(t)[()],
    lambda t: box(t)[[]],
    lambda t: box(t)[[0]],
    lambda t: box(t)[[0, 1]],
    lambda t: box(t)[[[0, 1], [1, 0]]],
    lambda t: box(t)[[0, 1], [1, 2]],
    lambda t: box(t)[[True, False]],
    lambda t: box(t)[[True, False, True]],
    lambda t: box(t)[:, [True, False, True]],
    lambda t: box(t)[True],
    lambda t: box(t)[False],
    lambda t: box(t)[None, True],
    lambda t: box(t)[True, 0],
    lambda t: box(t)[0, True],
    lambda t: box(t)[::-1],
    lambda t: box(t)[::0],
    lambda t: box(t)[:-5],
    lambda t: box(t)[:, ::2],
    lambda t: box(t)[:, 1::5],
    lambda t: box(t)[1:5:7],
    lambda t: box(t)[t.tensor(1) :],
    lambda t: box(t)[: t.tensor(1)],
    lambda t: box(t)[t.tensor(1.0) :],
    lambda t: box(t)[1.0:],
    lambda t: box(t)[np.int64(1) :],
    lambda t: box(t)[np.int64(1)],
    lambda t: box(t)[np.array(1)],
    lambda t: box(t)[np.array([1, 0])],
    lambda t: box(t)[np.array([True, False])],
    lambda t: box(t)[t.tensor(1)],
    lambda t: box(t)[t.tensor(-1)],
    lambda t: box(t)[t.tensor(2)],
    lambda t: box(t)[t.tensor(1, dtype=t.int32)],
    lambda t: box(t)[t.tensor(1, dtype=t.int16)],
    lambda t: box(t)[t.tensor(1.0)],
    lambda t: box(t)[t.tensor(True)],
    lambda t: box(t)[t.tensor(False)],
    lambda t: box(t)[t.tensor([1])],
    lambda t: box(t)[t.tensor([1, 0, 1, -1])],
    lambda t: box(t)[t.tensor([2])],
    lambda t: box(t)[t.tensor([-3])],
    lambda t: box(t)[t.tensor([1.0])],
    lambda t: box(t)[t.tensor([1], dtype=t.int8)],
    lambda t: box(t)[t.tensor([1], dtype=t.int16)],
    lambda t: box(t)[t.tensor([1], dtype=t.int32)],
    lambda t: box(t)[t.tensor([1, 0], dtype=t.uint8)],
    lambda t: box(t)[t.tensor([1, 0, 1], dtype=t.uint8)],
    lambda t: box(t)[t.tensor([], dtype=t.int64)],
    lambda t: box(t)[t.tensor([])],
    lambda t: box(t)[:, t.tensor([], dtype=t.int64)],
    lambda t: box(t)[t.tensor([], dtype=t.bool)],
    lambda t: box(t)[t.zeros(2, 0, dtype=t.bool)],
    lambda t: box(t)[t.zeros(2, 3, dtype=t.bool)],
    lambda t: box(t)[t.tensor([0, 1]), t.tensor([0, 1, 2])],
    lambda t: box(t)[t.tensor([[0], [1]]), t.tensor([0, 1, 2])],
    lambda t: box(t)[:, t.tensor([0, 1]), t.tensor([0, 1])],
    lambda t: box(t)[t.tensor([0, 1]), :, t.tensor([0, 1])],
    lambda t: box(t)[t.tensor([0, 1]), None, t.tensor([0, 1])],
    lambda t: box(t)[t.tensor([0, 1]), ..., t.tensor([0, 1])],
    lambda t: box(t)[0, :, t.tensor([0, 1])],
    lambda t: box(t)[:, 0, t.tensor([0, 1])],
    lambda t: box(t)[t.tensor([0, 1]), 1:, 0],
    lambda t: box(t)[None, t.tensor([0, 1])],
    lambda t: box(t)[..., t.tensor([0, 3])],
    lambda t: box(t)[1:, t.tensor([0, 2]), ::2],
    lambda t: box(t)[box(t) > 10],
    lambda t: box(t)[(box(t) > 10).any(-1)],
    lambda t: box(t)[:, t.ones(3, 4, dtype=t.bool)],
    lambda t: box(t)[t.tensor([True, False]), t.tensor([True, False, True])],
    lambda t: box(t)[t.tensor([True, True]), t.tensor([0, 2])],
    lambda t: box(t)[t.ones(2, 4, dtype=t.bool)],
    lambda t: box(t)[t.ones(2, 3, 4, 1, dtype=t.bool)],
    lambda t: box(t)[t.ones(3, dtype=t.bool)],
    lambda t: box(t)[0, t.ones(2, dtype=t.bool)],
    lambda t: t.tensor(5.0)[0],
    lambda t: t.tensor(5.0)[None],
    lambda t: t.tensor(5.0)[...],
    lambda t: t.tensor(5.0)[()],
    lambda t: t.tensor(5.0)[True],
    lambda t: t.tensor(5.0)[False],
    lambda t: t.tensor(5.0)[t.tensor(True)],
    lambda t: t.tensor(5.0)[:],
    lambda t: t.tensor(5.0)[t.tensor([0])],
    lambda t: t.tensor(5.0)[[]],
    lambda t: t.zeros(0, 3)[0],
    lambda t: t.zeros(0, 3)[t.tensor([0])],
    lambda t: t.zeros(0, 3)[:, t.tensor([3])],
    lambda t: t.zeros(3, 0)[t.tensor([0, 1])],
    lambda t: t.zeros(3, 0)[t.tensor([5])],
    lambda t: box(t)[(0, 1),],
    lambda t: box(t)[(0, 1), (1, 2)],
    lambda t: box(t)[[0, 1], :],
    lambda t: box(t)[[slice(0, 1)]],
    lambda t: box(t)[[slice(0, 1), None]],
    lambda t: box(t)[[t.tensor(0), t.tensor(1)]],
    lambda t: box(t)[t.tensor(0), t.tensor(1)],
    lambda t: box(t)[[[0], [1]]],
    lambda t: box(t)[[[0, 1]], [[1], [2]]],
    lambda t: box(t)[[0, 1.5]],
    lambda t: box(t)[[0.0, 1.0]],
    lambda t: box(t)[range(2)],
    lambda t: box(t)[(i for i in (0, 1))],
    lambda t: box(t)[[[0, 1], [1]]],
    lambda t: box(t)[[None]],
    lambda t: box(t)[[True, 0]],
    lambda t: box(t)[[np.int64(1)]],
]

WRITES: list[Program] = [
    lambda t: written(t, 0, 1.0),
    lambda t: written(t, (0, 1), t.arange(4.0)),
    lambda t: written(t, 0, t.arange(3.0)),
    lambda t: written(t, 0, t.ones(1, 1, 3, 4)),
    lambda t: written(t, 0, t.ones(2, 3, 4)),
    lambda t: written(t, 0, [1, 2]),
    lambda t: written(t, 0, "a"),
    lambda t: written(t, 0, None),
    lambda t: written(t, 0, np.ones(4)),
    lambda t: written(t, 0, 1j),
    lambda t: written(t, 0, t.tensor(1j)),
    lambda t: written(t, 0, True),
    lambda t: written(t, 0, t.ones(4, dtype=t.int64)),
    lambda t: written(t, 0, np.float64(3)),
    lambda t: written(t, (0, 0, 0), t.tensor([7.0])),
    lambda t: written(t, (0, 0, 0), t.tensor([7.0, 1.0])),
    lambda t: written(t, (0, 0, 0), np.array(3.0)),
    lambda t: written(t, (0, 0), np.arange(4)),
    lambda t: written(t, [0, 1], 1.0),
    lambda t: written(t, [0, 1], t.arange(4.0)),
    lambda t: written(t, [0, 1], t.arange(3.0)),
    lambda t: written(t, ([0, 1], [0, 2]), t.arange(2.0)),
    lambda t: written(t, ([0, 1], [0, 2]), t.arange(2.0)[:, None]),
    lambda t: written(t, t.tensor([0, 0]), t.stack([t.ones(3, 4), t.zeros(3, 4)])),
    lambda t: written(t, box(t) > 5, 0.0),
    lambda t: written(t, box(t) > 5, t.arange(18.0)),
    lambda t: written(t, box(t) > 5, t.arange(17.0)),
    lambda t: written(t, box(t) > 5, t.tensor(3)),
    lambda t: written(t, box(t) > 5, t.tensor([3])),
    lambda t: written(t, t.tensor([1]), t.tensor(3)),
    lambda t: written(t, t.tensor([1]), t.tensor(3, dtype=t.float64)),
    lambda t: written(t, t.tensor([1]), 3),
    lambda t: written(t, t.tensor([5]), 3),
    lambda t: written(t, 5, 3),
    lambda t: written(t, slice(None, None, -1), 3),
    lambda t: written(t, (slice(None), t.tensor([0, 2]), slice(1, 3)), t.arange(8.0).reshape(2, 2, 2)),
    lambda t: written(t, (t.tensor([0, 1]), slice(None), t.tensor([0, 1])), t.arange(6.0).reshape(2, 3)),
    lambda t: written(t, True, 5.0),
    lambda t: written(t, False, 5.0),
    lambda t: written(t, None, 5.0),
    lambda t: written(t, ..., 5.0),
    lambda t: written(t, (), 5.0),
    lambda t: written(t, [], 5.0),
    lambda t: written(t, [], t.ones(4)),
    lambda t: written(t, t.zeros(2, 3, 4, dtype=t.bool), t.ones(0)),
    lambda t: written(t, t.zeros(2, 3, 4, dtype=t.bool), t.ones(2)),
    lambda t: written(t, 0, 3.7, t.zeros(2, 2, dtype=t.int64)),
    lambda t: written(t, 0, t.tensor(3.7), t.zeros(2, 2, dtype=t.int64)),
    lambda t: written(t, 0, 300, t.zeros(2, 2, dtype=t.uint8)),
    lambda t: written(t, 0, -1, t.zeros(2, 2, dtype=t.uint8)),
    lambda t: written(t, 0, -300, t.zeros(2, 2, dtype=t.uint8)),
    lambda t: written(t, 0, 300, t.zeros(2, 2, dtype=t.int8)),
    lambda t: written(t, 0, NAN, t.zeros(2, 2, dtype=t.int64)),
    lambda t: written(t, 0, INF, t.zeros(2, 2, dtype=t.int64)),
    lambda t: written(t, 0, INF, t.zeros(2, 2)),
    lambda t: written(t, 0, 2, t.zeros(2, 2, dtype=t.bool)),
    lambda t: written(t, 0, 1e6, t.zeros(2, 2, dtype=t.float16)),
    lambda t: written(t, 0, 1j, t.zeros(2, 2, dtype=t.complex64)),
    lambda t: written(t, (), 4.0, t.tensor(1.0)),
    lambda t: written(t, ..., 4.0, t.tensor(1.0)),
    lambda t: written(t, 0, 4.0, t.tensor(1.0)),
    lambda t: written(t, [0], t.tensor(4.0), t.zeros(2)),
    lambda t: written(t, t.tensor([True, False]), 300, t.zeros(2, dtype=t.uint8)),
]

WRITTEN_GRADIENTS: list[Program] = [
    lambda t: written_with_gradients(t, 0, t.ones(4)),
    lambda t: written_with_gradients(t, (0, slice(None), 2), t.tensor(3.0)),
    lambda t: written_with_gradients(t, [0, 1], t.ones(4)),
    lambda t: written_with_gradients(t, ([0, 1], [1, 1]), t.ones(2, 4)),
    lambda t: written_with_gradients(t, box(t) > 7, t.tensor(2.0)),
    lambda t: written_with_gradients(t, box(t) > 7, t.ones(16)),
    lambda t: written_with_gradients(t, None, t.ones(1, 4)),
    lambda t: written_with_gradients(t, t.tensor([0, 0]), t.ones(2, 3, 4)),
    lambda t: written_with_gradients(t, True, t.ones(4)),
]

PYTHON: list[Program] = [
    lambda t: len(t.tensor(1)),
    lambda t: len(t.ones(3, 2)),
    lambda t: list(t.ones(2, 2)),
    lambda t: list(t.tensor(1)),
    lambda t: [r.grad_fn.name() for r in t.ones(2, requires_grad=True) * 1],
    lambda t: bool(t.ones(2)),
    lambda t: bool(t.ones(0)),
    lambda t: bool(t.tensor([[1.0]])),
    lambda t: bool(t.tensor(NAN)),
    lambda t: bool(t.tensor(0j)),
    lambda t: 2 in t.tensor([1, 2]),
    lambda t: 2.0 in t.tensor([1, 2]),
    lambda t: t.tensor(2) in t.tensor([1, 2]),
    lambda t: "a" in t.tensor([1, 2]),
    lambda t: None in t.tensor([1, 2]),
    lambda t: [1] in t.tensor([1, 2]),
    lambda t: t.tensor([1, 2]) in t.tensor([[1, 2], [3, 4]]),
    lambda t: float(t.ones(2)),
    lambda t: float(t.ones(1, 1)),
    lambda t: int(t.tensor(2.7)),
    lambda t: int(t.tensor(NAN)),
    lambda t: int(t.tensor(INF)),
    lambda t: float(t.tensor(1j)),
    lambda t: complex(t.tensor(1.0)),
    lambda t: complex(t.tensor(1j)),
    lambda t: operator.index(t.tensor(3)),
    lambda t: operator.index(t.tensor([3])),
    lambda t: operator.index(t.tensor([3, 4])),
    lambda t: operator.index(t.tensor(3.0)),
    lambda t: operator.index(t.tensor(True)),
    lambda t: round(t.tensor(2.567)),
    lambda t: round(t.tensor(2.567), 2),
    lambda t: math.floor(t.tensor(2.5)),
    lambda t: math.ceil(t.tensor(2.5)),
    lambda t: math.trunc(t.tensor(2.5)),
    lambda t: math.sqrt(t.tensor(4.0)),
    lambda t: divmod(t.tensor(7), t.tensor(3)),
    lambda t: divmod(t.tensor(7), 3),
    lambda t: divmod(7, t.tensor(3)),
    lambda t: format(t.tensor(2.5), ".2f"),
    lambda t: format(t.ones(2), ".2f"),
    lambda t: f"{t.ones(2)}",
    lambda t: f"{t.tensor(3):5d}",
    lambda t: f"{t.tensor(1.5, requires_grad=True):.3f}",
    lambda t: f"{t.tensor([1.5]):.3f}",
    lambda t: "%d" % t.tensor(3),
    lambda t: "%.2f" % t.tensor(3.0),
    lambda t: str(t.tensor(3)),
    lambda t: t.ones(0).item(),
    lambda t: t.ones(1, 1).item(),
    lambda t: t.tensor(True).item(),
    lambda t: t.tensor(3, dtype=t.uint8).item(),
    lambda t: t.tensor(1.1, dtype=t.float16).item(),
    lambda t: t.tensor(1.1, dtype=t.bfloat16).item(),
    lambda t: t.tensor(1.1).item(),
    lambda t: t.tensor(1 + 1j).item(),
    lambda t: t.tensor([[1, 2], [3, 4]]).tolist(),
    lambda t: t.tensor(1.5).tolist(),
    lambda t: t.zeros(0, 2).tolist(),
    lambda t: t.zeros(2, 0).tolist(),
    lambda t: t.ones(2, dtype=t.bfloat16).tolist(),
    lambda t: t.tensor([True]).tolist(),
    lambda t: t.arange(3.0)[t.tensor([2, 0])].tolist(),
    lambda t: reversed(t.arange(6).reshape(2, 3)),
    lambda t: sorted(t.tensor([3, 1, 2])),
    lambda t: max(t.tensor([3, 1, 2])),
    lambda t: sum(t.tensor([3, 1, 2])),
    lambda t: min(t.tensor(3), 2),
    lambda t: t.tensor(2) if t.tensor(True) else 1,
    lambda t: not t.tensor(0),
    lambda t: t.ones(2) == None,
    lambda t: t.ones(2) != None,
    lambda t: t.ones(2) == "a",
    lambda t: t.ones(2) < "a",
    lambda t: t.ones(2) < None,
    lambda t: t.ones(2) + "a",
    lambda t: "a" + t.ones(2),
    lambda t: t.ones(2) + None,
    lambda t: t.ones(2) + [1, 2],
    lambda t: [1, 2] + t.ones(2),
    lambda t: t.ones(2) * [1, 2],
    lambda t: t.ones(2) @ t.tensor(2.0),
    lambda t: t.ones(2) // 0,
    lambda t: -t.tensor([True]),
    lambda t: ~t.ones(2),
    lambda t: ~t.tensor([True, False]),
    lambda t: ~t.tensor([1, 2]),
    lambda t: abs(t.tensor([True])),
    lambda t: t.tensor([True]) - t.tensor([True]),
    lambda t: t.tensor([True]) - 1,
    lambda t: 1 - t.tensor([True]),
    lambda t: t.tensor([True]) + t.tensor([True]),
    lambda t: t.tensor([1.0, 2.0]) & 1,
    lambda t: t.tensor([1]) << 1.5,
    lambda t: 2 ** t.tensor([1, 2]),
    lambda t: 2.0 ** t.tensor([1, 2]),
    lambda t: t.tensor([1, 2]) ** -1,
    lambda t: t.tensor([1, 2]) ** t.tensor([-1, 0]),
    lambda t: t.tensor([2]) ** 0.5,
    lambda t: (-2) ** t.tensor([0.5]),
    lambda t: 5 // t.tensor([2, -2]),
    lambda t: 5 % t.tensor([3, -3]),
    lambda t: 5 / t.tensor([2]),
    lambda t: 5 < t.tensor([2, 9]),
    lambda t: t.tensor([5]) >= t.tensor([5.0]),
    lambda t: 1 & t.tensor([3]),
    lambda t: True & t.tensor([3]),
    lambda t: 1 << t.tensor([3]),
    lambda t: t.tensor([1, 2]).__eq__("a"),
    lambda t: (lambda a: {a: 1}[a])(t.ones(1)),
    lambda t: t.ones(2) in [t.ones(2)],
    lambda t: t.ones(1) in [t.ones(1)],
    lambda t: [t.ones(2)].index(t.ones(2)),
    lambda t: t.foo,
    lambda t: t.ones(2)(),
    lambda t: t.arange(3).requires_grad_(),
    lambda t: t.ones(0).data_ptr(),
    lambda t: t.ones(4)[2:].untyped_storage().nbytes(),
]

ATTRIBUTES: list[Program] = [
    lambda t: t.ones(2).item(),
    lambda t: t.ones(2).foo,
    lambda t: setattr(t.ones(2), "foo", 1),
    lambda t: delattr(t.ones(2), "foo"),
    lambda t: setattr(t.ones(2), "grad", t.ones(3)),
    lambda t: setattr(t.ones(2), "grad", 1),
    lambda t: setattr(t.ones(2), "data", 1),
    lambda t: setattr(t.ones(2), "requires_grad", 1),
    lambda t: setattr(t.ones(2), "requires_grad", "a"),
    lambda t: t.ones(2).name,
    lambda t: t.ones(2).ndim,
    lambda t: t.ones(2).nbytes,
    lambda t: t.ones(2).itemsize,
    lambda t: t.ones(2).layout,
    lambda t: t.ones(2).device,
    lambda t: t.ones(2).is_cuda,
    lambda t: t.ones(2).get_device(),
    lambda t: t.ones(2).is_sparse,
    lambda t: t.ones(2).type(),
    lambda t: t.ones(2).type("torch.DoubleTensor"),
    lambda t: t.ones(2).type("a"),
    lambda t: t.ones(2).nelement(),
    lambda t: t.ones(2).dim(),
    lambda t: t.ones(2).ndimension(),
    lambda t: t.ones(2).element_size(),
    lambda t: t.ones(2).is_floating_point(),
    lambda t: t.ones(2).is_signed(),
    lambda t: t.ones(2).is_complex(),
    lambda t: t.ones(2).is_inference(),
    lambda t: t.ones(2).names,
    lambda t: t.ones(2).data_ptr() > 0,
    lambda t: t.ones(2)._version,
]

LITERALS: list[Program] = [
    lambda t: t.Tensor(2, 3).shape,
    lambda t: t.Tensor([1, 2]),
    lambda t: t.Tensor(),
    lambda t: t.Tensor(2.5),
    lambda t: t.Tensor(t.ones(2)),
    lambda t: t.Tensor(t.ones(2).long()),
    lambda t: t.Tensor((1, 2)),
    lambda t: t.Tensor(np.ones(2)),
    lambda t: t.Tensor("a"),
    lambda t: t.Tensor([1], dtype=t.int32),
    lambda t: t.Tensor(t.Size([2])).shape,
    lambda t: t.FloatTensor([1, 2]),
    lambda t: t.LongTensor([1.5]),
    lambda t: t.LongTensor(2).shape,
    lambda t: t.ByteTensor([1]),
    lambda t: t.BoolTensor([1, 0]),
    lambda t: t.tensor([[1, 2], [3]]),
    lambda t: t.tensor([1, "a"]),
    lambda t: t.tensor("a"),
    lambda t: t.tensor(None),
    lambda t: t.tensor([None]),
    lambda t: t.tensor([]),
    lambda t: t.tensor([[]]),
    lambda t: t.tensor([[], []]).shape,
    lambda t: t.tensor([1, 2.0]),
    lambda t: t.tensor([1, 2.0, 3j]),
    lambda t: t.tensor([True, 1]),
    lambda t: t.tensor([True, 1.5]),
    lambda t: t.tensor([2**40]),
    lambda t: t.tensor([2**63]),
    lambda t: t.tensor([2**64]),
    lambda t: t.tensor(2**63, dtype=t.float32),
    lambda t: t.tensor([300], dtype=t.uint8),
    lambda t: t.tensor([-1], dtype=t.uint8),
    lambda t: t.tensor([1.7], dtype=t.int64),
    lambda t: t.tensor([NAN], dtype=t.int64),
    lambda t: t.tensor([1e40]),
    lambda t: t.tensor([1e10], dtype=t.float16),
    lambda t: t.tensor([t.tensor(1), t.tensor(2)]),
    lambda t: t.tensor([t.tensor([1]), t.tensor([2])]),
    lambda t: t.tensor([np.float64(1), np.float64(2)]),
    lambda t: t.tensor([np.float32(1)]),
    lambda t: t.tensor(np.float32(1)),
    lambda t: t.tensor(np.int32(1)),
    lambda t: t.tensor([np.int32(1)]),
    lambda t: t.tensor(t.ones(2)),
    lambda t: t.tensor(t.ones(2, requires_grad=True)),
    lambda t: t.tensor((1, (2,))),
    lambda t: t.tensor(range(3)),
    lambda t: t.tensor({1, 2}),
    lambda t: t.tensor({"a": 1}),
    lambda t: t.tensor([1, 2], dtype="float32"),
    lambda t: t.tensor([1, 2], dtype=np.float32),
    lambda t: t.tensor([1, 2], dtype=float),
    lambda t: t.tensor([1, 2], device="cuda"),
    lambda t: t.tensor([1, 2], device="foo"),
    lambda t: t.tensor([1, 2], requires_grad=True),
    lambda t: t.tensor(),
    lambda t: t.tensor(1, 2),
    lambda t: t.tensor(1j, dtype=t.float32),
    lambda t: t.tensor([1j], dtype=t.int64),
    lambda t: t.tensor([True], dtype=t.float32),
    lambda t: t.tensor("1", dtype=t.float32),
    lambda t: t.tensor(b"a"),
    lambda t: t.tensor(iter([1])),
    lambda t: t.tensor([[1, 2], 3]),
    lambda t: t.tensor([1, [2, 3]]),
    lambda t: t.tensor([[1], [2, 3]]),
    lambda t: t.tensor([[[1], [2]], [[3]]]),
]

MAKERS: list[Program] = [
    lambda t: t.zeros(-1),
    lambda t: t.zeros(2.5),
    lambda t: t.zeros("a"),
    lambda t: t.zeros(2, (3,)),
    lambda t: t.zeros(),
    lambda t: t.zeros(()),
    lambda t: t.zeros([]),
    lambda t: t.zeros(t.tensor(2)),
    lambda t: t.zeros(t.tensor(2), 3),
    lambda t: t.zeros(np.int64(2)),
    lambda t: t.zeros(True),
    lambda t: t.zeros(2, dtype=int),
    lambda t: t.zeros(2, dtype="a"),
    lambda t: t.zeros(None),
    lambda t: t.ones(size=(2,)),
    lambda t: t.full((2,), 1),
    lambda t: t.full((2,), 1.0),
    lambda t: t.full((2,), True),
    lambda t: t.full((2,), 1j),
    lambda t: t.full(2, 1),
    lambda t: t.full((2,), t.tensor(3.0)),
    lambda t: t.full((2,), "a"),
    lambda t: t.full((2,), 1, dtype=t.float32),
    lambda t: t.full((2,)),
    lambda t: t.arange(0),
    lambda t: t.arange(5, 2),
    lambda t: t.arange(2, 5, -1),
    lambda t: t.arange(0, 1, 0),
    lambda t: t.arange(0, 1, 0.3),
    lambda t: t.arange(0.5, 3),
    lambda t: t.arange(3, dtype=t.float32),
    lambda t: t.arange(t.tensor(3)),
    lambda t: t.arange(NAN),
    lambda t: t.arange(INF),
    lambda t: t.arange(5, 0, -2),
    lambda t: t.arange(end=3),
    lambda t: t.arange(1, end=3),
    lambda t: t.linspace(0, 1, 5),
    lambda t: t.linspace(0, 1, 0),
    lambda t: t.linspace(0, 1, 1),
    lambda t: t.linspace(0, 1, -1),
    lambda t: t.linspace(0, 10, 5, dtype=t.int64),
    lambda t: t.linspace(0, 1),
    lambda t: t.logspace(0, 2, 3),
    lambda t: t.eye(2),
    lambda t: t.eye(2, 3),
    lambda t: t.eye(-1),
    lambda t: t.empty(0).shape,
    lambda t: t.ones_like([1]),
    lambda t: t.zeros_like(t.ones(2), dtype=t.int8),
    lambda t: t.full_like(t.ones(2), 3),
    lambda t: t.full_like(t.ones(2).long(), 3.5),
    lambda t: t.rand(-1),
    lambda t: t.randint(3, (2,)).dtype,
    lambda t: t.randint(0, (2,)),
    lambda t: t.randint(3, 1, (2,)),
    lambda t: t.randint(3, 2),
    lambda t: t.randint(3.5, (2,)),
    lambda t: t.randperm(-1),
    lambda t: t.normal(0, -1, (2,)),
    lambda t: t.normal(t.zeros(2), -t.ones(2)),
    lambda t: t.bernoulli(t.tensor([2.0])),
    lambda t: t.bernoulli(t.tensor([1])),
    lambda t: t.multinomial(t.tensor([1.0, 2.0]), 3),
    lambda t: t.multinomial(t.tensor([-1.0, 2.0]), 1),
    lambda t: t.multinomial(t.tensor([0.0, 0.0]), 1),
    lambda t: t.multinomial(t.tensor([1, 2]), 1),
    lambda t: t.multinomial(t.ones(2, 2, 2), 1),
    lambda t: t.ones(2).uniform_(2, 1),
    lambda t: t.ones(2).normal_(0, -1),
    lambda t: t.ones(2).exponential_(-1),
    lambda t: t.ones(2).bernoulli_(2),
    lambda t: t.poisson(t.tensor([-1.0])),
]

DTYPES: list[Program] = [
    lambda t: t.ones(2).to("foo"),
    lambda t: t.ones(2).to("cuda"),
    lambda t: t.ones(2).to(1),
    lambda t: t.ones(2).to(None),
    lambda t: t.ones(2).to(t.ones(1, dtype=t.int8)),
    lambda t: t.ones(2).to(float),
    lambda t: t.ones(2).to(),
    lambda t: t.ones(2).cuda(),
    lambda t: t.device("cpu:0"),
    lambda t: t.device("foo"),
    lambda t: t.device("cpu", 1),
    lambda t: t.device("cpu") == "cpu",
    lambda t: t.ones(2).device.type,
    lambda t: t.ones(2).device.index,
    lambda t: t.ones(2, device="cpu").device,
    lambda t: t.ones(2, device=t.device("cpu")).device,
    lambda t: t.float32.is_floating_point,
    lambda t: t.complex64.is_complex,
    lambda t: t.int8.is_signed,
    lambda t: t.float32.itemsize,
    lambda t: t.float32.to_complex(),
    lambda t: t.complex64.to_real(),
    lambda t: t.finfo(t.float16),
    lambda t: t.finfo(t.bfloat16),
    lambda t: t.finfo(t.int8),
    lambda t: t.iinfo(t.int8),
    lambda t: t.iinfo(t.float32),
    lambda t: t.finfo().eps,
    lambda t: t.finfo(t.complex64).max,
    lambda t: t.iinfo(t.bool),
    lambda t: t.result_type(t.ones(1), 1j),
    lambda t: t.result_type(t.ones(1, dtype=t.int8), t.tensor(300)),
    lambda t: t.result_type(1, 2.0),
    lambda t: t.promote_types(t.int8, t.uint8),
    lambda t: t.promote_types(t.float16, t.bfloat16),
    lambda t: t.promote_types(t.int64, t.float16),
    lambda t: t.can_cast(t.float32, t.int64),
    lambda t: t.can_cast(t.int64, t.float16),
    lambda t: t.set_default_dtype(t.int64),
    lambda t: t.set_default_dtype("float32"),
    lambda t: t.set_default_tensor_type(t.DoubleTensor) or t.set_default_dtype(t.float32),
    lambda t: t.is_floating_point(t.ones(1)),
    lambda t: t.is_floating_point(1),
    lambda t: t.is_nonzero(t.ones(2)),
    lambda t: t.is_nonzero(t.ones(1)),
    lambda t: t.numel(t.ones(2, 3)),
    lambda t: t.is_tensor(1),
    lambda t: t.Size([1, 2]) + t.Size([3]),
    lambda t: t.Size([1, 2])[0:1],
    lambda t: t.Size([1, 2]).numel(),
    lambda t: t.Size((2,)) * 2,
    lambda t: t.Size([1, 2]) == (1, 2),
    lambda t: t.equal(t.ones(2), t.ones(3)),
    lambda t: t.equal(t.tensor([NAN]), t.tensor([NAN])),
    lambda t: t.equal(t.ones(2), 1),
    lambda t: t.allclose(t.ones(2), t.ones(3)),
    lambda t: t.allclose(t.ones(2), t.ones(2).double()),
    lambda t: t.allclose(t.tensor([NAN]), t.tensor([NAN]), equal_nan=True),
    lambda t: t.isclose(t.ones(2), t.ones(2), rtol=-1),
    lambda t: t.ones(2).equal(t.ones(2)),
]


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(STRIDES, id="strides"),
        pytest.param(ITSELF, id="what returns its argument itself"),
        pytest.param(SHARING, id="memory shared with NumPy"),
        pytest.param(READS, id="indexing"),
        pytest.param(WRITES, id="writing by index"),
        pytest.param(WRITTEN_GRADIENTS, id="gradients of writes"),
        pytest.param(PYTHON, id="Python's protocols"),
        pytest.param(ATTRIBUTES, id="attributes"),
        pytest.param(LITERALS, id="tensors from literals"),
        pytest.param(MAKERS, id="functions that make tensors"),
        pytest.param(DTYPES, id="dtypes, devices, sizes"),
    ],
)
def test_programs(group: list[Program]) -> None:
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ random chains of views

DIMS = st.integers(-4, 4)
STEPS = st.one_of(
    st.tuples(st.just("transpose"), DIMS, DIMS),
    st.tuples(st.just("unsqueeze"), DIMS),
    st.tuples(st.just("squeeze"), DIMS),
    st.tuples(st.just("select"), DIMS, DIMS),
    st.tuples(st.just("narrow"), DIMS, DIMS, st.integers(0, 3)),
    st.tuples(st.just("unfold"), DIMS, st.integers(0, 3), st.integers(1, 2)),
    st.tuples(st.just("flatten"), DIMS, DIMS),
    st.tuples(st.just("diagonal"), st.integers(-2, 2), DIMS, DIMS),
    st.tuples(st.just("movedim"), DIMS, DIMS),
    st.tuples(st.just("expand"), st.sampled_from([(2, -1, -1, -1), (-1, 4, -1), (3, 2, 3, 4), (-1, -1, -1)])),
    st.tuples(st.just("view"), st.sampled_from([(-1,), (2, -1), (4, 3, 2), (6, 4), (2, 3, 2, 2)])),
    st.tuples(st.just("reshape"), st.sampled_from([(-1,), (4, -1), (2, 12)])),
    st.tuples(
        st.just("__getitem__"),
        st.sampled_from(
            [0, -1, slice(1, None), slice(None, None, 2), (..., 0), (slice(None), slice(0, 2)), None, (..., slice(1, 3))]
        ),
    ),
)


RENAMED = ("flatten", "narrow", "reshape")  # their nodes have another name where torch takes another way to the view


@settings(max_examples=250, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=5))
def test_random_views(steps: list[tuple[Any, ...]]) -> None:
    def taken(t: Any) -> Any:
        x = box(t).requires_grad_()
        y = base = x * 1
        told: list[Any] = []
        for name, *args in steps:
            if name == "expand" and not y.ndim:
                break  # of -1 for an axis that is not there torch then says that the number of elements overflows
            y = getattr(y, name)(*args)
            told.append((y.shape, y.is_contiguous(), y._is_view(), name in RENAMED or y.grad_fn.name()))
            if y.numel():  # the stride of an axis of length 1 is nobody's business
                told.append([step for step, n in zip(y.stride(), y.shape, strict=True) if n > 1])
                told.append((y.storage_offset(), y.data_ptr() - base.data_ptr() if y._base is base else 0))
        (y * t.arange(1.0, y.numel() + 1).reshape(y.shape)).sum().backward()
        return told, y.tolist(), x.grad

    def overwritten(t: Any) -> Any:
        x = box(t).requires_grad_()
        y = base = x * 1
        for name, *args in steps:
            if name == "expand" and not y.ndim:
                break  # of -1 for an axis that is not there torch then says that the number of elements overflows
            y = getattr(y, name)(*args)
        y.mul_(3)
        (base * base).sum().backward()
        return base.tolist(), x.grad, base._version

    # windows that overlap see what they have just written, in torch element by element: undefined
    overlaps = any(name == "unfold" for name, *_ in steps)
    assert not (found := disagreements([taken] if overlaps else [taken, overwritten])), "\n".join(found)


# ------------------------------------------------------------ copies and pickles


def _copies_of_a_leaf(t: Any) -> Any:
    x = t.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    x.note = [1]
    deep, shallow = copy.deepcopy(x), copy.copy(x)
    return (
        deep, deep.grad, deep.grad is x.grad, deep.is_leaf, deep.note, deep.note is x.note,
        deep.data_ptr() == x.data_ptr(), shallow, shallow.grad is x.grad, shallow.data_ptr() == x.data_ptr(),
        shallow.note is x.note,
    )  # fmt: skip


def _copies_that_share(t: Any) -> Any:
    x = t.arange(6.0)
    a, b = copy.deepcopy([x, x[2:]])
    a[2] = 100
    return a, b, x


def _copy_of_a_view(t: Any) -> Any:
    y = copy.deepcopy(t.arange(6.0).reshape(2, 3).t()[1:])
    return y, y.stride(), y.storage_offset(), y.untyped_storage().nbytes()


def _shallow_copy_of_a_result(t: Any) -> Any:
    x = t.ones(2, requires_grad=True) * 2
    y = copy.copy(x)
    return y, y.requires_grad, y.grad_fn is x.grad_fn, y is x


def _copies_of_a_module(t: Any) -> Any:
    m = t.nn.Linear(2, 2)
    m.weight.grad = t.ones(2, 2)
    c, same = copy.deepcopy(m), copy.copy(m)
    return c.weight, c.weight.grad, type(c.weight), c.weight is m.weight, same.weight is m.weight


def _tied_weights(t: Any) -> Any:
    m = t.nn.Sequential(t.nn.Linear(2, 2), t.nn.Linear(2, 2))
    m[1].weight = m[0].weight
    copies = copy.deepcopy(m), pickle.loads(pickle.dumps(m))
    return [(c[0].weight is c[1].weight, len(list(c.parameters()))) for c in copies]


def _pickled(t: Any) -> Any:
    values = [
        t.ones(2, requires_grad=True), t.nn.Parameter(t.ones(2)), t.nn.Parameter(t.ones(2), requires_grad=False),
        t.arange(6.0)[2:], t.arange(6.0).reshape(2, 3).t(), t.arange(3.0).expand(2, 3), t.ones(2, dtype=t.bfloat16),
        t.tensor(1 + 2j), t.zeros(0, 3), t.tensor(True), t.Size([2, 3]), t.float32, t.device("cpu"), t.strided,
        t.nn.Linear(2, 2).state_dict()["weight"],
    ]  # fmt: skip
    return [pickle.loads(pickle.dumps(v)) for v in values]


def _pickled_with_attributes(t: Any) -> Any:
    x = t.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    x.note = 3
    y = pickle.loads(pickle.dumps(x))
    return y, y.grad, getattr(y, "note", None)


def test_copies_and_pickles() -> None:
    group: list[Program] = [
        _copies_of_a_leaf, _copies_that_share, _copy_of_a_view, _shallow_copy_of_a_result, _copies_of_a_module,
        _tied_weights, _pickled, _pickled_with_attributes,
        lambda t: copy.deepcopy(t.ones(2, requires_grad=True) * 2),
        lambda t: pickle.loads(pickle.dumps(t.ones(2, requires_grad=True) * 2)),
        lambda t: [copy.deepcopy(v) is v for v in (t.float32, t.strided, t.contiguous_format)],
        lambda t: (copy.deepcopy(t.ones(2, 3).shape), copy.copy(t.ones(2).shape), copy.deepcopy(t.device("cpu"))),
    ]  # fmt: skip
    assert not (found := disagreements(group)), "\n".join(found)


# ------------------------------------------------------------ subclasses


def _plain_subclass(t: Any) -> Any:
    class Mine(t.Tensor):  # type: ignore[misc, name-defined]
        def doubled(self) -> Any:
            return self * 2

    return Mine


def _results_of_a_subclass(t: Any) -> Any:
    x = _plain_subclass(t)([1.0, 2.0])
    m = t.ones(2, 2).as_subclass(type(x))
    results = [
        x + 1, 1 + x, 2 - x, x / 2, -x, x == x, x > 1, t.ones(2) + x, x.sum(), x[0], x[:1], x.doubled(), x.view(2, 1),
        x.max(0), x.max(0).values, x.split(1), x.data, m.T, x.detach(), x.clone(), x.to(t.float64), x.numpy(), x.tolist(),
        x.shape, x.grad, x.dtype, t.add(x, x), t.stack([x, x]), t.cat([t.ones(2), x]), t.sin(x),
        t.nn.functional.relu(x), t.nn.functional.linear(m, m), t.zeros_like(x), x.new_ones(2), t.tensor(x.tolist()), t.einsum("i->", x), x.norm(),
        t.nn.Parameter(t.ones(2)) + 1,
    ]  # fmt: skip
    return [(type(r), [type(part) for part in r] if isinstance(r, tuple) else r) for r in results]


def _subclass_in_place(t: Any) -> Any:
    x = t.ones(2).as_subclass(_plain_subclass(t))
    x += 1
    x[0] = 5
    x.mul_(2)
    return type(x), x, repr(x), str(x)


def _gradients_through_a_subclass(t: Any) -> Any:
    leaf = t.ones(2, requires_grad=True)
    x = leaf.as_subclass(_plain_subclass(t))
    y = (x * 2).sum()
    y.backward()
    return type(y), x.is_leaf, x.grad_fn, y.grad_fn, leaf.grad


def _subclass_with_state(t: Any) -> Any:
    class Tagged(t.Tensor):  # type: ignore[misc, name-defined]
        def __new__(cls, data: Any, tag: str) -> Any:
            return super().__new__(cls, data)

        def __init__(self, data: Any, tag: str) -> None:
            self.tag = tag

    x = Tagged([1.0, 2.0], "hi")
    return x.tag, type(x), x, isinstance(x + 1, Tagged), hasattr(x + 1, "tag")


def _made_subclass(t: Any) -> Any:
    class Tagged(t.Tensor):  # type: ignore[misc, name-defined]
        @staticmethod
        def __new__(cls: Any, data: Any, tag: str) -> Any:
            return t.Tensor._make_subclass(cls, data)

        def __init__(self, data: Any, tag: str) -> None:
            self.tag = tag

    x = Tagged(t.ones(2), "hi")
    return x.tag, type(x), x.requires_grad


def _logged(t: Any) -> Any:
    names: list[str] = []

    class Logged(t.Tensor):  # type: ignore[misc, name-defined]
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            names.append(func.__name__)
            return super().__torch_function__(func, types, args, kwargs or {})

    x = t.ones(2).as_subclass(Logged)
    y = x + 1
    y = t.sin(t.add(x, y)).sum()
    x.mul_(2)
    x -= 1
    t.nn.functional.relu(x)
    t.stack([x, x])
    _ = x.shape, x.view(1, 2), 1 + x, 1 - x, x == x, x != x, x < 1, x[0], len(x), -x, x @ x, x**2, x // 2, 2 // x
    _ = x.requires_grad, x.sum().item()
    return names, type(y)


def _intercepted(t: Any) -> Any:
    class Answer(t.Tensor):  # type: ignore[misc, name-defined]
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if func in (t.add, t.Tensor.add):
                return 42
            return super().__torch_function__(func, types, args, kwargs or {})

    x = t.ones(2).as_subclass(Answer)
    return t.add(x, 1), x.add(1), x + 1, 1 + x, type(x * 2)


def _refused(t: Any) -> Any:
    class Never(t.Tensor):  # type: ignore[misc, name-defined]
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return NotImplemented

    return t.add(t.ones(2).as_subclass(Never), 1)


def _two_subclasses(t: Any) -> Any:
    first, second = _plain_subclass(t), _plain_subclass(t)

    class Third(first):  # type: ignore[misc, valid-type]
        pass

    a, c = t.ones(2).as_subclass(first), t.ones(2).as_subclass(Third)
    return type(t.add(a, c)), type(t.add(c, a)), type(a + c), t.add(a, t.ones(2).as_subclass(second))


def _switched_off(t: Any) -> Any:
    class Off(t.Tensor):  # type: ignore[misc, name-defined]
        __torch_function__ = t._C._disabled_torch_function_impl

    x = t.ones(2).as_subclass(_plain_subclass(t))
    with t._C.DisableTorchFunctionSubclass():
        plain = x + 1
    return type(t.ones(2).as_subclass(Off) + 1), type(plain)


def _ducks(t: Any) -> Any:
    class Duck:
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return "duck", func.__name__, list(types) == [cls], len(args)

    return t.add(t.ones(2), Duck()), t.sum(Duck()), t.cat([t.ones(2), Duck()]), t.nn.functional.relu(Duck())


def _own_function(t: Any) -> Any:
    def twice(x: Any) -> Any:
        if t.overrides.has_torch_function((x,)):
            return t.overrides.handle_torch_function(twice, (x,), x)
        return x * 2

    x = t.ones(2).as_subclass(_plain_subclass(t))
    return type(twice(x)), twice(t.ones(2)), t.overrides.is_tensor_like(x), t.overrides.is_tensor_like(1)


def test_subclasses() -> None:
    group: list[Program] = [
        _results_of_a_subclass, _subclass_in_place, _gradients_through_a_subclass, _subclass_with_state, _made_subclass,
        _logged, _intercepted, _refused, _two_subclasses, _switched_off, _ducks, _own_function,
        lambda t: t.ones(2).as_subclass(int),
        lambda t: (t.is_tensor(t.nn.Parameter(t.ones(1))), issubclass(t.nn.Parameter, t.Tensor)),
        lambda t: [isinstance(t.ones(1), c) for c in (t.Tensor, t.FloatTensor, t.LongTensor, t.nn.Parameter)],
    ]  # fmt: skip
    assert not (found := disagreements(group)), "\n".join(found)
