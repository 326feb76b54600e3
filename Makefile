# Everything a newcomer needs: `make` alone prints the targets.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help

help: ## Print the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}'

$(BIN)/ttdn: requirements.lock pyproject.toml
	@echo "→ cài đặt (một lần) / installing (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $(BIN)/ttdn

$(VENV)/.dev: requirements-dev.lock $(BIN)/ttdn
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(BIN)/ttdn ## Demonstration data, documents, and the site on http://localhost:$(PORT)/
	@TTDN_DEMO=1 $(BIN)/ttdn demo
	@TTDN_DEMO=1 $(BIN)/ttdn serve

demo: $(BIN)/ttdn ## All of run but the serving
	@TTDN_DEMO=1 $(BIN)/ttdn demo

test: $(VENV)/.dev ## The whole suite, with the checks
	@$(MAKE) --no-print-directory lint types arch
	@$(BIN)/ttdn compile_catalogs -v 0
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n auto --dist loadfile
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --fail-under=90

check: lint types arch ## Every check that runs no test

fmt: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check -q --fix-only conftest.py src tests tools; $(BIN)/ruff format -q conftest.py src tests tools

lint: $(VENV)/.dev ## Ruff, djlint, migrations
	@$(BIN)/ruff check -q conftest.py src tests tools
	@$(BIN)/ruff format -q --check conftest.py src tests tools
	@$(BIN)/djlint --quiet --lint src
	@TTDN_VAR=$$(mktemp -d) $(BIN)/ttdn makemigrations --check --dry-run -v 0
	@$(BIN)/python -m ttdn.law check > /dev/null

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy src/ttdn

arch: $(VENV)/.dev ## Layers between the packages
	@$(BIN)/lint-imports

browser: $(VENV)/.dev ## Browser tests (Debian's chromium)
	@$(BIN)/ttdn compile_catalogs -v 0
	@$(BIN)/python -m pytest -q tests/e2e

bench: $(VENV)/.dev ## Benchmarks; the figures go to docs/benchmarks.md
	@$(BIN)/python -m pytest -q -s tests/benchmarks

docs: $(BIN)/ttdn ## Write the generated pages of docs/
	@$(BIN)/python tools/write_docs.py

.PHONY: help run demo test check fmt lint types arch browser bench docs
