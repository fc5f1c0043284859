"""`import pipeline` as a library: cheap to import, and the example of the README does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline import resources
from pipeline.models.folder import weights_of
from pipeline.types import Failure

ROOT = Path(__file__).parents[1]


def test_importing_the_package_loads_neither_torch_nor_tables() -> None:
    program = (
        "import sys, pipeline; dir(pipeline); "
        "print(sorted(m for m in sys.modules if m.split('.')[0] in {'torch', 'transformers', 'ctranslate2', 'babel'} "
        "or m.startswith('pipeline.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_pair_is_compared_and_judged() -> None:
    pair = pipeline.compare("Es kamen 30.000 Menschen nach Bremen.", "3,000 people came to Bremen.")
    assert pipeline.verdict(pair.findings) == "fail"
    assert pair.findings[0].check == "number.changed"
    assert pipeline.verdict(pipeline.compare("Es kamen 30.000.", "30,000 came.").findings) == "pass"


def test_facts_and_articles_are_found(tmp_path: Path) -> None:
    text = "Am 3. Mai kamen 7,5 Millionen Euro an."
    found = [text[fact.span.start : fact.span.end] for fact in pipeline.find_facts(text)]
    assert found == ["3. Mai", "7,5 Millionen Euro"]
    (tmp_path / "a.txt").write_text(
        "Bremen baut Schulen\n\nDer Rat hat am Montag in Bremen drei Schulen beschlossen.\n"
    )
    (article,) = pipeline.read_articles(tmp_path)
    assert not isinstance(article, Failure)
    assert article.id.startswith("a-")


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'translate_all'"):
        _ = pipeline.translate_all


@pytest.mark.slow
@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_the_example_of_the_readme_runs_as_it_stands() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(example.strip().splitlines()) <= 10
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=ROOT)
    first, second = done.stdout.splitlines()
    assert first.startswith("fail “30.000” became “3,000”")
    assert second.startswith("('review', ")
