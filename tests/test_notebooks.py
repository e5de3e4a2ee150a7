"""The notebooks: each script runs as a program, whose asserts hold, and each .ipynb is what its script makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from notebooks import build

SCRIPTS = build.sources()
ONE = "# %% [markdown]\n# # A title\n\n# %%\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nprint('drawn')\n"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A fresh Python in the repository's root, where warnings are errors and figures have no window."""
    environment = {
        **os.environ,
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(build.FOLDER.parent),
    }
    command = [sys.executable, "-W", "error", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, cwd=build.FOLDER.parent, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_script_runs(script):
    pytest.importorskip("matplotlib", reason="the notebooks draw with matplotlib")
    done = run(script)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_notebook_is_what_the_script_makes(script):
    pytest.importorskip("jupytext", reason="notebooks are built by jupytext")
    path = script.with_suffix(".ipynb")
    again = f"python -m notebooks.build {script.stem}"
    assert path.exists(), f"not built yet: {again}"
    assert path.stat().st_size <= build.LARGEST
    built = json.loads(path.read_text(encoding="utf-8"))
    expected = [(cell.cell_type, cell.source) for cell in build.read(script).cells]
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in built["cells"]] == expected, again
    code = [cell for cell in built["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1)), again
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    for cell in code:
        if "plt.subplots(" in "".join(cell["source"]):
            kinds = {kind for output in cell["outputs"] for kind in output.get("data", ())}
            assert "image/png" in kinds, f"a figure is missing, {again}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_opens_with_what_one_will_be_able_to_do(script):
    opening = script.read_text(encoding="utf-8").split("# %%")[1]
    assert opening.startswith(" [markdown]\n# # ")
    assert "you will be able to" in opening


def test_a_notebook_is_built_the_same_twice_and_a_failing_one_not_at_all(tmp_path):
    pytest.importorskip("nbclient", reason="notebooks are run by nbclient")
    pytest.importorskip("ipykernel", reason="notebooks are run in ipykernel")
    source, target = tmp_path / "01_one.py", tmp_path / "01_one.ipynb"
    program = (
        "import pathlib, sys\nfrom notebooks import build\n"
        "build.FOLDER = pathlib.Path(sys.argv[1])\nsys.exit(build.main(sys.argv[2:]))"
    )

    def built(text: str) -> subprocess.CompletedProcess[str]:
        source.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", program, tmp_path, "01"]
        elsewhere = {**os.environ, "MPLBACKEND": "agg"}  # which would leave figures out, were it the kernel's
        return subprocess.run(
            command, env=elsewhere, cwd=build.FOLDER.parent, capture_output=True, text=True, check=False
        )

    texts = []
    for _ in range(2):
        done = built(ONE)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("01_one.ipynb ")
        texts.append(target.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    title, cell = json.loads(texts[0])["cells"]
    assert (title["cell_type"], title["source"]) == ("markdown", ["# A title"])
    assert {kind for output in cell["outputs"] for kind in output.get("data", ())} == {"image/png"}
    assert [output["text"] for output in cell["outputs"] if output["output_type"] == "stream"] == [["drawn\n"]]

    done = built(ONE + "assert 1 == 2\n")
    assert done.returncode == 1
    assert "AssertionError" in done.stderr
    assert target.read_text(encoding="utf-8") == texts[0]


def test_names_of_notebooks(capsys):
    assert [path.name for path in SCRIPTS] == sorted(path.name for path in SCRIPTS)
    assert len(SCRIPTS) >= 2
    for name in ("01", "01_perceptron", "01_perceptron.py", Path("notebooks", "01_perceptron.py")):
        assert build.sources([str(name)]) == SCRIPTS[:1]
    assert build.main(["01", "nothing"]) == 2
    assert capsys.readouterr().err.startswith(
        "python -m notebooks.build: no notebook is called 'nothing'; there are ['01"
    )
