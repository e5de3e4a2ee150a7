"""Families of ops load when one of their names is first used."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from typing import Any

import pytest

import minigrad as torch
from minigrad import Tensor
from minigrad.ops import TABLE, families
from minigrad.ops.catalogue import FAMILIES


def fresh(program: str) -> Any:
    """What a program prints as JSON in an interpreter of its own."""
    program = f"import json, sys\nimport minigrad as torch\nfrom minigrad import Tensor\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


LOADED = "print(json.dumps([m for m in sys.modules if m.startswith('minigrad.ops.')]))"


# ------------------------------------------------------------ the catalogue


def test_every_name_of_the_catalogue_is_given() -> None:
    for space, homes in families.HOMES.items():
        for name in homes:
            if space == families.SCALARS:
                assert TABLE[name].of_one_number
            elif space == families.MEMBERS:
                assert hasattr(Tensor, name)
                assert not isinstance(vars(Tensor)[name], families.Awaited)
            else:
                assert TABLE.find(space, name) is not None, (space, name)


def test_no_name_has_two_homes() -> None:
    for space in families.HOMES:
        names = [name for spaces in FAMILIES.values() for name in spaces.get(space, "").split()]
        assert len(names) == len(set(names))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each family loads in a process forked for it")
def test_each_family_may_be_the_first() -> None:
    """None leans on another that happens to be loaded already."""
    wrong = fresh(
        "import os\n"
        "from minigrad.ops import families\n"
        "wrong = []\n"
        "for family, spaces in families.FAMILIES.items():\n"
        "    if not os.fork():\n"
        "        families.load(family)\n"
        "        held = [isinstance(vars(Tensor)[n], families.Awaited) for n in spaces.get('Tensor', '').split()]\n"
        "        os._exit(any(held))\n"
        "    if os.wait()[1]:\n"
        "        wrong.append(family)\n"
        "print(json.dumps(wrong))"
    )
    assert wrong == []


# ------------------------------------------------------------ first uses


@pytest.mark.parametrize(
    ("use", "family"),
    [
        ("torch.kron", "contractions"),
        ("torch.fft.rfft", "fourier"),
        ("Tensor.cummax", "scan"),
        ("hasattr(Tensor, 'cholesky_inverse')", "cholesky"),
        ("torch.ones(2) + 1", "arithmetic"),
        ("torch.ones(2)[0]", "indexing"),
        ("torch.LongTensor", "legacy"),
        ("torch.exp_", "pointwise"),
        ("from minigrad.ops import TABLE; TABLE['linalg.det']", "determinants"),
    ],
)
def test_a_name_loads_its_family(use: str, family: str) -> None:
    assert f"minigrad.ops.{family}" not in fresh(LOADED)
    assert f"minigrad.ops.{family}" in fresh(f"{use}\n{LOADED}")


def test_asking_for_names_loads_nothing() -> None:
    before = fresh(LOADED)
    assert fresh(f"dir(torch); dir(Tensor); dir(torch.fft); hasattr(torch, 'nothing')\n{LOADED}") == before


def test_members_of_every_kind_take_their_place() -> None:
    found = fresh(
        "x = torch.arange(6.0).reshape(2, 3)\n"
        "class Mine(Tensor):\n"
        "    def cumsum(self, dim):\n"
        "        return super().cumsum(dim) + 1\n"
        "print(json.dumps([x.T.tolist(), len(x), x.sum().item(), 3 in x, -x[0, 1:2].item(), 2 - x[0].max().item(),\n"
        "    (1 - x[1]).tolist(), x.real is x, Tensor.mul_(x, 2).sum().item(), Mine([1.0, 2.0]).cumsum(0).tolist(),\n"
        "    [row.tolist() for row in x], float(x[0, 1])]))"
    )
    assert found == [
        [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]], 2, 15.0, True, -1.0, 0.0, [-2.0, -3.0, -4.0], True, 30.0, [2.0, 4.0],
        [[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]], 2.0,
    ]  # fmt: skip


def test_properties_can_be_set_and_deleted_as_the_first_thing() -> None:
    assert fresh(
        "z = torch.tensor([1 + 2j])\n"
        "assert 'minigrad.ops.complexes' not in sys.modules\n"
        "z.imag = torch.tensor([5.0])\n"
        "x = torch.ones(1)\n"
        "x.grad_was = 3\n"
        "del x.grad_was\n"
        "try:\n"
        "    del x.real\n"
        "except AttributeError as error:\n"
        "    text = str(error)\n"
        "print(json.dumps([z.imag.tolist(), vars(z), text]))"
    )[:2] == [[5.0], {}]


def test_numpy_finds_what_it_asks_a_tensor_for() -> None:
    found = fresh(
        "import numpy as np\n"
        "x = torch.tensor([1.0, 4.0])\n"
        "print(json.dumps([type(np.sqrt(x)).__name__, np.sqrt(x).tolist(), np.asarray(x).tolist(),\n"
        "    type(np.float32(2) * x).__name__, np.concatenate([x, x]).tolist()]))"
    )
    assert found == ["Tensor", [1.0, 2.0], [1.0, 4.0], "Tensor", [1.0, 4.0, 1.0, 4.0]]


def test_a_subclass_overrides_what_is_not_loaded() -> None:
    found = fresh(
        "class Loud(Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, func, types, args=(), kwargs=None):\n"
        "        return func.__name__\n"
        "x = Loud([1.0])\n"
        "print(json.dumps([x.cumsum(0), torch.cumsum(x, 0), torch.linalg.norm(x), x + 1]))"
    )
    assert found == ["cumsum", "cumsum", "norm", "add"]


def test_values_maths_comes_from_the_table() -> None:
    found = fresh(
        "from minigrad.scalar import Value\n"
        "before = 'minigrad.ops.special' in sys.modules\n"
        "x = Value(0.5)\n"
        "y = x.erf() * x.tanh() + Value.exp(x)\n"
        "y.backward()\n"
        "print(json.dumps([before, 'minigrad.ops.special' in sys.modules, y.data, x.grad]))"
    )
    erf, tanh, exp = math.erf(0.5), math.tanh(0.5), math.exp(0.5)
    slope = 2 / math.sqrt(math.pi) * math.exp(-0.25) * tanh + erf * (1 - tanh**2) + exp
    assert found == [False, True, pytest.approx(erf * tanh + exp), pytest.approx(slope)]


def test_star_imports_bring_everything() -> None:
    names = fresh(
        "space = {}\nexec('from minigrad import *\\nfrom minigrad.nn.functional import *', space)\n"
        "print(json.dumps(sorted(space)))"
    )
    assert {"matmul", "float32", "nn", "relu", "cross_entropy", "LongTensor", "exp_", "Tensor"} <= set(names)
    assert not any(name.startswith("_") for name in names if name != "__builtins__")


# ------------------------------------------------------------ where the catalogue and the families disagree


def test_a_member_that_its_family_does_not_give() -> None:
    Tensor.nothing_such = families.Awaited("nothing_such", "scan")
    text = (
        "minigrad.ops.scan gives Tensor no nothing_such: bring the catalogue up to date with "
        "python -m minigrad.cli.stubs"
    )
    try:
        with pytest.raises(AttributeError, match=f"^{re.escape(text)}$"):
            torch.ones(1).nothing_such  # noqa: B018 - the question is what is tested
    finally:
        del Tensor.nothing_such


def test_a_row_of_ones_own_is_found_at_once() -> None:
    found = fresh(
        "from minigrad.ops.table import composite\n"
        "@composite()\n"
        "def thrice(input: 'Tensor') -> 'Tensor':\n"
        "    return input * 3\n"
        "x = torch.ones(2)\n"
        "print(json.dumps([torch.thrice(x).tolist(), x.thrice().tolist(), 'thrice' in dir(torch)]))"
    )
    assert found == [[3.0, 3.0], [3.0, 3.0], True]
