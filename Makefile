# hhrules: `make demo` shows what it does, `make test` checks all of it.
# A machine with Python 3.11 or newer and make is enough; everything else goes into .venv.

PYTHON ?= python3
JOBS   ?= 2
VENV   := .venv
BIN    := $(VENV)/bin
CORE   := $(VENV)/.installed-core
DEV    := $(VENV)/.installed-dev
EDITOR := build/editor
VSCODE := grammar/editors/vscode
VSIX   := $(EDITOR)/hhrules.vsix
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo setup system editor test lint fmt fmt-check types arch unit rules mutate golden props docs bench-ratio bench wheel ci lock clean

help:  ## list what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: $(CORE)  ## judge the claims in examples/claims
	@$(BIN)/hhrules check examples/claims --history run --fail-on never
	@echo
	@echo "Next: $(BIN)/hhrules explain examples/claims/1-units-of-a-visit.json"

setup: $(DEV)  ## an environment with all tools for work on the project

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("hhrules needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(CORE): requirements/core.txt pyproject.toml | $(BIN)/python
	$(PIP) install --requirement requirements/core.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

system:  ## programs outside Python that the tests use: an editor, Node, Java
	@.ci/system

editor: $(VSIX)  ## the extension for Visual Studio Code, as build/editor/hhrules.vsix

$(EDITOR)/.installed: $(VSCODE)/package.json $(VSCODE)/package-lock.json | system
	@mkdir -p $(EDITOR)
	cp $(VSCODE)/package.json $(VSCODE)/package-lock.json $(EDITOR)
	cd $(EDITOR) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VSIX): $(EDITOR)/.installed hhrules/__init__.py $(shell find $(VSCODE) -type f)
	cp -R $(VSCODE)/. LICENSE $(EDITOR)
	cd $(EDITOR) && npm run --silent bundle && npm run --silent package -- \
	  --no-update-package-json --no-git-tag-version --out hhrules.vsix \
	  $$(sed -n 's/^__version__ = "\(.*\)"/\1/p' ../../hhrules/__init__.py)

$(DEV): requirements/dev.txt $(CORE)
	@if $(PIP) install "$$(grep -oE '^uv==[0-9.]+' requirements/dev.txt)" \
	  && VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --requirement requirements/dev.txt; \
	then :; else $(PIP) install --requirement requirements/dev.txt; fi
	@touch $@

test: lint fmt-check types arch rules unit  ## everything that CI runs

ci: test  ## the same, by the name that CI systems look for

lint: $(DEV)  ## ruff on the code
	$(BIN)/ruff check

fmt: $(DEV)  ## rewrite Python and rulebooks in canonical form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix --select I
	$(BIN)/hhrules fmt rulebooks

fmt-check: $(DEV)  ## is all Python and are all rulebooks in canonical form?
	$(BIN)/ruff format --check
	$(BIN)/hhrules fmt --check rulebooks

types: $(DEV)  ## mypy in strict mode
	$(BIN)/mypy

arch: $(DEV)  ## do imports point downwards only?
	$(BIN)/lint-imports

rules: $(DEV)  ## the examples in every shipped rulebook
	$(BIN)/hhrules test

mutate: $(DEV)  ## measure the examples of rulebooks that changed, and write the page
	$(BIN)/python -m hhrules.site.quality

unit: $(DEV) system editor  ## every Python test: unit, golden, properties, corpus, docs, packaging
	$(BIN)/python -m pytest -q -n $(JOBS)

props: $(DEV)  ## the property tests alone
	$(BIN)/python -m pytest -q tests/properties

golden: $(DEV)  ## record golden files anew and show what changed
	$(BIN)/python -m pytest -q tests/golden --record
	git diff --stat -- tests/golden

docs: $(DEV)  ## run the examples that stand in the documentation
	$(BIN)/python -m pytest -q tests/docs

bench-ratio: $(DEV)  ## one minute: our evaluators beside two ways by hand; the ratio last
	@$(BIN)/python -m tests.benchmarks.ratio

bench: $(DEV)  ## all figures: the ratio, each pass left out, the shipped policy; HARNESS: peers too
	@$(BIN)/python -m tests.benchmarks.ratio
	@$(BIN)/python -m tests.benchmarks.ladder
	@$(BIN)/python -m tests.benchmarks.policy
	@test -z "$(HARNESS)" || HHBENCH_ENGINES=$${HHBENCH_ENGINES:-tests/benchmarks/engines} $(BIN)/python $(HARNESS)/run.py --modes eval,e2e

wheel: $(DEV)  ## build the wheel, install it elsewhere and compare it with the checkout
	$(BIN)/python -m pytest -q tests/packaging

lock: $(DEV)  ## pin the requirements anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --group pyproject.toml:build pyproject.toml -o requirements/core.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --group pyproject.toml:dev pyproject.toml -o requirements/dev.txt

clean:  ## remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
