# Needs GNU make and Python >= 3.11, nothing else. Another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
WORKERS ?= 2
# How many random cases, and which: make fuzz COUNT=500 SEED=1000
COUNT ?= 2000
SEED ?= 0

# One environment per interpreter version, so that switching PYTHON never reuses the wrong one.
VERSION := $(shell $(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null)
VENV := .venv/$(VERSION)
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
TEST := $(VENV)/.test
DEV := $(VENV)/.dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help verify mutants test check format-check lint types notes-check notes reference figures-check figures bench fuzz fuzz-flows fuzz-geometries build clean require-python

help:
	@echo "make verify   prove and attack every claim"
	@echo "make mutants  put mistakes into every claim, and see each found out"
	@echo "make test     tests and doctests"
	@echo "make check    format, lint, types, notes, figures, tests: what CI runs"
	@echo "make notes    regenerate proofs_notes/"
	@echo "make reference  regenerate docs/reference.md: every public Python name"
	@echo "make figures  regenerate docs/: the tour with its figures, tables and data"
	@echo "make bench    benchmarks"
	@echo "make fuzz     random flows against brute force, and random geometries against their definitions"
	@echo "make build    sdist and wheel in dist/"
	@echo "make clean    remove environments, caches and build products"
	@echo "Options: PYTHON=python3.13 (default python3), WORKERS=2 (test processes), COUNT=2000 and SEED=0 (fuzz)"

verify: $(RUNTIME)
	$(BIN)/neversaddle verify

mutants: $(RUNTIME)
	$(BIN)/neversaddle mutate

test: $(TEST)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: format-check lint types notes-check figures-check test

format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV)
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/mypy --strict

notes-check: $(RUNTIME)
	$(BIN)/neversaddle notes --check

notes: $(RUNTIME)
	$(BIN)/neversaddle notes

reference: $(RUNTIME)
	$(BIN)/python -m neversaddle.reference > docs/reference.md.new
	mv docs/reference.md.new docs/reference.md

figures-check: $(RUNTIME)
	$(BIN)/neversaddle figures --check --out docs/figures --tour docs/tour.md

figures: $(RUNTIME)
	$(BIN)/neversaddle figures --out docs/figures --tour docs/tour.md

bench: $(RUNTIME)
	$(BIN)/python benchmarks/run.py

fuzz: fuzz-flows fuzz-geometries

fuzz-flows: $(RUNTIME)
	$(BIN)/python tests/fuzz/flows.py --count $(COUNT) --seed $(SEED) --jobs $(WORKERS)

fuzz-geometries: $(RUNTIME)
	$(BIN)/python tests/fuzz/geometries.py --count $(COUNT) --seed $(SEED)

build: $(DEV)
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Setuptools comes from constraints.txt too: build isolation would fetch an unpinned one.
$(RUNTIME): pyproject.toml constraints.txt neversaddle/_version.py | require-python
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) setuptools
	$(PIP) --no-build-isolation --editable .
	@touch $@

# The extras of the project just installed; it is already satisfied, so only what is missing is added.
$(TEST): $(RUNTIME)
	$(PIP) 'neversaddle[test]'
	@touch $@

$(DEV): $(TEST)
	$(PIP) 'neversaddle[dev]'
	@touch $@

require-python:
	@test -n "$(VERSION)" || { \
	  echo "error: PYTHON=$(PYTHON) does not run; name a Python >= 3.11, e.g. make test PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: PYTHON=$(PYTHON) is Python $(VERSION); neversaddle needs Python >= 3.11, e.g. make test PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "error: PYTHON=$(PYTHON) cannot create environments: its venv/ensurepip modules are missing (Debian, Ubuntu: python3-venv)" >&2; exit 1; }
