"""Layers beside PyTorch's: the same first weights, results, gradients, printed forms and states after the same seed."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import minigrad

torch = pytest.importorskip("torch", reason="parity tests need torch 2.13")


def _ids(value):
    return None


# (name, the layer in either library, shapes of its inputs; an int stands for that many class indices below 4, a list for
# numbers without a gradient)
LAYERS = [
    ("Linear", lambda nn: nn.Linear(3, 4), [(2, 3)]),
    ("Linear without bias", lambda nn: nn.Linear(3, 4, bias=False), [(2, 5, 3)]),
    ("Bilinear", lambda nn: nn.Bilinear(2, 3, 4), [(5, 2), (5, 3)]),
    ("Conv1d", lambda nn: nn.Conv1d(4, 6, 3, padding="same", groups=2), [(2, 4, 8)]),
    ("Conv2d", lambda nn: nn.Conv2d(4, 6, 3, stride=2, padding=(1, 2), padding_mode="circular"), [(2, 4, 7, 8)]),
    ("Conv2d of one image", lambda nn: nn.Conv2d(2, 3, (1, 3), dilation=2), [(2, 7, 8)]),
    ("Conv3d", lambda nn: nn.Conv3d(2, 3, 2, padding=1, padding_mode="replicate"), [(1, 2, 4, 3, 5)]),
    ("ConvTranspose1d", lambda nn: nn.ConvTranspose1d(4, 2, 3, stride=2, output_padding=1), [(2, 4, 5)]),
    ("ConvTranspose2d", lambda nn: nn.ConvTranspose2d(4, 2, 3, 2, 1, groups=2, dilation=2), [(2, 4, 5, 4)]),
    ("ConvTranspose3d", lambda nn: nn.ConvTranspose3d(1, 2, 2), [(1, 1, 2, 3, 2)]),
    ("MaxPool1d", lambda nn: nn.MaxPool1d(3, 2, 1, ceil_mode=True), [(2, 3, 8)]),
    ("MaxPool2d", lambda nn: nn.MaxPool2d(2, dilation=2), [(2, 3, 8, 7)]),
    ("MaxPool3d", lambda nn: nn.MaxPool3d(2), [(1, 2, 4, 4, 4)]),
    ("AvgPool1d", lambda nn: nn.AvgPool1d(2, padding=1), [(2, 3, 8)]),
    ("AvgPool2d", lambda nn: nn.AvgPool2d(3, 2, 1, count_include_pad=False, ceil_mode=True), [(2, 3, 8, 8)]),
    ("AvgPool3d", lambda nn: nn.AvgPool3d(2, divisor_override=3), [(1, 2, 4, 4, 4)]),
    ("LPPool1d", lambda nn: nn.LPPool1d(2, 3), [(2, 3, 8)]),
    ("LPPool2d", lambda nn: nn.LPPool2d(2.0, (2, 3), 2), [(2, 3, 8, 8)]),
    ("AdaptiveAvgPool1d", lambda nn: nn.AdaptiveAvgPool1d(3), [(2, 3, 8)]),
    ("AdaptiveAvgPool2d", lambda nn: nn.AdaptiveAvgPool2d((None, 3)), [(2, 3, 8, 7)]),
    ("AdaptiveAvgPool3d", lambda nn: nn.AdaptiveAvgPool3d(2), [(1, 2, 3, 4, 5)]),
    ("AdaptiveMaxPool1d", lambda nn: nn.AdaptiveMaxPool1d(3), [(2, 3, 8)]),
    ("AdaptiveMaxPool2d", lambda nn: nn.AdaptiveMaxPool2d(3), [(2, 3, 8, 7)]),
    ("BatchNorm1d", lambda nn: nn.BatchNorm1d(3), [(5, 3)]),
    ("BatchNorm1d of sequences", lambda nn: nn.BatchNorm1d(3, momentum=None, eps=1e-3), [(5, 3, 4)]),
    ("BatchNorm2d", lambda nn: nn.BatchNorm2d(3, affine=False), [(5, 3, 4, 2)]),
    ("BatchNorm2d without statistics", lambda nn: nn.BatchNorm2d(3, track_running_stats=False), [(5, 3, 4, 2)]),
    ("BatchNorm3d", lambda nn: nn.BatchNorm3d(2, bias=False), [(2, 2, 3, 3, 3)]),
    ("BatchNorm2d in evaluation", lambda nn: nn.BatchNorm2d(3).eval(), [(5, 3, 4, 2)]),
    ("InstanceNorm1d", lambda nn: nn.InstanceNorm1d(3, affine=True, track_running_stats=True), [(2, 3, 5)]),
    ("InstanceNorm2d of one image", lambda nn: nn.InstanceNorm2d(3), [(3, 5, 4)]),
    ("LayerNorm", lambda nn: nn.LayerNorm((3, 4)), [(2, 3, 4)]),
    ("LayerNorm without bias", lambda nn: nn.LayerNorm(4, bias=False), [(2, 3, 4)]),
    ("RMSNorm", lambda nn: nn.RMSNorm(4), [(2, 3, 4)]),
    ("GroupNorm", lambda nn: nn.GroupNorm(2, 4), [(3, 4, 5)]),
    ("LocalResponseNorm", lambda nn: nn.LocalResponseNorm(3), [(2, 5, 4, 4)]),
    ("CrossMapLRN2d", lambda nn: nn.CrossMapLRN2d(4), [(2, 2, 4, 4)]),
    *((name, lambda nn, name=name: getattr(nn, name)(), [(3, 4)]) for name in (
        "CELU", "ELU", "GELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Identity", "LeakyReLU",
        "LogSigmoid", "Mish", "PReLU", "RReLU", "ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softplus", "Softshrink",
        "Softsign", "Tanh", "Tanhshrink", "Dropout", "AlphaDropout",
    )),
    ("GELU tanh", lambda nn: nn.GELU("tanh"), [(3, 4)]),
    ("PReLU of channels", lambda nn: nn.PReLU(4, 0.1), [(3, 4, 2)]),
    ("Threshold", lambda nn: nn.Threshold(0.1, 20), [(3, 4)]),
    ("Softmax", lambda nn: nn.Softmax(-1), [(3, 4)]),
    ("Softmin", lambda nn: nn.Softmin(0), [(3, 4)]),
    ("Softmax2d", lambda nn: nn.Softmax2d(), [(2, 3, 4, 2)]),
    ("LogSoftmax", lambda nn: nn.LogSoftmax(1), [(3, 4)]),
    ("Dropout1d", lambda nn: nn.Dropout1d(0.3), [(3, 4, 5)]),
    ("Dropout2d", lambda nn: nn.Dropout2d(0.3), [(3, 4, 5, 2)]),
    ("Dropout3d", lambda nn: nn.Dropout3d(0.3), [(3, 4, 5, 2, 2)]),
    ("FeatureAlphaDropout", lambda nn: nn.FeatureAlphaDropout(0.3), [(3, 4, 5)]),
    ("Embedding", lambda nn: nn.Embedding(4, 3, padding_idx=1), [7]),
    ("Embedding with a largest norm", lambda nn: nn.Embedding(4, 3, max_norm=1.0, scale_grad_by_freq=True), [7]),
    ("Flatten", lambda nn: nn.Flatten(0, 1), [(2, 3, 4)]),
    ("Unflatten", lambda nn: nn.Unflatten(1, (2, 2)), [(3, 4)]),
    ("Unfold", lambda nn: nn.Unfold(2, padding=1, stride=2), [(2, 3, 4, 5)]),
    ("Fold", lambda nn: nn.Fold((4, 5), 2), [(2, 12, 12)]),
    ("PixelShuffle", lambda nn: nn.PixelShuffle(2), [(1, 4, 3, 3)]),
    ("PixelUnshuffle", lambda nn: nn.PixelUnshuffle(2), [(1, 1, 4, 6)]),
    ("ChannelShuffle", lambda nn: nn.ChannelShuffle(2), [(1, 4, 3)]),
    ("CosineSimilarity", lambda nn: nn.CosineSimilarity(), [(3, 4), (3, 4)]),
    ("PairwiseDistance", lambda nn: nn.PairwiseDistance(1.0, keepdim=True), [(3, 4), (3, 4)]),
    ("Upsample", lambda nn: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), [(1, 2, 3, 4)]),
    ("UpsamplingNearest2d", lambda nn: nn.UpsamplingNearest2d(size=(5, 4)), [(1, 2, 3, 4)]),
    ("UpsamplingBilinear2d", lambda nn: nn.UpsamplingBilinear2d(scale_factor=3), [(1, 2, 3, 4)]),
    ("ConstantPad2d", lambda nn: nn.ConstantPad2d((1, 0, 2, 1), 3.5), [(2, 3, 4)]),
    ("ZeroPad1d", lambda nn: nn.ZeroPad1d(2), [(2, 3, 4)]),
    ("ReflectionPad2d", lambda nn: nn.ReflectionPad2d(1), [(2, 3, 4)]),
    ("ReplicationPad3d", lambda nn: nn.ReplicationPad3d(1), [(1, 2, 3, 2, 2)]),
    ("CircularPad1d", lambda nn: nn.CircularPad1d((1, 2)), [(2, 3, 4)]),
    ("RNN", lambda nn: nn.RNN(3, 4, 2, "relu", bidirectional=True), [(5, 2, 3)]),
    ("RNN with dropout", lambda nn: nn.RNN(3, 4, 3, dropout=0.5, batch_first=True), [(2, 5, 3)]),
    ("RNN of one sequence", lambda nn: nn.RNN(3, 4, bias=False), [(5, 3)]),
    ("LSTM", lambda nn: nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), [(2, 5, 3)]),
    ("LSTM with a projection", lambda nn: nn.LSTM(3, 4, proj_size=2), [(5, 2, 3)]),
    ("GRU", lambda nn: nn.GRU(3, 4, 2, dropout=0.3, bidirectional=True), [(5, 2, 3)]),
    ("GRU with a state", lambda nn: nn.GRU(3, 4), [(5, 2, 3), (1, 2, 4)]),
    ("RNNCell", lambda nn: nn.RNNCell(3, 4), [(2, 3)]),
    ("RNNCell relu", lambda nn: nn.RNNCell(3, 4, False, "relu"), [(2, 3), (2, 4)]),
    ("LSTMCell", lambda nn: nn.LSTMCell(3, 4), [(2, 3)]),
    ("GRUCell", lambda nn: nn.GRUCell(3, 4), [(3,), (4,)]),
    ("MultiheadAttention", lambda nn: nn.MultiheadAttention(8, 2, dropout=0.2), [(3, 2, 8)] * 3),
    ("MultiheadAttention of other sizes",
     lambda nn: nn.MultiheadAttention(8, 2, bias=False, add_bias_kv=True, add_zero_attn=True, kdim=3, vdim=5,
                                      batch_first=True), [(2, 4, 8), (2, 3, 3), (2, 3, 5)]),
    ("TransformerEncoderLayer", lambda nn: nn.TransformerEncoderLayer(8, 2, 16, 0.2, "gelu"), [(3, 2, 8)]),
    ("TransformerEncoder", lambda nn: nn.TransformerEncoder(
        nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True, norm_first=True), 2, nn.LayerNorm(8)), [(2, 3, 8)]),
    ("TransformerDecoderLayer", lambda nn: nn.TransformerDecoderLayer(8, 2, 16), [(3, 2, 8), (4, 2, 8)]),
    ("Transformer", lambda nn: nn.Transformer(8, 2, 1, 1, 16, batch_first=True), [(2, 3, 8), (2, 4, 8)]),
    ("Sequential", lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), [(2, 3)]),
    ("L1Loss", lambda nn: nn.L1Loss(), [(3, 4), (3, 4)]),
    ("MSELoss", lambda nn: nn.MSELoss(reduction="sum"), [(3, 4), (3, 4)]),
    ("SmoothL1Loss", lambda nn: nn.SmoothL1Loss(beta=0.5), [(3, 4), (3, 4)]),
    ("HuberLoss", lambda nn: nn.HuberLoss(reduction="none"), [(3, 4), (3, 4)]),
    ("CrossEntropyLoss", lambda nn: nn.CrossEntropyLoss(label_smoothing=0.1), [(5, 4), 5]),
    ("NLLLoss", lambda nn: nn.NLLLoss(ignore_index=2), [(5, 4), 5]),
    ("BCEWithLogitsLoss", lambda nn: nn.BCEWithLogitsLoss(), [(3, 4), (3, 4)]),
    ("KLDivLoss", lambda nn: nn.KLDivLoss(reduction="batchmean", log_target=True), [(3, 4), (3, 4)]),
    ("PoissonNLLLoss", lambda nn: nn.PoissonNLLLoss(), [(3, 4), (3, 4)]),
    ("SoftMarginLoss", lambda nn: nn.SoftMarginLoss(), [(3, 4), [3, 4]]),
    ("HingeEmbeddingLoss", lambda nn: nn.HingeEmbeddingLoss(0.5), [(3, 4), (3, 4)]),
    ("MarginRankingLoss", lambda nn: nn.MarginRankingLoss(0.5), [(3,), (3,), (3,)]),
    ("MultiMarginLoss", lambda nn: nn.MultiMarginLoss(2), [(5, 4), 5]),
    ("MultiLabelSoftMarginLoss", lambda nn: nn.MultiLabelSoftMarginLoss(), [(3, 4), (3, 4)]),
    ("TripletMarginLoss", lambda nn: nn.TripletMarginLoss(swap=True), [(3, 4)] * 3),
    ("AdaptiveLogSoftmaxWithLoss", lambda nn: nn.AdaptiveLogSoftmaxWithLoss(8, 4, [1, 2], 2.0, True), [(5, 8), 5]),
    ("LinearCrossEntropyLoss", lambda nn: nn.LinearCrossEntropyLoss(3, 4, bias=True), [(5, 3), 5]),
]  # fmt: skip


def _arrays(shapes):
    rng = np.random.default_rng(0)
    made = []
    for shape in shapes:
        numbers = rng.integers(0, 4, shape) if isinstance(shape, int) else rng.standard_normal(shape)
        made.append(numbers.astype(np.float32) if isinstance(shape, tuple) else numbers)
    return made


def _tensors(lib, arrays):
    return [lib.from_numpy(a.copy()).requires_grad_(a.dtype == np.float32) for a in arrays]


def _flat(value):
    if value is None:
        return []
    if isinstance(value, tuple | list):
        return [t for part in value for t in _flat(part)]
    return [value]


def _close(mine, theirs, tolerance=2e-5):
    np.testing.assert_allclose(mine.detach().numpy(), theirs.detach().numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("build", "shapes"), [case[1:] for case in LAYERS], ids=[case[0] for case in LAYERS])
def test_layer(build, shapes):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = []
        for lib in (minigrad, torch):
            lib.manual_seed(0)
            layers.append(build(lib.nn))
    mine, theirs = layers
    assert repr(mine) == repr(theirs)
    ours, state = mine.state_dict(), theirs.state_dict()
    assert list(ours) == list(state)
    for key, value in state.items():
        assert str(ours[key].dtype) == str(value.dtype)
        np.testing.assert_array_equal(ours[key].numpy(), value.numpy(), err_msg=key)  # the same draws, bit for bit
    results = []
    for lib, layer in ((minigrad, mine), (torch, theirs)):
        lib.manual_seed(1)
        inputs = _tensors(lib, _arrays(shapes))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outputs = _flat(layer(*inputs))
            loss = sum(((o * o).sum() if o.requires_grad else lib.zeros(())) for o in outputs)
        if loss.requires_grad:
            loss.backward()
        results.append((outputs, inputs))
    (outs, ins), (their_outs, their_ins) = results
    assert len(outs) == len(their_outs)
    for a, b in zip(outs, their_outs, strict=True):
        assert a.shape == b.shape
        assert a.requires_grad == b.requires_grad
        _close(a, b)
    for a, b in zip(ins, their_ins, strict=True):
        assert (a.grad is None) == (b.grad is None)
        if b.grad is not None:
            _close(a.grad, b.grad, 1e-4)
    for (name, a), b in zip(mine.named_parameters(), theirs.parameters(), strict=True):
        assert (a.grad is None) == (b.grad is None), name
        if b.grad is not None:
            _close(a.grad, b.grad, 1e-4)
    for (key, a), b in zip(mine.state_dict().items(), theirs.state_dict().values(), strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6, err_msg=key)  # running statistics


def test_names_of_the_package():
    """Every layer of torch.nn is here, and takes the same arguments in the same order."""
    import inspect

    for name in sorted(dir(torch.nn)):
        cls = getattr(torch.nn, name)
        if not (inspect.isclass(cls) and issubclass(cls, torch.nn.Module)) or name == "Container":
            continue
        mine = getattr(minigrad.nn, name)
        for method in ("__init__", "forward"):
            wanted = list(inspect.signature(getattr(cls, method)).parameters.values())
            found = list(inspect.signature(getattr(mine, method)).parameters.values())
            if any(p.kind is p.VAR_POSITIONAL for p in wanted):
                continue
            assert [p.name for p in found] == [p.name for p in wanted], f"{name}.{method}"
            for p, q in zip(found, wanted, strict=True):
                if not callable(q.default):
                    assert p.default == q.default, f"{name}.{method}: {p.name}"


@pytest.mark.parametrize("mode", ["RNN", "LSTM", "GRU"])
def test_packed_sequences(mode):
    arrays = _arrays([(5, 3, 2)])
    results = []
    for lib in (minigrad, torch):
        lib.manual_seed(0)
        layer = getattr(lib.nn, mode)(2, 4, 2, bidirectional=True)
        (x,) = _tensors(lib, arrays)
        rnn = lib.nn.utils.rnn
        packed = rnn.pack_padded_sequence(x, [3, 5, 2], enforce_sorted=False)
        out, hidden = layer(packed)
        padded, lengths = rnn.pad_packed_sequence(out, total_length=6)
        ((padded**2).sum() + sum((h**3).sum() for h in _flat(hidden))).backward()
        results.append([padded, lengths, *_flat(hidden), x.grad, *(p.grad for p in layer.parameters())])
    for a, b in zip(*results, strict=True):
        _close(a, b, 1e-4)


@pytest.mark.parametrize(
    "mask", ["none", "bool", "float", "padding", "both", "causal"]
)  # fmt: skip
@pytest.mark.parametrize("need_weights", [True, False])
def test_attention_masks(mask, need_weights):
    results = []
    for lib in (minigrad, torch):
        lib.manual_seed(0)
        layer = lib.nn.MultiheadAttention(8, 2, batch_first=True)
        x, y = _tensors(lib, _arrays([(2, 4, 8), (2, 5, 8)]))
        kwargs = {"need_weights": need_weights}
        forbid = lib.from_numpy(np.triu(np.ones((4, 5), bool), 2))
        padding = lib.from_numpy(np.arange(5)[None] >= np.array([[3], [5]]))
        if mask in ("bool", "both"):
            kwargs["attn_mask"] = forbid
        if mask == "float":
            kwargs["attn_mask"] = forbid.float() * -2
        if mask in ("padding", "both"):
            kwargs["key_padding_mask"] = padding
        if mask == "causal":
            y = x
            kwargs |= {"attn_mask": lib.from_numpy(np.triu(np.ones((4, 4), bool), 1)), "is_causal": True}
        out, weights = layer(x, y, y, **kwargs)
        (out**2).sum().backward()
        results.append([out, *_flat(weights), x.grad, *(p.grad for p in layer.parameters())])
    for a, b in zip(*results, strict=True):
        _close(a, b, 1e-4)


def test_initialisers():
    for name, args in (
        ("uniform_", (-1, 2)), ("normal_", (1, 2)), ("trunc_normal_", (0, 1, -1, 1)), ("constant_", (3,)), ("ones_", ()),
        ("zeros_", ()), ("eye_", ()), ("xavier_uniform_", ()), ("xavier_normal_", (2.0,)), ("kaiming_uniform_", ()),
        ("kaiming_normal_", (0.1, "fan_out", "relu")), ("sparse_", (0.4,)),
    ):  # fmt: skip
        results = []
        for lib in (minigrad, torch):
            lib.manual_seed(3)
            t = lib.empty(20, 15)
            assert getattr(lib.nn.init, name)(t, *args) is t
            results.append(t.numpy())
        np.testing.assert_allclose(*results, rtol=1e-6, atol=1e-7, err_msg=name)
    for shape in ((4, 6), (6, 4), (3, 2, 2)):
        results = []
        for lib in (minigrad, torch):
            lib.manual_seed(3)
            results.append(lib.nn.init.orthogonal_(lib.empty(*shape), 2.0).numpy())
        np.testing.assert_allclose(*results, rtol=1e-4, atol=1e-5)
    for groups in (1, 2):
        results = [lib.nn.init.dirac_(lib.empty(4, 3, 3, 5), groups).numpy() for lib in (minigrad, torch)]
        np.testing.assert_array_equal(*results)
    for kind in ("linear", "tanh", "relu", "selu", "leaky_relu", "sigmoid"):
        assert minigrad.nn.init.calculate_gain(kind) == torch.nn.init.calculate_gain(kind)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("where", ["utils", "utils.parametrizations"])
@pytest.mark.parametrize("name", ["weight_norm", "spectral_norm"])
@pytest.mark.parametrize("build", [lambda nn: nn.Linear(3, 4), lambda nn: nn.ConvTranspose2d(2, 3, 2)])
def test_normalised_weights(where, name, build):
    results = []
    for lib in (minigrad, torch):
        lib.manual_seed(0)
        module = build(lib.nn)
        home = lib.nn.utils if where == "utils" else lib.nn.utils.parametrizations
        getattr(home, name)(module)
        keys = list(module.state_dict())
        x = lib.from_numpy(_arrays([(2, 3) if len(module.bias) == 4 else (2, 2, 3, 3)])[0])
        for _ in range(2):
            module.zero_grad()
            out = module(x)
            (out**2).sum().backward()
        results.append([keys, out, *(p.grad for p in module.parameters()), *module.state_dict().values()])
    mine, theirs = results
    assert mine[0] == theirs[0]
    for a, b in zip(mine[1:], theirs[1:], strict=True):
        _close(a, b, 1e-4)


def test_clipping():
    results = []
    for lib in (minigrad, torch):
        params = [lib.nn.Parameter(lib.zeros(3, 2)), lib.nn.Parameter(lib.zeros(4)), lib.nn.Parameter(lib.zeros(1))]
        for p, g in zip(params, _arrays([(3, 2), (4,)]), strict=False):
            p.grad = lib.from_numpy(g.copy())
        found = []
        for p in (2.0, 1, float("inf"), 3):
            found.append(lib.nn.utils.clip_grad_norm_(params, 0.7, p))
            found += [q.grad.clone() for q in params[:2]]
        lib.nn.utils.clip_grad_value_(params, 0.1)
        results.append(found + [q.grad for q in params[:2]])
    for a, b in zip(*results, strict=True):
        _close(a, b, 1e-6)
