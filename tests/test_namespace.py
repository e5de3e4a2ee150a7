"""The names of `minigrad`: which there are, what loads when, what importing costs."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import warnings
from typing import Any

import pytest

import minigrad as torch
from minigrad.ops.catalogue import FAMILIES


def raises(kind: type[Exception], text: str) -> Any:
    return pytest.raises(kind, match="^" + re.escape(text))


def in_a_fresh_python(program: str) -> Any:
    """What a program prints as JSON in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_import_stays_small() -> None:
    loaded = in_a_fresh_python(
        "import json, sys, numpy; before = set(sys.modules); import minigrad;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    for name in ("scipy", "graphviz", "tqdm", "ml_dtypes", "matplotlib", "torch", "numpy.random"):
        assert name not in loaded
    for name in ("nn", "optim", "utils", "linalg", "fft", "special", "signal", "cuda", "backends", "viz", "scalar"):
        assert f"minigrad.{name}" not in loaded
    for family in FAMILIES:
        assert f"minigrad.ops.{family}" not in loaded


def test_lazy_modules_come_by_attribute_and_by_import() -> None:
    found = in_a_fresh_python(
        "import json, minigrad; a = minigrad.nn.functional; import minigrad.signal.windows as w;"
        "from minigrad import optim, linalg; import minigrad.cuda;"
        "print(json.dumps([m.__name__ for m in (a, w, optim, linalg, minigrad.cuda, minigrad.backends.cudnn)]))"
    )
    names = ["nn.functional", "signal.windows", "optim", "linalg", "cuda", "backends.cudnn"]
    assert found == [f"minigrad.{name}" for name in names]


def test_missing_names() -> None:
    assert not hasattr(torch, "foo")
    with raises(AttributeError, "module 'minigrad' has no attribute 'foo'"):
        torch.foo  # noqa: B018 - the question is what is tested
    assert {"nn", "cuda", "tensor", "float32"} <= set(dir(torch))


@pytest.mark.parametrize("space", ["linalg", "special", "fft", "masked", "signal.windows", "nn.functional"])
def test_namespaces_hold_what_the_table_declares(space: str) -> None:
    from minigrad.ops.table import namespace

    module = importlib.import_module(f"minigrad.{space}")
    for name, function in namespace(space).items():
        assert getattr(module, name) is function


def test_functions_of_the_table_are_public() -> None:
    from minigrad.ops.table import namespace

    for name, function in namespace("").items():
        assert getattr(torch, name) is function


def test_names_of_dtypes() -> None:
    pairs = {
        "float": "float32", "double": "float64", "half": "float16", "int": "int32", "long": "int64", "short": "int16",
        "cfloat": "complex64", "cdouble": "complex128",
    }  # fmt: skip
    for short, long in pairs.items():
        assert getattr(torch, short) is getattr(torch, long)
        assert repr(getattr(torch, long)) == f"torch.{long}"
    assert torch.bool.name == "bool"
    assert (torch.inf, torch.pi, torch.newaxis) == (float("inf"), 3.141592653589793, None)


@pytest.mark.parametrize("name", ["abs_", "exp_", "relu_", "sigmoid_", "clamp_", "zero_", "fill_"])
def test_in_place_functions(name: str) -> None:
    x = torch.tensor([0.5, 1.0])
    args = {"clamp_": (0.0, 0.7), "fill_": (2.0,)}.get(name, ())
    assert getattr(torch, name)(x, *args) is x


def test_overflow_is_silent_here_and_heard_elsewhere() -> None:
    found = in_a_fresh_python(
        "import json, warnings, numpy as np, minigrad as torch\n"
        "with warnings.catch_warnings(record=True) as heard:\n"
        "    (torch.tensor([1000.0], requires_grad=True).exp() / 0).sum().backward()\n"
        "    quiet = len(heard)\n"
        "    np.float64(1) / np.float64(0)\n"
        "print(json.dumps([quiet, len(heard)]))"
    )
    assert found == [0, 1]


# ------------------------------------------------------------ what this build lacks


def test_cuda_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not torch.cuda.is_available()
    assert torch.cuda.device_count() == 0
    torch.cuda.manual_seed_all(0)
    torch.cuda.empty_cache()
    for call in (torch.cuda.synchronize, torch.cuda.current_device, torch.cuda.get_device_name, torch.cuda.init):
        with raises(AssertionError, "Torch not compiled with CUDA enabled"):
            call()
    with raises(TypeError, "type torch.cuda.LongTensor not available. Torch not compiled with CUDA enabled."):
        torch.cuda.LongTensor([1])
    assert torch.version.cuda is None
    assert not torch.accelerator.is_available()
    assert torch.accelerator.current_accelerator() is None
    assert not torch.backends.mps.is_available()
    monkeypatch.setattr(torch.backends.cudnn, "deterministic", True)
    assert torch.backends.cudnn.deterministic


def test_mixed_precision_is_switched_off() -> None:
    with pytest.warns(UserWarning, match=r"^User provided device_type of 'cuda', but CUDA is not available."):
        context = torch.autocast("cuda")
    with context:
        assert (torch.ones(2) @ torch.ones(2)).dtype is torch.float32
    with pytest.warns(UserWarning, match=r"^torch.cuda.amp.GradScaler is enabled, but CUDA is not available"):
        scaler = torch.cuda.amp.GradScaler()
    loss = torch.ones(1, requires_grad=True).sum()
    assert scaler.scale(loss) is loss
    assert not scaler.is_enabled()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        torch.amp.GradScaler("cuda", enabled=False)


def test_settings() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(3)
    assert torch.get_num_threads() == 3
    torch.set_num_threads(threads)
    with raises(RuntimeError, "set_num_threads expects a positive integer"):
        torch.set_num_threads(0)
    torch.use_deterministic_algorithms(True)
    assert torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(False)
    assert torch.get_float32_matmul_precision() == "highest"

    @torch.compile
    def double(x: Any) -> Any:
        return x * 2

    assert double(torch.tensor(2.0)).item() == 4.0
    assert torch.compile(double) is double


def test_variable() -> None:
    from minigrad.autograd import Variable

    x = torch.ones(2)
    v = Variable(x, requires_grad=True)
    assert v.requires_grad
    assert v.data_ptr() == x.data_ptr()
    assert isinstance(x, Variable)
    assert not isinstance(3, Variable)
    with raises(TypeError, "Variable data has to be a tensor, but got list"):
        Variable([1.0])
