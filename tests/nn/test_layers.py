"""The layers by themselves: values against plain NumPy, printed forms, buffers, modes, errors by text."""

from __future__ import annotations

import copy
import math
import re
import warnings

import numpy as np
import pytest

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn

X = torch.ones


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


# ------------------------------------------------------------ printed forms

REPRS = [
    (lambda: nn.Linear(3, 4, bias=False), "Linear(in_features=3, out_features=4, bias=False)"),
    (lambda: nn.Bilinear(1, 2, 3), "Bilinear(in1_features=1, in2_features=2, out_features=3, bias=True)"),
    (lambda: nn.Identity(3), "Identity()"),
    (lambda: nn.Conv1d(4, 6, 3, bias=False, padding="same", groups=2, dilation=2),
     "Conv1d(4, 6, kernel_size=(3,), stride=(1,), padding=same, dilation=(2,), groups=2, bias=False)"),
    (lambda: nn.Conv2d(4, 6, 3, padding=(1, 2), padding_mode="circular", stride=2),
     "Conv2d(4, 6, kernel_size=(3, 3), stride=(2, 2), padding=(1, 2), padding_mode=circular)"),
    (lambda: nn.ConvTranspose2d(4, 6, 3, output_padding=1, stride=2),
     "ConvTranspose2d(4, 6, kernel_size=(3, 3), stride=(2, 2), output_padding=(1, 1))"),
    (lambda: nn.MaxPool1d(3, 2, 1, 1, True, True),
     "MaxPool1d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=True)"),
    (lambda: nn.MaxUnpool2d(3), "MaxUnpool2d(kernel_size=(3, 3), stride=(3, 3), padding=(0, 0))"),
    (lambda: nn.AvgPool1d(3, 2), "AvgPool1d(kernel_size=(3,), stride=(2,), padding=(0,))"),
    (lambda: nn.AvgPool2d((3, 2)), "AvgPool2d(kernel_size=(3, 2), stride=(3, 2), padding=0)"),
    (lambda: nn.LPPool2d(2, 3), "LPPool2d(norm_type=2, kernel_size=3, stride=None, ceil_mode=False)"),
    (lambda: nn.AdaptiveMaxPool2d((None, 3)), "AdaptiveMaxPool2d(output_size=(None, 3))"),
    (lambda: nn.BatchNorm2d(3, affine=False, momentum=None),
     "BatchNorm2d(3, eps=1e-05, momentum=None, affine=False, bias=False, track_running_stats=True)"),
    (lambda: nn.InstanceNorm1d(3),
     "InstanceNorm1d(3, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False)"),
    (lambda: nn.LayerNorm((3, 4)), "LayerNorm((3, 4), eps=1e-05, elementwise_affine=True, bias=True)"),
    (lambda: nn.RMSNorm(3), "RMSNorm((3,), eps=None, elementwise_affine=True)"),
    (lambda: nn.GroupNorm(2, 4), "GroupNorm(2, 4, eps=1e-05, affine=True, bias=True)"),
    (lambda: nn.LocalResponseNorm(2), "LocalResponseNorm(2, alpha=0.0001, beta=0.75, k=1.0)"),
    (lambda: nn.Threshold(0.1, 20, inplace=True), "Threshold(threshold=0.1, value=20, inplace=True)"),
    (lambda: nn.ReLU(True), "ReLU(inplace=True)"),
    (nn.ReLU6, "ReLU6()"),
    (nn.GELU, "GELU(approximate='none')"),
    (nn.Softshrink, "Softshrink(0.5)"),
    (nn.Softmax, "Softmax(dim=None)"),
    (lambda: nn.Dropout(0.1), "Dropout(p=0.1, inplace=False)"),
    (lambda: nn.Embedding(3, 4, padding_idx=-1, max_norm=2.0, sparse=True),
     "Embedding(3, 4, padding_idx=2, max_norm=2.0, sparse=True)"),
    (lambda: nn.EmbeddingBag(3, 4), "EmbeddingBag(3, 4, mode='mean')"),
    (nn.Flatten, "Flatten(start_dim=1, end_dim=-1)"),
    (lambda: nn.Unflatten(1, (2, 3)), "Unflatten(dim=1, unflattened_size=(2, 3))"),
    (lambda: nn.ZeroPad2d(1), "ZeroPad2d((1, 1, 1, 1))"),
    (lambda: nn.ConstantPad1d(2, 3.5), "ConstantPad1d(padding=(2, 2), value=3.5)"),
    (lambda: nn.Upsample(scale_factor=2), "Upsample(scale_factor=2.0, mode='nearest')"),
    (lambda: nn.RNNCell(3, 4, False, "relu"), "RNNCell(3, 4, bias=False, nonlinearity=relu)"),
    (lambda: nn.LSTM(3, 4, 2, proj_size=2, dropout=0.1, bidirectional=True, batch_first=True),
     "LSTM(3, 4, proj_size=2, num_layers=2, batch_first=True, dropout=0.1, bidirectional=True)"),
    (nn.MSELoss, "MSELoss()"),
]  # fmt: skip


@pytest.mark.parametrize(("build", "text"), REPRS, ids=[text.partition("(")[0] for _, text in REPRS])
def test_repr(build, text):
    assert repr(build()) == text


def test_every_layer_prints_copies_and_names_its_state():
    for build, _ in REPRS:
        layer = build()
        other = copy.deepcopy(layer)
        assert repr(other) == repr(layer)
        assert list(other.state_dict()) == list(layer.state_dict())


# ------------------------------------------------------------ values


def test_linear():
    layer, x = nn.Linear(3, 2), numbers(4, 3)
    w, b = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    np.testing.assert_allclose(layer(torch.from_numpy(x)).detach().numpy(), x @ w.T + b, rtol=1e-5)
    assert np.abs(w).max() <= 1 / math.sqrt(3)
    assert layer(torch.ones(3)).shape == (2,)
    assert layer(torch.ones(5, 4, 3)).shape == (5, 4, 2)


def test_linear_reads_what_stands_in_its_place():
    layer = nn.Linear(2, 1)
    del layer.weight
    layer.weight = torch.ones(1, 2) * 3  # as pruning and weight normalisation do
    layer.bias = None
    assert layer(torch.ones(1, 2)).item() == 6


def test_conv2d_is_a_correlation():
    layer, x = nn.Conv2d(2, 3, 2, stride=2), numbers(1, 2, 4, 6)
    w, b = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    expected = np.zeros((1, 3, 2, 3))
    for o, i, j in np.ndindex(3, 2, 3):
        expected[0, o, i, j] = (x[0, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] * w[o]).sum() + b[o]
    np.testing.assert_allclose(layer(torch.from_numpy(x)).detach().numpy(), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_conv_padding_modes(mode):
    layer = nn.Conv1d(1, 1, 3, padding=2, padding_mode=mode, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[[1.0, 10.0, 100.0]]]))
    x = np.array([1.0, 2.0, 3.0, 4.0], np.float32)
    numpy_mode = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}[mode]
    padded = np.pad(x, 2, numpy_mode)
    expected = [padded[i] + 10 * padded[i + 1] + 100 * padded[i + 2] for i in range(6)]
    assert layer(torch.from_numpy(x).reshape(1, 1, 4)).flatten().tolist() == expected


def test_same_padding_keeps_the_length():
    for kernel, dilation in ((3, 1), (4, 1), (4, 3), (1, 5)):
        for mode in ("zeros", "circular"):
            layer = nn.Conv1d(1, 1, kernel, padding="same", dilation=dilation, padding_mode=mode)
            assert layer(X(1, 1, 20)).shape == (1, 1, 20)
    assert nn.Conv1d(1, 1, 3, padding="valid")(X(1, 1, 20)).shape == (1, 1, 18)


def test_conv_transpose_is_the_transpose():
    conv = nn.Conv2d(2, 3, 3, stride=2, bias=False)
    back = nn.ConvTranspose2d(3, 2, 3, stride=2, bias=False)
    with torch.no_grad():
        back.weight.copy_(conv.weight)
    x, y = torch.from_numpy(numbers(1, 2, 8, 7)), torch.from_numpy(numbers(1, 3, 3, 3, seed=1))
    assert back(y, output_size=(8, 7)).shape == x.shape
    left, right = (conv(x) * y).sum().item(), (x * back(y, output_size=[1, 2, 8, 7])).sum().item()
    assert left == pytest.approx(right, rel=1e-4)


def test_batch_norm_trains_and_evaluates():
    layer, x = nn.BatchNorm1d(2, momentum=0.5), numbers(6, 2)
    out = layer(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(out, (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer.running_mean.numpy(), x.mean(0) / 2, rtol=1e-5)
    np.testing.assert_allclose(layer.running_var.numpy(), 0.5 + x.var(0, ddof=1) / 2, rtol=1e-5)
    assert layer.num_batches_tracked.item() == 1
    mean, var = layer.running_mean.numpy().copy(), layer.running_var.numpy().copy()
    out = layer.eval()(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(out, (x - mean) / np.sqrt(var + 1e-5), rtol=1e-4, atol=1e-5)
    assert layer.num_batches_tracked.item() == 1
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0, 0]
    assert layer.num_batches_tracked == 0


def test_batch_norm_without_momentum_averages_all_batches():
    layer = nn.BatchNorm1d(1, momentum=None)
    means = []
    for seed in range(4):
        x = numbers(5, 1, seed=seed)
        means.append(x.mean())
        layer(torch.from_numpy(x))
    assert layer.running_mean.item() == pytest.approx(np.mean(means), rel=1e-5)


def test_writes_to_the_counter_are_counted():
    layer = nn.BatchNorm1d(1)
    before = layer.num_batches_tracked._version
    layer(X(2, 1))
    assert layer.num_batches_tracked._version == before + 1


def test_normalisations():
    x = numbers(2, 4, 6)
    t = torch.from_numpy(x)

    def normal(y, axes):
        return (y - y.mean(axes, keepdims=True)) / np.sqrt(y.var(axes, keepdims=True) + 1e-5)

    for layer, expected in (
        (nn.LayerNorm(6), normal(x, -1)),
        (nn.LayerNorm((4, 6)), normal(x, (1, 2))),
        (nn.GroupNorm(2, 4), normal(x.reshape(2, 2, 12), -1).reshape(x.shape)),
        (nn.InstanceNorm1d(4), normal(x, -1)),
        (nn.RMSNorm(6, eps=1e-5), x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-5)),
    ):
        np.testing.assert_allclose(layer(t).detach().numpy(), expected, rtol=1e-4, atol=1e-5)
    assert nn.InstanceNorm1d(4)(t[0]).shape == (4, 6)


def test_dropout_only_in_training():
    torch.manual_seed(0)
    layer = nn.Dropout(0.25)
    out = layer(X(10000))
    assert out.unique().tolist() == [0.0, pytest.approx(4 / 3)]
    assert out.mean().item() == pytest.approx(1, abs=0.05)
    assert torch.equal(layer.eval()(X(3)), X(3))
    channels = nn.Dropout2d(0.5)(X(4, 8, 3, 3)).flatten(2)
    assert torch.equal(channels.amin(2), channels.amax(2))


def test_embedding():
    layer = nn.Embedding(5, 3, padding_idx=-2)
    assert layer.padding_idx == 3
    assert layer.weight[3].tolist() == [0, 0, 0]
    out = layer(torch.tensor([[1, 3], [1, 0]]))
    assert torch.equal(out[0, 0], layer.weight[1])
    out.sum().backward()
    assert layer.weight.grad.sum(1).tolist() == [3, 6, 0, 0, 0]
    table = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    fixed = nn.Embedding.from_pretrained(table)
    assert not fixed.weight.requires_grad
    assert nn.Embedding.from_pretrained(table, freeze=False).weight.requires_grad
    assert fixed(torch.tensor([1])).tolist() == [[3, 4]]


def test_embedding_bag():
    table = torch.arange(12.0).reshape(4, 3)
    for mode, reduce in (("sum", np.sum), ("mean", np.mean), ("max", np.max)):
        layer = nn.EmbeddingBag.from_pretrained(table, mode=mode)
        out = layer(torch.tensor([0, 2, 3, 3]), torch.tensor([0, 1]))
        rows = table.numpy()
        expected = np.stack([reduce(rows[[0]], 0), reduce(rows[[2, 3, 3]], 0)])
        np.testing.assert_allclose(out.numpy(), expected)


def test_shapes_of_rearranging_layers():
    for layer, before, after in (
        (nn.Flatten(), (2, 3, 4), (2, 12)),
        (nn.Unflatten(-1, (2, 2)), (3, 4), (3, 2, 2)),
        (nn.PixelShuffle(2), (1, 8, 3, 3), (1, 2, 6, 6)),
        (nn.PixelUnshuffle(2), (1, 2, 6, 6), (1, 8, 3, 3)),
        (nn.ChannelShuffle(2), (1, 4, 3), (1, 4, 3)),
        (nn.Unfold(2), (1, 3, 4, 5), (1, 12, 12)),
        (nn.Fold((4, 5), 2), (1, 12, 12), (1, 3, 4, 5)),
        (nn.Upsample(scale_factor=2), (1, 2, 3), (1, 2, 6)),
        (nn.ReflectionPad2d((1, 1, 2, 0)), (1, 3, 3), (1, 5, 5)),
        (nn.AdaptiveAvgPool2d(2), (1, 3, 5, 7), (1, 3, 2, 2)),
        (nn.FractionalMaxPool2d(2, output_ratio=0.5), (1, 1, 8, 8), (1, 1, 4, 4)),
    ):
        assert layer(X(*before)).shape == after, layer


def test_unpooling_puts_values_back():
    x = torch.from_numpy(numbers(1, 1, 4, 4))
    values, indices = nn.MaxPool2d(2, return_indices=True)(x)
    back = nn.MaxUnpool2d(2)(values, indices)
    assert torch.equal(back[back != 0].sort().values, values.flatten().sort().values)
    assert torch.equal((back != 0) & (back != x), torch.zeros(1, 1, 4, 4, dtype=torch.bool))


def test_losses_reduce():
    x, y = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([1.0, 0.0, 1.0])
    assert nn.MSELoss()(x, y).item() == pytest.approx(13 / 3)
    assert nn.MSELoss(reduction="sum")(x, y).item() == 13
    assert nn.MSELoss(reduction="none")(x, y).tolist() == [0, 4, 9]
    weighted = nn.CrossEntropyLoss(torch.tensor([1.0, 3.0]))
    assert list(weighted.state_dict()) == ["weight"]
    assert nn.BCEWithLogitsLoss(pos_weight=torch.ones(1)).state_dict().keys() == {"pos_weight"}
    with pytest.warns(
        UserWarning, match=r"^size_average and reduce args will be deprecated, please use reduction='sum'"
    ):
        assert nn.MSELoss(size_average=False).reduction == "sum"


def test_triplet_loss_with_a_distance_of_ones_own():
    loss = nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: (a - b).abs().sum(1), margin=2.0)
    a, p, n = torch.zeros(1, 2), torch.ones(1, 2), torch.full((1, 2), 1.5)
    assert loss(a, p, n).item() == 1.0


def test_adaptive_log_softmax_is_a_distribution():
    layer, x = nn.AdaptiveLogSoftmaxWithLoss(8, 12, [3, 6], div_value=2.0), torch.from_numpy(numbers(5, 8))
    full = layer.log_prob(x)
    np.testing.assert_allclose(full.exp().sum(1).detach().numpy(), np.ones(5), rtol=1e-5)
    target = torch.tensor([0, 4, 11, 2, 7])
    output, loss = layer(x, target)
    np.testing.assert_allclose(
        output.detach().numpy(), full.gather(1, target[:, None])[:, 0].detach().numpy(), rtol=1e-5
    )
    assert loss.item() == pytest.approx(-output.mean().item())
    assert torch.equal(layer.predict(x), full.argmax(1))
    single = layer(x[0], target[0])
    assert single.output.item() == pytest.approx(output[0].item())


# ------------------------------------------------------------ attention


def test_attention_is_softmax_of_products():
    layer, x = nn.MultiheadAttention(4, 2, batch_first=True), torch.from_numpy(numbers(1, 3, 4))
    out, weights = layer(x, x, x, average_attn_weights=False)
    q, k, v = (
        (x[0] @ layer.in_proj_weight.T + layer.in_proj_bias).detach().numpy().reshape(3, 3, 2, 2).transpose(1, 2, 0, 3)
    )
    scores = np.einsum("hld,hsd->hls", q, k) / math.sqrt(2)
    share = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    np.testing.assert_allclose(weights[0].detach().numpy(), share, rtol=1e-4)
    mixed = np.einsum("hls,hsd->lhd", share, v).reshape(3, 4)
    expected = mixed @ layer.out_proj.weight.detach().numpy().T + layer.out_proj.bias.detach().numpy()
    np.testing.assert_allclose(out[0].detach().numpy(), expected, rtol=1e-4, atol=1e-6)


def test_attention_same_with_and_without_weights():
    layer = nn.MultiheadAttention(8, 2)
    x = torch.from_numpy(numbers(5, 2, 8))
    mask = torch.ones(5, 5, dtype=torch.bool).triu(1)
    for kwargs in ({}, {"attn_mask": mask}, {"key_padding_mask": torch.tensor([[False] * 4 + [True]] * 2)}):
        with_weights, weights = layer(x, x, x, **kwargs)
        without, none = layer(x, x, x, need_weights=False, **kwargs)
        assert none is None
        assert weights.shape == (2, 5, 5)
        np.testing.assert_allclose(with_weights.detach().numpy(), without.detach().numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        layer(x, x, x, attn_mask=mask, is_causal=True, need_weights=False)[0].detach().numpy(),
        layer(x, x, x, attn_mask=mask)[0].detach().numpy(), rtol=1e-4, atol=1e-5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda m, x: m(X(5), x, x), AssertionError, "query should be unbatched 2D or batched 3D tensor but received 1-D"),
        (lambda m, x: m(x, x[0], x[0]), AssertionError, "For batched (3-D) `query`, expected `key` and `value` to be 3-D"),
        (lambda m, x: m(x, x, x, is_causal=True), RuntimeError, "Need attn_mask if specifying the is_causal hint."),
        (lambda m, x: m(x, x, x, attn_mask=X(2, 2)), RuntimeError,
         "The shape of the 2D attn_mask is torch.Size([2, 2]), but should be (5, 5)."),
        (lambda m, x: m(x, x, x, attn_mask=torch.ones(5, 5, dtype=torch.int64)), RuntimeError,
         "only bool and floating types of attn_mask are supported"),
    ],
)  # fmt: skip
def test_attention_errors(call, error, text):
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        call(nn.MultiheadAttention(8, 2), X(5, 2, 8))


def test_transformer():
    model = nn.Transformer(8, 2, 1, 1, 16, dropout=0.0, batch_first=True)
    src, tgt = torch.from_numpy(numbers(2, 5, 8)), torch.from_numpy(numbers(2, 3, 8, seed=1))
    mask = model.generate_square_subsequent_mask(3)
    assert mask.tolist() == [[0, -math.inf, -math.inf], [0, 0, -math.inf], [0, 0, 0]]
    out = model(src, tgt, tgt_mask=mask)
    assert out.shape == (2, 3, 8)
    later = tgt.clone()
    later[:, 2] += 1  # what comes later is hidden
    np.testing.assert_allclose(
        model(src, later, tgt_mask=mask)[:, :2].detach().numpy(), out[:, :2].detach().numpy(), rtol=1e-5, atol=1e-6
    )
    with pytest.raises(RuntimeError, match=r"^the batch number of src and tgt must be equal$"):
        model(src, tgt[:1])
    with pytest.raises(RuntimeError, match=r"^the feature number of src and tgt must be equal to d_model$"):
        model(src[..., :4], tgt)


def test_encoder_layers_are_copies():
    with pytest.warns(UserWarning, match=r"^enable_nested_tensor is True, but self.use_nested_tensor is False because"):
        model = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2)
    first, second = (layer.linear1.weight for layer in model.layers)
    assert first is not second
    assert torch.equal(first, second)
    with pytest.raises(RuntimeError, match=r"^activation should be relu/gelu, not foo$"):
        nn.TransformerEncoderLayer(8, 2, activation="foo")


# ------------------------------------------------------------ errors

ERRORS = [
    (lambda: nn.Hardtanh(2, 1), AssertionError, "max_val (1) must be greater than min_val (2)"),
    (lambda: nn.Softmax2d()(X(2, 2)), ValueError, "Softmax2d: expected input to be 3D or 4D, got 2D instead"),
    (lambda: nn.Conv1d(4, 6, 3, groups=0), ValueError, "groups must be a positive integer"),
    (lambda: nn.Conv1d(4, 6, 3, groups=3), ValueError, "in_channels must be divisible by groups"),
    (lambda: nn.Conv1d(4, 5, 3, groups=2), ValueError, "out_channels must be divisible by groups"),
    (lambda: nn.Conv1d(4, 6, 3, padding="foo"), ValueError, "Invalid padding string 'foo', should be one of"),
    (lambda: nn.Conv1d(4, 6, 3, padding="same", stride=2), ValueError,
     "padding='same' is not supported for strided convolutions"),
    (lambda: nn.Conv1d(4, 6, 3, padding_mode="foo"), ValueError, "padding_mode must be one of"),
    (lambda: nn.Conv2d(4, 6, -1), RuntimeError, "Trying to create tensor with negative dimension -1: [6, 4, -1, -1]"),
    (lambda: nn.ConvTranspose1d(4, 6, 3, padding_mode="circular"), ValueError,
     'Only "zeros" padding mode is supported for ConvTranspose1d'),
    (lambda: nn.ConvTranspose1d(4, 6, 3)(X(1, 4, 5), output_size=(9,)), ValueError,
     "requested an output size of (9,), but valid sizes range from [7] to [7] (for an input of torch.Size([5]))"),
    (lambda: nn.ConvTranspose1d(4, 6, 3)(X(1, 4, 5), output_size=(1, 2, 3, 9)), ValueError,
     "ConvTranspose1D: for 3D input, output_size must have 1 or 3 elements (got 4)"),
    (lambda: nn.BatchNorm1d(3)(X(3)), ValueError, "expected 2D or 3D input (got 1D input)"),
    (lambda: nn.BatchNorm2d(3)(X(3)), ValueError, "expected 4D input (got 1D input)"),
    (lambda: nn.BatchNorm3d(3)(X(3)), ValueError, "expected 5D input (got 1D input)"),
    (lambda: nn.SyncBatchNorm(3)(X(3)), ValueError, "expected at least 2D input (got 1D input)"),
    (lambda: nn.InstanceNorm2d(3)(X(3)), ValueError, "expected 3D or 4D input (got 1D input)"),
    (lambda: nn.InstanceNorm1d(3, affine=True)(X(1, 2, 3)), ValueError,
     "expected input's size at dim=1 to match num_features (3), but got: 2."),
    (lambda: nn.GroupNorm(3, 4), ValueError, "num_channels (4) must be divisible by num_groups (3)"),
    (lambda: nn.CrossMapLRN2d(2)(X(2, 2)), ValueError, "CrossMapLRN2d: Expected input to be 4D, got 2D instead."),
    (lambda: nn.Dropout(2), ValueError, "dropout probability has to be between 0 and 1, but got 2"),
    (lambda: nn.Embedding(3, 4, padding_idx=3), AssertionError, "Padding_idx must be within num_embeddings"),
    (lambda: nn.EmbeddingBag(3, 4, padding_idx=3), AssertionError, "padding_idx must be within num_embeddings"),
    (lambda: nn.Embedding(3, 4, _weight=X(2, 2)), AssertionError,
     "Shape of weight does not match num_embeddings and embedding_dim"),
    (lambda: nn.Embedding.from_pretrained(X(2)), AssertionError,
     "Embeddings parameter is expected to be 2-dimensional"),
    (lambda: nn.Unflatten(1, 3), TypeError, "unflattened_size must be a tuple of ints, but found type int"),
    (lambda: nn.Unflatten(1, (3, "a")), TypeError,
     "unflattened_size must be tuple of ints, but found element of type str at pos 1"),
    (lambda: nn.Bilinear(0, 2, 3), ValueError, "in1_features must be > 0, but got (in1_features=0)"),
    (lambda: nn.Linear(-1, 2), RuntimeError, "Trying to create tensor with negative dimension -1: [2, -1]"),
    (lambda: nn.Linear(2.5, 3), TypeError,
     'empty(): argument \'size\' failed to unpack the object at pos 2 with error "type must be tuple of ints,but got float"'),
    (lambda: nn.Linear(2, 3)([1.0, 2.0]), TypeError, "linear(): argument 'input' (position 1) must be Tensor, not list"),
    (lambda: nn.ReLU()([1.0]), TypeError, "relu(): argument 'input' (position 1) must be Tensor, not list"),
    (lambda: nn.MultiheadAttention(5, 2), AssertionError, "embed_dim must be divisible by num_heads"),
    (lambda: nn.MultiheadAttention(0, 2), ValueError,
     "embed_dim and num_heads must be greater than 0, got embed_dim=0 and num_heads=2 instead"),
    (lambda: nn.AdaptiveLogSoftmaxWithLoss(5, 10, []), ValueError, "cutoffs should be a sequence of length larger than 0"),
    (lambda: nn.AdaptiveLogSoftmaxWithLoss(5, 10, [6, 3]), ValueError,
     "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between"),
    (lambda: nn.AdaptiveLogSoftmaxWithLoss(5, 10, [3])(X(2, 5), torch.tensor([1, 11])), RuntimeError,
     "Target values should be in [0, 9], but values in range [1, 11] were found. "),
    (lambda: nn.HuberLoss(delta="a"), TypeError, "delta must be a float or int, got: <class 'str'>"),
    (lambda: nn.MultiMarginLoss(p=3), ValueError, "only p == 1 and p == 2 supported"),
    (lambda: nn.MultiMarginLoss(weight=X(2, 2)), ValueError,
     "MultiMarginLoss: expected weight to be None or 1D tensor, got 2D instead"),
    (lambda: nn.TripletMarginLoss(margin=-1), ValueError,
     "TripletMarginLoss: expected margin to be greater than 0, got -1 instead"),
    (lambda: nn.LinearCrossEntropyLoss(3, 2, label_smoothing=2.0), RuntimeError,
     "expected label_smoothing to be in range [0, 1], got 2.0"),
    (lambda: nn.FractionalMaxPool2d(2), ValueError,
     "FractionalMaxPool2d requires specifying either an output size, or a pooling ratio"),
    (lambda: nn.FractionalMaxPool3d(2, output_size=2, output_ratio=0.5), ValueError,
     "only one of output_size and output_ratio may be specified"),
    (lambda: nn.FractionalMaxPool2d(2, output_ratio=1.5), ValueError, "output_ratio must be between 0 and 1 (got 1.5)"),
    (lambda: nn.CircularPad1d(3)(X(2)), ValueError, "expected 2D or 3D input (got 1D input)"),
    (lambda: F.linear_cross_entropy(X(5, 3), X(4, 7), torch.zeros(5, dtype=torch.int64)), RuntimeError,
     "expected equal input and linear_weight last dimensions (in_features), got 3 and 7, respectively"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), ERRORS, ids=[str(i) for i in range(len(ERRORS))])
def test_errors(call, error, text):
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        call()


def test_instance_norm_warns_of_the_wrong_number_of_features():
    with pytest.warns(UserWarning, match=r"^input's size at dim=1 does not match num_features. You can silence this"):
        nn.InstanceNorm1d(3)(X(1, 2, 3))


def test_empty_weights_warn():
    with pytest.warns(UserWarning, match=r"^Initializing zero-element tensors is a no-op$"):
        assert nn.Linear(0, 3)(torch.ones(2, 0)).shape == (2, 3)


# ------------------------------------------------------------ other modules


def test_sync_batch_norm_takes_over():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    model(torch.from_numpy(numbers(4, 2)))
    other = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    assert type(other[1]) is nn.SyncBatchNorm
    assert other[1].num_batches_tracked.item() == 1


def test_data_parallel_hands_over():
    model = nn.DataParallel(nn.Linear(2, 3))
    assert list(model.state_dict()) == ["module.weight", "module.bias"]
    assert model(X(4, 2)).shape == (4, 3)


def test_a_network_learns():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
    x = torch.from_numpy(np.random.default_rng(0).uniform(-1, 1, (64, 2)).astype(np.float32))
    y = (x[:, 0] * x[:, 1] > 0).long()
    loss_of = nn.CrossEntropyLoss()
    first = loss_of(model(x), y).item()
    for _ in range(100):
        model.zero_grad()
        loss_of(model(x), y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= p.grad
    assert loss_of(model(x), y).item() < first / 3


def test_no_warning_from_ordinary_use():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 2), nn.Softmax(1)
        )
        model(X(3, 1, 5, 5)).sum().backward()


def test_linear_cross_entropy_in_pieces() -> None:
    """With options the gradients are the same, but they are constants: of no second derivative by the inputs."""
    rng = np.random.default_rng(0)
    x, w, b = (torch.from_numpy(rng.standard_normal(s)).requires_grad_() for s in ((6, 3), (4, 3), 4))
    target = torch.tensor([0, 1, 3, 2, 1, 0])
    options = nn.LinearCrossEntropyOptions(batch_chunk_size=2)
    for reduction in ("mean", "sum"):
        plain = F.linear_cross_entropy(x, w, target, linear_bias=b, reduction=reduction)
        pieces = F.linear_cross_entropy(x, w, target, linear_bias=b, reduction=reduction, options=options)
        assert pieces.item() == plain.item()
        expected = torch.autograd.grad(plain, [x, w, b])
        found = torch.autograd.grad(pieces, [x, w, b], create_graph=True)
        for a, c in zip(expected, found, strict=True):
            np.testing.assert_allclose(c.detach().numpy(), a.numpy())
        assert not found[0].requires_grad
    with torch.no_grad():
        assert not F.linear_cross_entropy(x, w, target, options=options).requires_grad


# ------------------------------------------------------------ ways that only some shapes take


def _numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape).astype(np.float32))


@pytest.mark.parametrize(("rows", "features", "out"), [(1, 300, 70), (4, 300, 70), (37, 300, 70), (38, 300, 70), (1, 3, 2)])
def test_linear_of_few_rows_and_a_big_weight(rows: int, features: int, out: int) -> None:
    x, w, b = _numbers(rows, features), _numbers(out, features, seed=1), _numbers(out, seed=2)
    y = F.linear(x, w, b)
    assert y.is_contiguous()
    assert torch.allclose(y.double(), x.double() @ w.double().T + b.double(), atol=1e-4)
    assert F.linear(x, w).shape == (rows, out)
    assert b.equal(_numbers(out, seed=2))


@pytest.mark.parametrize("cell", [nn.RNNCell, nn.LSTMCell, nn.GRUCell])
def test_the_biases_of_a_cell_have_gradients_of_their_own(cell: type[nn.Module]) -> None:
    made = cell(3, 4)
    out = made(_numbers(2, 3))
    (out[0] if isinstance(out, tuple) else out).square().sum().backward()
    kept = made.bias_ih.grad.clone()
    made.bias_hh.grad.add_(1)
    assert made.bias_ih.grad.equal(kept)


def test_a_cell_is_a_network_of_one_step() -> None:
    cell, net = nn.RNNCell(3, 4), nn.RNN(3, 4)
    for name, p in cell.named_parameters():
        getattr(net, f"{name}_l0").data = p.data.clone()
    x, h = _numbers(5, 3), _numbers(5, 4, seed=1).requires_grad_()
    one = cell(x, h)
    one.square().sum().backward()
    grads, h.grad = [h.grad, *(p.grad for p in cell.parameters())], None
    many, _ = net(x.expand(2, 5, 3)[:1], h[None])
    many.square().sum().backward()
    assert torch.allclose(one, many[0], atol=1e-6)
    for mine, theirs in zip(grads, [h.grad, *(p.grad for p in net.parameters())], strict=True):
        assert torch.allclose(mine, theirs, atol=1e-5)


@pytest.mark.parametrize("scale", [1.0, 100.0])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_cross_entropy_of_scores_in_any_layout(scale: float, reduction: str) -> None:
    columns = (_numbers(7, 4) * scale).requires_grad_()
    target = torch.tensor([6, 0, 3, 3])
    loss = F.cross_entropy(columns.t(), target, reduction=reduction)
    loss.sum().backward()
    logs = F.log_softmax(columns.detach().t().contiguous(), 1)
    picked = -logs[torch.arange(4), target]
    assert torch.allclose(loss, picked if reduction == "none" else getattr(picked, reduction)(), rtol=1e-5)
    slopes = logs.exp() - F.one_hot(target, 7)
    assert torch.allclose(columns.grad, slopes.t() / (4 if reduction == "mean" else 1), atol=1e-6)


def test_cross_entropy_checks_every_class() -> None:
    for wrong in (7, -1, 1 << 62, -(1 << 62)):
        for place in range(3):
            target = torch.tensor([1, 1, 1])
            target[place] = wrong
            with pytest.raises(IndexError, match=f"Target {wrong} is out of bounds"):
                F.cross_entropy(torch.zeros(3, 7), target)


@pytest.mark.parametrize("norm", [F.layer_norm, F.rms_norm])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("wanted", [{"x", "w", "b"}, {"x"}, {"w"}, {"b"}])
def test_norms_of_many_rows_go_some_rows_at_a_time(norm, dtype, wanted) -> None:  # type: ignore[no-untyped-def]
    """Beyond 65,536 elements the gradients are computed in pieces: as many rows apart give the same."""
    wanted = wanted if norm is F.layer_norm else wanted - {"b"} or {"x", "w"}
    x, g = (_numbers(500, 3, 100, seed=k).to(dtype) for k in (0, 1))
    w, b = (_numbers(100, seed=k).to(dtype) for k in (2, 3))

    def gradients(rows: slice) -> list[torch.Tensor]:
        leaves = {"x": x[rows].clone(), "w": w.clone(), "b": b.clone()}
        for name in wanted:
            leaves[name].requires_grad_()
        parameters = (leaves["w"], leaves["b"]) if norm is F.layer_norm else (leaves["w"],)
        norm(leaves["x"], (100,), *parameters).backward(g[rows])
        return [leaves[name].grad for name in sorted(wanted)]

    pieces = [gradients(slice(low, low + 100)) for low in range(0, 500, 100)]
    for name, whole, *parts in zip(sorted(wanted), gradients(slice(None)), *pieces, strict=True):
        other = torch.cat(parts) if name == "x" else sum(parts)
        assert whole.dtype is dtype
        assert whole.is_contiguous()
        assert torch.allclose(whole, other, rtol=1e-5, atol=1e-4 if dtype is torch.float32 else 1e-11)


def test_softmax_leaves_its_input_alone() -> None:
    for x in (_numbers(70, 100), _numbers(3, 4) * 100, _numbers(3, 4), torch.tensor(3.0), torch.zeros(0, 3)):
        before = x.clone()
        out = F.softmax(x, -1)
        assert x.equal(before)
        assert torch.allclose(out.sum(-1), torch.ones_like(out.sum(-1)))


def test_gelu_is_differentiated_by_what_its_call_computed() -> None:
    x = torch.linspace(-4, 4, 41, dtype=torch.float64, requires_grad=True)
    first, second = F.gelu(x), F.gelu(x * 2)
    cdf = (1 + torch.erf(x.detach() / math.sqrt(2))) / 2
    slope = cdf + x.detach() * torch.exp(-x.detach() ** 2 / 2) / math.sqrt(2 * math.pi)
    (one,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    (again,) = torch.autograd.grad(first.sum(), x)
    assert torch.allclose(one, slope)
    assert torch.allclose(again, slope)
    (curve,) = torch.autograd.grad(one.sum(), x)
    bell = torch.exp(-x.detach() ** 2 / 2) / math.sqrt(2 * math.pi)
    assert torch.allclose(curve, bell * (2 - x.detach() ** 2))
    assert second.grad_fn.name() == "GeluBackward0"


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("shape", [(20, 5, 30, 30), (3, 2, 200, 200)])  # several images at a time, with a rest; one
def test_batch_norm_of_many_images_goes_some_at_a_time(affine: bool, shape: tuple[int, ...]) -> None:
    """The gradients are those that Tensors have, which are computed all at once."""
    x, g = (_numbers(*shape, seed=k).double() + 3 for k in (0, 1))
    w, b = (_numbers(shape[1], seed=k).double() for k in (2, 3))
    leaves = [x.requires_grad_()] + ([w.requires_grad_(), b.requires_grad_()] if affine else [])
    out = F.batch_norm(x, None, None, *leaves[1:], training=True)
    as_tensors = torch.autograd.grad(out, leaves, g, create_graph=True)
    for found, wanted in zip(torch.autograd.grad(out, leaves, g), as_tensors, strict=True):
        assert torch.allclose(found, wanted, rtol=1e-10, atol=1e-10)
