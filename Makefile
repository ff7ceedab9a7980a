# Everything runs in .venv, which the first command makes; constraints.txt pins every version.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DOCS := $(VENV)/.ready-docs
JOBS ?= 2

.PHONY: verify formal certificates figures figures-quick atlas report report-quick docs notebooks test test-slow browser-test lint coverage mutation mutation-report benchmark clean help

verify: $(READY)  ## verify every statement and show the verdicts
	$(BIN)/dnc verify --jobs $(JOBS)

formal: $(READY)  ## compile the Coq development; installs Coq with apt-get where it is missing
	.ci/install-coq
	$(BIN)/dnc verify --leg formal --jobs $(JOBS)

certificates: $(READY)  ## write the proofs as certificates and check them with the independent checker
	$(BIN)/dnc certify -o certificates
	$(BIN)/dnc check certificates

figures: $(READY)  ## the figures of the paper, with a hundred runs where the paper has ten
	$(BIN)/dnc figure -o figures

figures-quick: $(READY)  ## the same with fewer runs
	$(BIN)/dnc figure --quick -o figures

report: $(READY)  ## run every statement and make the site report/ of it, with the figures in figures/ if they are there
	$(BIN)/dnc report --jobs $(JOBS) -o report $(if $(wildcard figures/*.png),--figures figures)

report-quick: $(READY)  ## the same without training
	$(BIN)/dnc report --quick --jobs $(JOBS) -o report

docs: $(READY_DOCS)  ## build the documentation in build/docs; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

notebooks: $(READY_DOCS)  ## run the notebooks and compare what they print with what is stored in them
	$(BIN)/python notebooks/execute.py

atlas: $(READY)  ## the atlas of best known solutions anew, in atlas/; an hour on two cores
	$(BIN)/dnc atlas build -o atlas --jobs $(JOBS)

test: $(READY)  ## run the default test suite
	$(BIN)/pytest -n $(JOBS) -m "not slow"

test-slow: $(READY)  ## run the tests that the default suite leaves out
	$(BIN)/pytest -n $(JOBS) -m slow

browser-test: $(READY)  ## tests of the report in Chromium; installs it with apt-get where it is missing
	.ci/install-chromium
	DNC_BROWSER=required $(BIN)/pytest tests/browser

lint: $(READY)  ## formatting, linting, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

coverage: $(READY)  ## line and branch coverage of theory/ and proofs_check/, at least 95 %
	$(BIN)/pytest -n $(JOBS) -m "not slow" --cov=theory --cov=proofs_check --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

mutation: $(READY)  ## mutation testing; FILES="theory/loss.py@5 …" for some files, each fifth mutant
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[mutation]'
	nice -n 10 $(BIN)/python tests/soundness/mutate.py $(FILES)

mutation-report: $(READY)  ## write tests/soundness/MUTATION.md from the results of make mutation
	$(BIN)/python tests/soundness/mutate.py --report

benchmark: $(READY)  ## measure speed as ratios against what one would otherwise run
	$(BIN)/pytest benchmarks -q -s

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dnc-verifier needs Python 3.11 or later; set PYTHON=/path/to/python3")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train,images,cluster,dev]'
	touch $@

$(READY_DOCS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

clean:  ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

help:
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
