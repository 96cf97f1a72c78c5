# make run   install, then translate corpus/ into output/ with the embedded starter model
# make test  install with the test extra, then lint, types and tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --disable-pip-version-check --quiet -c constraints.txt

.PHONY: run test lint types check-python clean

run: $(VENV)/.stamp-run
	$(BIN)/translate run corpus output --config configs/starter.yaml

test: lint types
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.stamp-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.stamp-test
	$(BIN)/mypy

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$({ $(PYTHON) --version 2>&1 || echo not there; } | head -n 1)." >&2; \
	  echo "Install it, or name one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' lacks venv. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }

$(BIN)/python: | check-python
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV): about a minute, 1.5 GB with torch"
	$(INSTALL) -e .
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-run
	@echo "Installing the test tools"
	$(INSTALL) -e '.[test]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
