"""The demo: its promises, its pictures, and that its gradient check can fail."""

import importlib.util
import re
import xml.etree.ElementTree as ET

import pytest

import minigrad as torch
from minigrad.cli import demo, main

FIGURES = re.compile(r"test accuracy (\d+\.\d) %  gradcheck max relative error (\d\.\de[-+]\d\d)")


def test_the_promises(capsys, tmp_path):
    folder = tmp_path / "pictures"
    assert main(["demo", "--out", str(folder)]) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    accuracy, error = map(float, FIGURES.fullmatch(lines[-2]).groups())
    assert 97 <= accuracy < 100
    assert 0 < error < 1e-6
    assert str(folder) in lines[-1]
    assert "python -m webbrowser file://" in lines[-1]
    assert "training: 100%" in captured.err
    for name in ("graph", "loss", "predictions"):
        assert ET.parse(folder / f"{name}.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    drawn = "".join(ET.parse(folder / "graph.svg").getroot().itertext())
    for name, _ in demo.network().named_parameters():
        assert name in drawn


def test_the_seed_decides_everything(capsys, tmp_path):
    def output(folder: str) -> tuple[str, dict[str, bytes]]:
        assert main(["demo", "--epochs", "1", "--out", str(tmp_path / folder), "--seed", "5"]) == 0
        text = re.sub(r"in [\d.]+ s|in /.*", "", capsys.readouterr().out)
        return text, {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}

    assert output("one") == output("two")


def test_another_seed_is_another_training():
    data = demo.digits()

    def losses(seed: int) -> list[float]:
        torch.manual_seed(seed)
        return demo.train(demo.network(), data, epochs=1).train

    assert losses(5) == losses(5)
    assert losses(5) != losses(6)


def test_the_same_quarter_is_held_out_whatever_the_seed():
    torch.manual_seed(1)
    one = demo.digits()
    torch.manual_seed(2)
    two = demo.digits()
    assert len(one.test_labels) == 1797 // 4
    assert len(one.train_labels) + len(one.test_labels) == 1797
    assert torch.equal(one.test_images, two.test_images)
    assert torch.equal(one.train_labels, two.train_labels)
    assert one.train_images.dtype == torch.float32
    assert one.train_images.max().item() == 1
    # Every image is on exactly one side.
    everything = torch.cat([one.train_images, one.test_images]).sum().item()
    assert everything == demo.load_digits()[0].sum() / 16


def problem():
    torch.manual_seed(0)
    model = demo.network().double()
    images = torch.rand(16, 64, dtype=torch.float64)
    labels = torch.randint(0, 10, (16,))
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(demo.loss(model, images, labels), parameters)
    return lambda: demo.loss(model, images, labels).item(), parameters, list(gradients)


def test_right_gradients_pass_and_the_parameters_come_back():
    value, parameters, gradients = problem()
    before = [parameter.clone() for parameter in parameters]
    error, checks = demo.gradient_error(value, parameters, gradients)
    assert error < 1e-7
    # 32 random directions for each of six parameters, and as many single elements (the last bias has ten).
    assert checks == 6 * 32 + 5 * 32 + 10
    assert all(torch.equal(parameter, kept) for parameter, kept in zip(parameters, before, strict=True))


@pytest.mark.parametrize("which", range(6))
def test_a_gradient_wrong_by_a_hundred_thousandth_is_seen(which):
    value, parameters, gradients = problem()
    gradients[which] = gradients[which] * (1 + 1e-5)
    error, _ = demo.gradient_error(value, parameters, gradients)
    assert 5e-6 < error < 5e-5


def test_one_wrong_element_is_seen():
    value, parameters, gradients = problem()
    typical = gradients[0].pow(2).mean().sqrt()
    gradients[0] = gradients[0].clone()
    gradients[0][11, 7] += 0.01 * typical  # one of 4,096, by a hundredth
    error, _ = demo.gradient_error(value, parameters, gradients)
    assert error > 1e-5


def test_nan_is_an_infinite_error():
    value, parameters, gradients = problem()
    gradients[2] = gradients[2] * float("nan")
    assert demo.gradient_error(value, parameters, gradients)[0] == float("inf")


def test_a_failed_check_is_status_1(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(demo, "check_gradients", lambda *_: (2e-6, 362))
    monkeypatch.setattr(demo, "draw", lambda *_: [])
    assert main(["demo", "--epochs", "1", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-2].endswith("gradcheck max relative error 2.0e-06")


def forbid_training(monkeypatch):
    def train(*_: object) -> None:
        raise AssertionError("trained in vain")

    monkeypatch.setattr(demo, "train", train)


def test_without_matplotlib_the_graph_is_drawn_and_it_says_what_to_install(monkeypatch, tmp_path, capsys):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "matplotlib" else find_spec(name))
    assert main(["demo", "--epochs", "1", "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["graph.svg"]
    lines = capsys.readouterr().out.splitlines()
    assert FIGURES.fullmatch(lines[-3])
    assert lines[-2].startswith("plots     left out, as matplotlib is not installed: ")
    assert lines[-2].endswith(': pip install "minigrad-autograd[plot]"')
    assert lines[-1].startswith(f"graph.svg is in {tmp_path}; open in a browser")


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path, capsys):
    forbid_training(monkeypatch)
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        assert main(["demo", "--out", str(folder)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"minigrad demo: cannot write into the folder {folder}: ")
        assert captured.err.count("\n") == 1
