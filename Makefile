# Everything a person types. Set-up happens by itself and only when the lock or the package's own description changes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: reports test test-slow bench lint lab docs illustrative-forms pictures lock clean help

help: ## what can be typed
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / – /'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Cần Python 3.11 trở lên: cài rồi chạy lại, hoặc gọi make PYTHON=đường-dẫn-python."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

reports: $(READY) ## build the reports of the current season
	$(BIN)/ntm build

test-slow: $(READY) ## run the tests that take minutes
	$(BIN)/pytest -m slow

bench: $(READY) ## measure the batch engine beside its peers and its floor (an hour)
	$(BIN)/python -m pip install --quiet ploomber-engine==0.0.33
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/batch.py --write-docs

test: $(READY) ## run all tests but the slow ones; every branch of intake and analysis must be run
	$(BIN)/pytest --numprocesses auto --cov --cov-report term

lint: $(READY) ## style, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(READY) ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

docs: $(READY) ## render the data dictionary and the list of checks
	$(BIN)/python -m ntm_lib.schemas docs/data-dictionary.md
	$(BIN)/python -m ntm_lib.intake.findings docs/kiem-tra.md

illustrative-forms: $(READY) ## OVERWRITE data/submissions with the illustrative forms
	$(BIN)/python data/illustrative/make_forms.py

pictures: $(READY) ## accept how the pages look now; look at them first
	NTM_ACCEPT_PICTURES=1 $(BIN)/pytest -q tests/browser/test_pictures.py

lock: ## resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --no-strip-extras --quiet --upgrade --output-file requirements.lock

clean: ## remove what the commands above made
	rm -rf $(VENV) reports/2* .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
