"""Module: attributes, registration, the tree, state, hooks, conversion, printing, copies."""

from __future__ import annotations

import copy
import gc
import pickle
import re
import warnings
import weakref
from collections import OrderedDict

import pytest

import minigrad as torch
from minigrad import nn
from minigrad.nn.modules import module as module_file


class Net(nn.Module):
    """One of everything that a module may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(2, 3)
        self.bn = nn.BatchNorm1d(3)
        self.register_buffer("b", torch.ones(2))
        self.register_buffer("hidden", torch.ones(2), persistent=False)
        self.p = nn.Parameter(torch.ones(2))
        self.register_parameter("none", None)
        self.plain = [1, 2]

    def forward(self, x):
        return self.bn(self.fc(x))


class Scale(nn.Module):
    def forward(self, x, k=1):
        return x * k


class Two(nn.Module):
    def forward(self, x, y=None, *, k=2):
        return x * k, x + (0 if y is None else y)


KEYS = [
    "p", "b", "fc.weight", "fc.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked",
]  # fmt: skip

# ------------------------------------------------------------ attributes


def test_assignment_registers_by_kind():
    m = Net()
    assert list(m._parameters) == ["p", "none"]
    assert list(m._buffers) == ["b", "hidden"]
    assert list(m._modules) == ["fc", "bn"]
    assert m.none is None
    assert "plain" in m.__dict__


def test_assignment_moves_a_name_between_kinds():
    m = Net()
    m.b = nn.Parameter(torch.ones(2))
    assert list(m._parameters) == ["p", "none", "b"]
    assert list(m._buffers) == ["hidden"]
    m.hidden = nn.Parameter(torch.ones(1))
    assert list(m._buffers) == []
    m.plain = nn.Parameter(torch.ones(1))
    assert "plain" not in m.__dict__
    m.plain = None
    m.l = nn.Linear(1, 1)
    m.l = nn.Parameter(torch.ones(1))
    assert list(m._modules) == ["fc", "bn"]


def test_none_empties_a_place_and_keeps_the_name():
    m = Net()
    m.p = m.fc = m.b = None
    assert m.p is None
    assert m.fc is None
    assert m.b is None
    assert list(m.state_dict())[:1] == ["bn.weight"]
    assert "(fc): None" in repr(m)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("p", lambda: torch.ones(2), "cannot assign 'torch.FloatTensor' as parameter 'p' (torch.nn.Parameter or None expected)"),
        ("p", lambda: 3, "cannot assign 'int' as parameter 'p' (torch.nn.Parameter or None expected)"),
        ("fc", lambda: 3, "cannot assign 'int' as child module 'fc' (torch.nn.Module or None expected)"),
        ("b", lambda: 3, "cannot assign 'int' as buffer 'b' (torch.nn.Buffer, torch.Tensor or None expected)"),
    ],
)  # fmt: skip
def test_assignment_of_another_kind(name, value, text):
    with pytest.raises(TypeError, match=re.escape(text)):
        setattr(Net(), name, value())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (lambda: nn.Parameter(torch.ones(1)), "cannot assign parameters before Module.__init__() call"),
        (lambda: nn.Linear(1, 1), "cannot assign module before Module.__init__() call"),
        (lambda: nn.Buffer(torch.ones(1)), "cannot assign buffer before Module.__init__() call"),
    ],
)
def test_assignment_before_init(value, text):
    class Forgetful(nn.Module):
        def __init__(self) -> None:
            self.x = value()

    with pytest.raises(AttributeError, match=re.escape(text)):
        Forgetful()


def test_missing_and_deleted_attributes():
    m = Net()
    with pytest.raises(AttributeError, match=r"^'Net' object has no attribute 'foo'$"):
        _ = m.foo
    with pytest.raises(AttributeError, match="foo"):
        del m.foo
    del m.fc, m.p, m.b, m.plain
    assert list(m.state_dict()) == KEYS[4:]
    assert not hasattr(m, "plain")
    assert {"bn", "hidden", "forward", "training"} <= set(dir(m))
    assert "fc" not in dir(m)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda m: m.register_parameter("a.b", None), KeyError, 'parameter name can\'t contain "."'),
        (lambda m: m.register_parameter("", None), KeyError, 'parameter name can\'t be empty string ""'),
        (lambda m: m.register_parameter(3, None), TypeError, "parameter name should be a string. Got int"),
        (lambda m: m.register_parameter("plain", None), KeyError, "attribute 'plain' already exists"),
        (lambda m: m.register_parameter("fc", None), KeyError, "attribute 'fc' already exists"),
        (lambda m: m.register_parameter("q", 3), TypeError,
         "cannot assign 'int' object to parameter 'q' (torch.nn.Parameter or None required)"),
        (lambda m: m.register_buffer("a.b", None), KeyError, 'buffer name can\'t contain "."'),
        (lambda m: m.register_buffer("plain", None), KeyError, "attribute 'plain' already exists"),
        (lambda m: m.register_buffer("q", 3), TypeError,
         "cannot assign 'int' object to buffer 'q' (torch Tensor or None required)"),
        (lambda m: m.add_module("a.b", nn.ReLU()), KeyError, 'module name can\'t contain ".", got: a.b'),
        (lambda m: m.add_module("", nn.ReLU()), KeyError, 'module name can\'t be empty string ""'),
        (lambda m: m.add_module(3, nn.ReLU()), TypeError, "module name should be a string. Got int"),
        (lambda m: m.add_module("plain", nn.ReLU()), KeyError, "attribute 'plain' already exists"),
        (lambda m: m.add_module("q", 3), TypeError, "int is not a Module subclass"),
    ],
)  # fmt: skip
def test_registration_errors(call, error, text):
    with pytest.raises(error) as raised:
        call(Net())
    assert raised.value.args[0] == text


def test_a_computed_tensor_is_no_parameter():
    m = nn.Module()
    w = nn.Parameter(torch.ones(2))
    with pytest.raises(TypeError, match=r"cannot assign 'torch.FloatTensor' object to parameter 'w'"):
        m.register_parameter("w", w * 2)


def test_arguments_of_init():
    with pytest.raises(TypeError, match=r"^Module.__init__\(\) takes 1 positional argument but 2 were given$"):
        nn.Module(3)
    with pytest.raises(TypeError, match=r"^Module.__init__\(\) got an unexpected keyword argument 'a'$"):
        nn.Module(a=3)


# ------------------------------------------------------------ parameters and buffers


def test_parameter():
    t = torch.ones(2)
    p = nn.Parameter(t)
    assert p.requires_grad
    assert p.is_leaf
    assert repr(p) == "Parameter containing:\ntensor([1., 1.], requires_grad=True)"
    assert type(p * 2) is torch.Tensor
    t[0] = 5  # one memory
    assert p[0] == 5
    assert type(copy.deepcopy(p)) is nn.Parameter
    assert not nn.Parameter(torch.tensor([1]), requires_grad=False).requires_grad
    assert nn.Parameter().shape == (0,)
    again = pickle.loads(pickle.dumps(p))
    assert type(again) is nn.Parameter
    assert again.requires_grad
    assert torch.equal(again, p)


def test_parameter_errors():
    with pytest.raises(
        RuntimeError, match=r"^Only Tensors of floating point and complex dtype can require gradients\n"
    ):
        nn.Parameter(torch.tensor([1]))
    with pytest.raises(AttributeError, match=r"^'list' object has no attribute 'detach'\n"):
        nn.Parameter([1.0])


def test_buffer():
    m = nn.Module()
    m.a, m.b = nn.Buffer(torch.ones(2)), nn.Buffer(torch.zeros(1), persistent=False)
    assert repr(m.a) == "tensor([1., 1.])"
    assert list(m.state_dict()) == ["a"]
    m.a = torch.zeros(3)  # an ordinary tensor takes the place
    assert m.state_dict()["a"].shape == (3,)


# ------------------------------------------------------------ the tree


def test_names():
    m = Net()
    assert [n for n, _ in m.named_parameters()] == ["p", "fc.weight", "fc.bias", "bn.weight", "bn.bias"]
    assert [n for n, _ in m.named_parameters("x", recurse=False)] == ["x.p"]
    assert [n for n, _ in m.named_buffers()] == [
        "b", "hidden", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked"
    ]  # fmt: skip
    assert [n for n, _ in m.named_modules()] == ["", "fc", "bn"]
    assert [n for n, _ in m.named_children()] == ["fc", "bn"]
    assert list(m.children()) == [m.fc, m.bn]
    assert list(m.modules()) == [m, m.fc, m.bn]
    assert len(list(m.buffers())) == 5


def test_shared_modules_count_once():
    m = nn.Module()
    m.a = m.b = nn.Linear(1, 1)
    assert [n for n, _ in m.named_parameters()] == ["a.weight", "a.bias"]
    assert len(list(m.named_parameters(remove_duplicate=False))) == 4
    assert [n for n, _ in m.named_modules(remove_duplicate=False)] == ["", "a", "b"]
    assert list(m.state_dict()) == ["a.weight", "a.bias", "b.weight", "b.bias"]


def test_reaching_into_the_tree():
    m = nn.Sequential(Net())
    assert m.get_submodule("0.fc") is m[0].fc
    assert m.get_submodule("") is m
    assert m.get_parameter("0.fc.bias") is m[0].fc.bias
    assert m.get_buffer("0.bn.running_mean") is m[0].bn.running_mean
    m.set_submodule("0.fc", nn.ReLU())
    assert isinstance(m[0].fc, nn.ReLU)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda m: m.get_submodule("x"), AttributeError, "Net has no attribute `x`"),
        (lambda m: m.get_submodule("fc.weight"), AttributeError, "`weight` is not an nn.Module"),
        (lambda m: m.get_parameter("fc.x"), AttributeError, "Linear has no attribute `x`"),
        (lambda m: m.get_parameter("b"), AttributeError, "`b` is not an nn.Parameter"),
        (lambda m: m.get_buffer("bn.weight"), AttributeError, "`weight` is not a buffer"),
        (lambda m: m.set_submodule("", nn.ReLU()), ValueError, "Cannot set the submodule without a target name!"),
        (lambda m: m.set_submodule("fc", 3), ValueError, "`module` is not an nn.Module, found <class 'int'>"),
        (lambda m: m.set_submodule("p", nn.ReLU()), AttributeError, "`p` is not an nn.Module"),
        (lambda m: m.set_submodule("new", nn.ReLU(), strict=True), AttributeError, "Net has no attribute `new`"),
    ],
)
def test_reaching_errors(call, error, text):
    with pytest.raises(error, match=f"^{re.escape(text)}$"):
        call(Net())


def test_apply_goes_children_first():
    seen: list[str] = []
    m = Net()
    assert m.apply(lambda c: seen.append(type(c).__name__)) is m
    assert seen == ["Linear", "BatchNorm1d", "Net"]


# ------------------------------------------------------------ modes and conversion


def test_train_and_eval():
    m = Net()
    assert m.eval() is m
    assert not m.bn.training
    assert m.train().fc.training
    with pytest.raises(ValueError, match=r"^training mode is expected to be boolean$"):
        m.train("yes")


def test_to_converts_floats_only_and_keeps_the_objects():
    m = Net()
    p = m.p
    (p * 2).sum().backward()
    assert m.to(torch.float64) is m
    assert m.p is p
    assert p.dtype == p.grad.dtype == torch.float64
    assert p.requires_grad
    assert m.bn.running_mean.dtype == torch.float64
    assert m.bn.num_batches_tracked.dtype == torch.int64
    assert m.float().p.dtype == torch.float32
    assert m.half().p.dtype == torch.float16
    assert m.double().p.dtype == torch.float64
    assert m.to("cpu", torch.float32).p.dtype == torch.float32
    assert m.to(torch.ones(1, dtype=torch.float64)).p.dtype == torch.float64
    assert m.type(torch.float32).bn.num_batches_tracked.dtype == torch.float32
    assert m.to(device="cpu") is m.cpu() is m


def test_conversion_errors():
    with pytest.raises(
        TypeError, match=r"only accepts floating point or complex dtypes, but got desired dtype=torch.int64"
    ):
        Net().to(torch.int64)
    with pytest.raises(TypeError, match="unexpected keyword argument 'foo'"):
        Net().to(foo=3)
    with pytest.raises((RuntimeError, AssertionError), match="CUDA"):
        Net().to("cuda")


def test_zero_grad_and_requires_grad():
    m = Net()
    (m.p * 2).sum().backward()
    m.zero_grad(set_to_none=False)
    assert torch.equal(m.p.grad, torch.zeros(2))
    m.zero_grad()
    assert m.p.grad is None
    assert m.requires_grad_(False) is m
    assert not any(p.requires_grad for p in m.parameters())


# ------------------------------------------------------------ state


def test_state_dict():
    m = Net()
    state = m.state_dict()
    assert type(state) is OrderedDict
    assert list(state) == KEYS
    assert state._metadata == {"": {"version": 1}, "fc": {"version": 1}, "bn": {"version": 2}}
    assert not any(v.requires_grad for v in state.values())
    state["p"][0] = 7  # shares memory
    assert m.p[0] == 7
    assert m.state_dict(keep_vars=True)["p"] is m.p
    assert list(m.fc.state_dict(prefix="x.")) == ["x.weight", "x.bias"]
    target = OrderedDict()
    assert m.fc.state_dict(destination=target) is target
    with pytest.warns(FutureWarning, match=r"^Positional args are being deprecated, use kwargs instead"):
        assert list(m.fc.state_dict(OrderedDict(), "y.")) == ["y.weight", "y.bias"]


def test_load_state_dict_copies():
    a, b = Net(), Net()
    p = b.p
    with torch.no_grad():
        a.p.fill_(3)
    assert repr(b.load_state_dict(a.state_dict())) == "<All keys matched successfully>"
    assert b.p is p
    assert torch.equal(p, a.p)
    assert p.requires_grad
    assert torch.equal(b.fc.weight, a.fc.weight)
    b.load_state_dict({"p": torch.tensor([4, 5])}, strict=False)  # converts
    assert b.p.tolist() == [4, 5]
    assert b.p.dtype == torch.float32


def test_load_state_dict_assign():
    m = nn.Linear(1, 1)
    state = {"weight": torch.ones(1, 1, dtype=torch.float64), "bias": nn.Parameter(torch.ones(1), requires_grad=False)}
    m.load_state_dict(state, assign=True)
    assert m.weight.dtype == torch.float64
    assert type(m.weight) is nn.Parameter
    assert m.bias is state["bias"]


def test_load_state_dict_strict_errors():
    m = Net()
    state = m.state_dict()
    state["zz"] = state["fc.zz"] = torch.ones(1)
    del state["p"]
    text = (
        "Error(s) in loading state_dict for Net:\n"
        '\tMissing key(s) in state_dict: "p". \n'
        '\tUnexpected key(s) in state_dict: "zz", "fc.zz". '
    )
    with pytest.raises(RuntimeError, match=f"^{re.escape(text)}$"):
        m.load_state_dict(state)
    found = m.load_state_dict(state, strict=False)
    assert found.missing_keys == ["p"]
    assert found.unexpected_keys == ["zz", "fc.zz"]
    assert repr(found) == "_IncompatibleKeys(missing_keys=['p'], unexpected_keys=['zz', 'fc.zz'])"


def test_load_state_dict_shape_errors_name_every_tensor_and_load_the_rest():
    m = nn.Linear(2, 3)
    state = {"weight": torch.ones(1, 2), "bias": torch.full((3,), 9.0)}
    text = (
        "Error(s) in loading state_dict for Linear:\n\tsize mismatch for weight: copying a param with shape "
        "torch.Size([1, 2]) from checkpoint, the shape in current model is torch.Size([3, 2])."
    )
    with pytest.raises(RuntimeError, match=f"^{re.escape(text)}$"):
        m.load_state_dict(state, strict=False)
    assert m.bias.tolist() == [9, 9, 9]


def test_load_state_dict_wrong_kinds():
    with pytest.raises(TypeError, match=r"^Expected state_dict to be dict-like, got <class 'list'>.$"):
        Net().load_state_dict([1])
    with pytest.raises(RuntimeError, match=r"expected torch.Tensor or Tensor-like object from checkpoint but received"):
        nn.Linear(1, 1).load_state_dict({"weight": [1], "bias": torch.ones(1)})


def test_extra_state():
    class Extra(nn.Module):
        def get_extra_state(self):
            return 5

        def set_extra_state(self, state):
            self.got = state

    m = Extra()
    assert m.state_dict() == {"_extra_state": 5}
    m.load_state_dict({"_extra_state": 9})
    assert m.got == 9
    with pytest.raises(RuntimeError, match=r'Missing key\(s\) in state_dict: "_extra_state"'):
        m.load_state_dict({})
    with pytest.raises(RuntimeError, match=r"^Reached a code path in Module.get_extra_state\(\)"):
        Net().get_extra_state()


def test_old_checkpoints_without_num_batches_tracked():
    m = nn.BatchNorm1d(2)
    state = dict(m.state_dict())  # a plain dictionary has no versions
    del state["num_batches_tracked"]
    assert m.load_state_dict(state).missing_keys == []
    state = m.state_dict()
    del state["num_batches_tracked"]
    with pytest.raises(RuntimeError, match="num_batches_tracked"):
        m.load_state_dict(state)


def test_state_hooks():
    m = nn.Linear(1, 1)
    seen: list[object] = []
    m.register_state_dict_pre_hook(lambda m, prefix, keep: seen.append((prefix, keep)))
    m.register_state_dict_post_hook(lambda m, state, prefix, local: seen.append((list(state), local)))
    m.register_load_state_dict_pre_hook(lambda m, state, *rest: seen.append(rest[0]))
    handle = m.register_load_state_dict_post_hook(lambda m, keys: keys.missing_keys.clear())
    state = m.state_dict()
    assert seen == [("", False), (["weight", "bias"], {"version": 1})]
    m.load_state_dict({})
    handle.remove()
    with pytest.raises(RuntimeError, match="Missing key"):
        m.load_state_dict({})
    m.load_state_dict(state)
    assert seen[2:] == ["", "", ""]
    m.register_state_dict_post_hook(lambda *args: 3)
    with pytest.raises(RuntimeError, match=r"^state_dict post-hook must return None$"):
        m.state_dict()


# ------------------------------------------------------------ calling and forward hooks


def test_calling():
    assert Scale()(torch.ones(1), k=3) == 3
    with pytest.raises(NotImplementedError, match=r'^Module \[Module\] is missing the required "forward" function$'):
        nn.Module()(1)
    with pytest.raises(TypeError, match="positional argument"):
        Scale()(1, 2, 3)


def test_forward_hooks():
    m = Scale()
    seen: list[object] = []
    first = m.register_forward_hook(lambda m, args, out: seen.append((args, float(out))))
    m.register_forward_hook(lambda m, args, kwargs, out: out + kwargs["k"], with_kwargs=True)
    m.register_forward_hook(lambda *args: seen.append("first"), prepend=True)
    assert m(torch.tensor(2.0), k=3) == 9
    assert seen == ["first", ((torch.tensor(2.0),), 6.0)]
    first.remove()
    m(torch.tensor(2.0), k=3)
    assert seen[2:] == ["first"]
    with Scale().register_forward_hook(lambda *args: None) as handle:
        assert handle.hooks_dict_ref() is None or len(handle.hooks_dict_ref()) == 1


def test_forward_pre_hooks():
    m = Scale()
    m.register_forward_pre_hook(lambda m, args: args[0] + 1)
    assert m(1) == 2
    m.register_forward_pre_hook(lambda m, args, kwargs: (args, {"k": 7}), with_kwargs=True)
    assert m(1) == 14
    m.register_forward_pre_hook(lambda m, args, kwargs: 3, with_kwargs=True)
    with pytest.raises(
        RuntimeError, match=r"^forward pre-hook must return None or a tuple of \(new_args, new_kwargs\)"
    ):
        m(1)


def test_hooks_that_are_always_called():
    class Boom(nn.Module):
        def forward(self, x):
            raise ValueError("boom")

    m, seen = Boom(), []
    m.register_forward_hook(lambda m, args, out: seen.append(out), always_call=True)
    m.register_forward_hook(lambda *args: seen.append("never"))
    with pytest.raises(ValueError, match="boom"):
        m(1)
    assert seen == [None]


def test_hooks_on_every_module():
    seen: list[str] = []
    names = ("forward_pre_hook", "forward_hook", "full_backward_pre_hook", "full_backward_hook")
    handles = [
        getattr(module_file, f"register_module_{name}")(
            lambda m, *rest, name=name: seen.append(f"{name} {m._get_name()}")
        )
        for name in names
    ]
    try:
        nn.Sequential(nn.ReLU())(torch.ones(1, requires_grad=True)).backward()
    finally:
        for handle in handles:
            handle.remove()
    assert seen == [
        "forward_pre_hook Sequential", "forward_pre_hook ReLU", "forward_hook ReLU", "forward_hook Sequential",
        "full_backward_pre_hook Sequential", "full_backward_pre_hook ReLU", "full_backward_hook ReLU",
        "full_backward_hook Sequential",
    ]  # fmt: skip
    nn.ReLU()(torch.ones(1))
    assert len(seen) == 8


def test_registration_hooks():
    seen: list[str] = []
    handles = [
        getattr(module_file, f"register_module_{kind}_registration_hook")(lambda m, name, value: seen.append(name))
        for kind in ("parameter", "buffer", "module")
    ]
    try:
        nn.Sequential(nn.BatchNorm1d(1))
    finally:
        for handle in handles:
            handle.remove()
    assert seen == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked", "0"]


# ------------------------------------------------------------ backward hooks


def leaf(*shape):
    return torch.ones(*shape, requires_grad=True)


def test_full_backward_hook_sees_and_replaces():
    m, x = nn.Linear(2, 3), leaf(1, 2)
    with torch.no_grad():
        m.weight.fill_(2.0)
    seen: list[object] = []
    m.register_full_backward_hook(lambda m, gi, go: seen.append((gi, go)))
    m.register_full_backward_hook(lambda m, gi, go: (gi[0] * 10,))
    m(x).sum().backward()
    ((grad_in, grad_out),) = seen
    assert torch.equal(grad_in[0], torch.full((1, 2), 6.0))
    assert torch.equal(grad_out[0], torch.ones(1, 3))
    assert torch.equal(x.grad, torch.full((1, 2), 60.0))
    assert torch.equal(m.weight.grad, torch.ones(3, 2))


def test_full_backward_pre_hook_replaces():
    m = nn.Linear(2, 3)
    order: list[int] = []
    m.register_full_backward_pre_hook(lambda m, go: order.append(1))
    m.register_full_backward_pre_hook(lambda m, go: order.append(0), prepend=True)
    m.register_full_backward_pre_hook(lambda m, go: (go[0] * 5,))
    m(leaf(1, 2)).sum().backward()
    assert order == [0, 1]
    assert torch.equal(m.bias.grad, torch.full((3,), 5.0))


def test_full_backward_hooks_of_several_inputs_and_outputs():
    m, seen = Two(), []
    m.register_full_backward_hook(lambda m, gi, go: seen.append((gi, go)))
    first, _ = m(leaf(2), leaf(2))
    first.sum().backward()
    (gi, go) = seen.pop()
    assert [g.tolist() for g in gi] == [[2, 2], [0, 0]]
    assert go[0].tolist() == [1, 1]
    assert go[1] is None
    m(leaf(2), 3)[1].sum().backward()
    (gi, go) = seen.pop()
    assert gi[0].tolist() == [1, 1]
    assert gi[1] is None


def test_full_backward_hook_without_inputs_that_need_gradients():
    m, seen = nn.Linear(2, 3), []
    m.register_full_backward_hook(lambda m, gi, go: seen.append((gi, go[0].tolist())))
    out = m(torch.ones(1, 2)).sum()
    with pytest.warns(
        UserWarning, match=r"^Full backward hook is firing when gradients are computed with respect to module"
    ):
        out.backward()
    assert seen == [((None,), [[1, 1, 1]])]
    m.register_full_backward_hook(lambda m, gi, go: (torch.ones(1),))
    with (
        pytest.warns(UserWarning, match="Full backward hook"),
        pytest.raises(RuntimeError, match=r"^Backward hook for Modules where no input requires gradient should always"),
    ):
        m(torch.ones(1, 2)).sum().backward()


def test_full_backward_hook_counts_are_checked():
    m = nn.Linear(2, 3)
    m.register_full_backward_hook(lambda m, gi, go: (1, 2))
    with pytest.raises(
        RuntimeError, match=r"^Backward hook returned an invalid number of grad_input, got 2, but expected 1$"
    ):
        m(leaf(1, 2)).sum().backward()
    m = nn.Linear(2, 3)
    m.register_full_backward_pre_hook(lambda m, go: (1, 2))
    with pytest.raises(RuntimeError, match=r"^Backward pre hook returned an invalid number of grad_output, got 2, but"):
        m(leaf(1, 2)).sum().backward()


def test_full_backward_hook_needs_a_tensor_or_tuple():
    class Lists(nn.Module):
        def forward(self, x):
            return [x * 2]

    m, seen = Lists(), []
    m.register_full_backward_hook(lambda *args: seen.append(args))
    with pytest.warns(
        UserWarning, match=r"^For backward hooks to be called, module output should be a Tensor or a tuple of"
    ):
        (out,) = m(leaf(2))
    out.sum().backward()
    assert not seen


def test_full_backward_hook_order_repeats_and_no_grad():
    m, seen = nn.Sequential(nn.Linear(2, 2), nn.Tanh()), []
    for child in m.modules():
        child.register_full_backward_hook(lambda m, gi, go: seen.append(type(m).__name__))
    out = m(leaf(1, 2)).sum()
    out.backward(retain_graph=True)
    out.backward()
    assert seen == ["Tanh", "Linear", "Sequential"] * 2
    with torch.no_grad():
        m(leaf(1, 2))
    x = leaf(1, 2)
    (g,) = torch.autograd.grad((m(x) ** 2).sum(), x, create_graph=True)
    g.sum().backward()
    assert x.grad is not None


def test_old_backward_hook():
    m, seen = nn.ReLU(), []
    m.register_backward_hook(lambda m, gi, go: seen.append((gi[0].tolist(), go[0].tolist())))
    with pytest.warns(FutureWarning, match=r"^Using a non-full backward hook"):
        out = m(leaf(2))
    out.sum().backward()
    assert seen == [([1, 1], [1, 1])]
    with pytest.raises(RuntimeError, match=r"^Cannot use both regular backward hooks and full backward hooks"):
        m.register_full_backward_hook(lambda *args: None)


def test_hooks_leave_no_cycles():
    m = nn.Linear(2, 2)
    m.register_full_backward_hook(lambda m, gi, go: None)
    gc.collect()
    gc.disable()
    try:
        out = m(leaf(1, 2))
        gone = weakref.ref(out)
        out.sum().backward()
        del out
        assert gone() is None
    finally:
        gc.enable()


# ------------------------------------------------------------ printing and copies


def test_repr():
    assert repr(nn.Module()) == "Module()"
    assert repr(Net()) == (
        "Net(\n  (fc): Linear(in_features=2, out_features=3, bias=True)\n"
        "  (bn): BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)\n)"
    )

    class Lines(nn.Module):
        def extra_repr(self):
            return "one\ntwo"

    assert repr(Lines()) == "Lines(\n  one\n  two\n)"


def test_deepcopy_and_pickle():
    m = Net()
    m.fc2 = m.fc  # shared in the copy too
    m(torch.ones(4, 2)).sum().backward()
    for other in (copy.deepcopy(m), pickle.loads(pickle.dumps(m.fc)) and copy.deepcopy(m)):
        assert list(other.state_dict()) == list(m.state_dict())
        assert other.fc.weight is not m.fc.weight
        assert other.fc2 is other.fc
        assert torch.equal(other.fc.weight, m.fc.weight)
        assert other.fc.weight.grad is None
        assert repr(other) == repr(m)
    m.register_forward_hook(lambda m, args, out: out * 0)
    assert copy.deepcopy(m)(torch.ones(4, 2)).abs().sum() == 0


def test_copy_shares_until_assigned():
    m = Net()
    other = copy.copy(m)
    assert other.fc is m.fc


def test_modules_are_freed_at_once():
    gc.collect()
    gc.disable()
    try:
        m = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.ReLU())
        m(torch.ones(4, 2)).sum().backward()
        gone = weakref.ref(m)
        del m
        assert gone() is None
    finally:
        gc.enable()


# ------------------------------------------------------------ lazy modules


@pytest.fixture
def lazily():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that they are new, once in a process
        yield


@pytest.mark.usefixtures("lazily")
def test_lazy_linear():
    m = nn.LazyLinear(3)
    assert repr(m.weight) == "<UninitializedParameter>"
    assert list(m.state_dict()) == ["weight", "bias"]
    m.double()
    assert m(torch.ones(2, 4, dtype=torch.float64)).shape == (2, 3)
    assert type(m) is nn.Linear
    assert repr(m) == "Linear(in_features=4, out_features=3, bias=True)"
    assert type(m.weight) is nn.Parameter
    assert copy.deepcopy(nn.LazyLinear(3))(torch.ones(2, 5)).shape == (2, 3)


@pytest.mark.usefixtures("lazily")
def test_lazy_parameters_cannot_be_used():
    m = nn.LazyLinear(3)
    with pytest.raises(ValueError, match=r"^Attempted to use an uninitialized parameter in"):
        _ = m.weight * 2
    with pytest.raises(RuntimeError, match=r"^Can't access the shape of an uninitialized parameter or buffer"):
        _ = m.weight.shape
    with pytest.raises(RuntimeError, match=r"^Can't access the shape"):
        nn.Linear(2, 3).load_state_dict(m.state_dict())


@pytest.mark.usefixtures("lazily")
def test_lazy_modules_take_shapes_from_a_checkpoint():
    m = nn.LazyLinear(3)
    m.load_state_dict(nn.Linear(2, 3).state_dict())
    assert m.weight.shape == (3, 2)
    with pytest.raises(
        AssertionError, match=r"^The in_features inferred from input: 4 is not equal to in_features from"
    ):
        m(torch.ones(1, 4))


@pytest.mark.usefixtures("lazily")
def test_other_lazy_modules():
    m = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.LazyInstanceNorm2d())
    assert m(torch.ones(2, 3, 5, 5)).shape == (2, 4, 3, 3)
    assert [type(c).__name__ for c in m] == ["Conv2d", "BatchNorm2d", "InstanceNorm2d"]
    assert m[0].in_channels == 3
    assert m[1].num_features == 4
    with pytest.raises(
        RuntimeError, match=r"^Expected 3D \(unbatched\) or 4D \(batched\) input to LazyConv2d, but got"
    ):
        nn.LazyConv2d(4, 3)(torch.ones(2, 3))
