# make run   sets up and opens the app          make test   sets up and passes every test
# make quick the tests without browser and crash ones           make lint   format, rules, types
# make audit known holes in what the program needs

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= localhost
PYTHON ?= $(shell command -v python3.11 || command -v python3)
AS_ROOT := $(shell if [ "$$(id -u)" = 0 ]; then echo; else echo sudo; fi)
# what the tests need: a browser, an office program to open our files with, a reader of PDF
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
OFFICE := /usr/lib/libreoffice/program
MISSING := $(if $(BROWSER),,chromium) $(if $(shell command -v pdftotext),,poppler-utils) \
	$(if $(wildcard $(OFFICE)/libsclo.so),,libreoffice-calc) $(if $(wildcard $(OFFICE)/libswlo.so),,libreoffice-writer) \
	$(if $(wildcard $(OFFICE)/libsdlo.so),,libreoffice-impress)

.PHONY: run test quick lint audit setup setup-dev programs clean

run: setup
	@if [ -z "$$TIENDO57_HOME" ] && [ ! -e data/var/ledger/00000001.json ]; then $(BIN)/python -m etl demo; fi
	@echo "Mở trình duyệt tại http://$(ADDRESS):$(PORT)"
	$(BIN)/python -m ui.serve --server.port $(PORT) --server.address $(ADDRESS)

test: setup-dev programs lint
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup

quick: setup-dev
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# known holes in what the program needs; where nobody can be asked it says so and passes
audit:
	@PYTHON=$(PYTHON) .ci/audit

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

# Python's venv module is a separate package on Debian.
$(BIN)/pip:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.ready

programs:
ifneq ($(strip $(MISSING)),)
	$(AS_ROOT) apt-get update -qq
	$(AS_ROOT) apt-get install -y -qq --no-install-recommends $(MISSING)
endif

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
