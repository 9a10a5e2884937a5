# Two commands matter: `make book` builds the site, `make test` runs every test. Both work on a bare machine with Python 3.11+.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PRESET ?= lite
PORT   ?= 8000
JOBS   ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup data book notebooks handouts slides offline site-report test stress bench serve check clean repo
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: $(VENV)/.ready  ## create .venv with the locked versions
$(VENV)/.ready: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[all,test,dev]"
	$(BIN)/lasaft-nb doctor
	touch $@

data: setup  ## generate the mini dataset (small, and nano for the tests)
	$(BIN)/lasaft-nb data mini data/mini/nano --preset nano
	$(BIN)/lasaft-nb data mini data/mini/small --preset small

book: data  ## execute copies of the chapters (PRESET=lite) and build the site into _build/html
	$(BIN)/python tools/execute_book.py --preset $(PRESET) --jobs $(JOBS)
	$(BIN)/python tools/build_site.py --preset $(PRESET)
	@echo "The book is in _build/html/index.html; 'make serve' shows it."

notebooks: setup  ## editions for Colab, students and instructors in plain Markdown, into _build/notebooks
	$(BIN)/python tools/teaching_notebooks.py

handouts: setup  ## one-page sheets for the laboratory, to be printed, into _build/handouts
	$(BIN)/python tools/make_handouts.py

slides: book  ## slides of every chapter from its figures, into _build/slides
	$(BIN)/python tools/make_slides.py --preset $(PRESET)

offline: slides  ## one zip for a room without internet: site, notebooks, library, list of wheels
	$(BIN)/python tools/make_offline.py

test: setup  ## all tests, and every chapter at preset smoke, JOBS=2 at a time
	$(BIN)/lasaft-nb data mini data/mini/nano --preset nano
	$(BIN)/python tests/book_site.py
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --max-worker-restart 0 tests
	OMP_NUM_THREADS=1 LASAFT_NB_PRESET=smoke $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --max-worker-restart 0 --nbval-lax book

stress: setup  ## kills at random moments, and made-up inputs by the thousand; about an hour, figures at the end
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -m stress -rP -o faulthandler_timeout=0 tests

site-report: book  ## bytes, requests and loading time of every page, on this machine
	$(BIN)/python tools/site_report.py

bench: setup  ## measure speed and memory; writes data/results/bench/
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_memory.py
	$(BIN)/python tools/bench_loaders.py
	$(BIN)/python tools/bench_training.py
	$(BIN)/python tools/bench_scaling.py

serve:  ## show the built site at http://localhost:8000
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

check: setup  ## lint, format, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

repo: setup  ## URL=https://github.com/you/fork: rewrite the repository's address everywhere
	$(BIN)/python tools/set_repository.py "$(URL)"

clean:  ## remove everything that was generated, the environment included
	rm -rf _build runs data/mini $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
