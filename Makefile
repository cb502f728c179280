# Tonfall. `make run` sets everything up and starts; `make test` sets everything up and tests. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8377

RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := node_modules/.package-lock.json
BUILT := extension/.output/.built
SOURCES := $(shell find extension -type f -not -path '*/.output/*' -not -path '*/.wxt/*' 2>/dev/null)

.PHONY: help
help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: run
run: $(RUNTIME) $(BUILT) ## set up, start the service and a browser with the extension
	@tools/run $(PORT)

.PHONY: test
test: setup ## set up and run every test: Python, extension, both browsers
	@tools/test

.PHONY: setup
setup: browsers $(DEV) $(NODE) $(BUILT) ## everything that tests need

.PHONY: browsers
browsers:
	@tools/system-packages chromium firefox-esr openssl

$(RUNTIME): requirements.lock pyproject.toml
	@PYTHON=$(PYTHON) tools/system-packages python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Python packages (requirements.lock) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Python packages for tests (requirements-dev.lock) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(NODE): package-lock.json package.json
	@tools/system-packages node
	@echo "Node packages (package-lock.json) ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(NODE) $(SOURCES)
	@echo "Building the extension for Chromium and Firefox, and the try-out page ..."
	@npm run --silent build
	@touch $@

.PHONY: lint
lint: $(DEV) $(NODE) ## formatting, lint and types of both languages
	@tools/test lint

.PHONY: format
format: $(DEV) $(NODE) ## put code into the agreed format
	@$(BIN)/ruff format server tests tools training
	@$(BIN)/ruff check --fix --quiet server tests tools training
	@npm run --silent format

.PHONY: bench
bench: setup ## measure, and write docs/figures.md; SECOND_READER=URL: what a language model adds
	@$(BIN)/python -m tests.bench $(if $(SECOND_READER),--second-reader $(SECOND_READER)) $(if $(MODEL),--model $(MODEL))

.PHONY: screenshots
screenshots: setup ## take the README's pictures anew, in both browsers
	@node tools/screenshots.mjs

.PHONY: generate
generate: $(DEV) $(NODE) ## everything generated: inflections, OpenAPI document, client types, rule reference
	@$(BIN)/python -m tonfall.text.inflections
	@$(BIN)/tonfall openapi > docs/openapi.json
	@npm run --silent types

.PHONY: train
train: $(RUNTIME) ## train the sentence models anew from ../shared (3 minutes)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.train

.PHONY: lock
lock: $(DEV) ## pin the newest allowed versions anew
	@for kind in "build requirements.lock" "dev requirements-dev.lock" "train requirements-train.lock"; do set -- $$kind; \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links --group $$1 pyproject.toml -o $$2; done

.PHONY: clean
clean: ## remove everything that make made
	@rm -rf $(VENV) node_modules extension/.output extension/.wxt server/tonfall/web/static/built .tonfall
