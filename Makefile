# One command for each thing to do; `make` alone lists them. Nothing is needed but make and Python 3.11 or newer.

HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: help setup setup-tests run test check journeys fix docs model bench lock audit

help:
	@echo "make run       install what is needed, load the demonstration, serve it; READY and the address when it is up"
	@echo "               HOST=127.0.0.1 PORT=8000 (0: a free one) HOSTS=names,allowed DATA_DIR=folder USERS_JSON=file"
	@echo "make setup     only install; the command line is then .venv/bin/trigpoint"
	@echo "make test      every test, on SQLite and PostgreSQL and in a browser"
	@echo "make check     style, types, import contract, conventions: every failure at once"
	@echo "make journeys  only the tests in a browser"
	@echo "make fix       put the style right where a tool can"
	@echo "make docs      write anew what is made: the indicator and methods handbooks, Word templates, what the guard finds, the model card"
	@echo "make model     train the model of themes anew: COMMENTS=folder of labelled comments, CORRECTIONS=file, both your own"
	@echo "make bench     measure, and write benchmarks/results.json"
	@echo "make audit     look for known weaknesses in what is pinned, and note the day"
	@echo "make lock      pin the newest versions that pyproject.toml allows"

setup:
	@$(if $(PYTHON),,echo "Python 3.11 or newer is needed and was not found. Install it (Debian 12: apt install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3" >&2; exit 1;) \
	$(PYTHON) setup/install.py

setup-tests:
	@$(if $(PYTHON),,echo "Python 3.11 or newer is needed and was not found. Install it (Debian 12: apt install python3 python3-venv), or name it: make test PYTHON=/path/to/python3" >&2; exit 1;) \
	$(PYTHON) setup/install.py --with-tests

run: setup
	@exec $(BIN)/trigpoint run --host "$(HOST)" --port "$(PORT)"

test: setup-tests
	@$(BIN)/python setup/run_tests.py

journeys: setup-tests
	@$(BIN)/python setup/run_tests.py journeys

check: setup-tests
	@$(BIN)/python setup/run_checks.py

fix: setup-tests
	@$(BIN)/ruff check --fix -q .; $(BIN)/ruff format -q .

docs: setup-tests
	@$(BIN)/python manage.py make_indicators_document && $(BIN)/python manage.py make_brief_template && \
	$(BIN)/python manage.py make_paper_template && \
	$(BIN)/python -m tests.analysis.guard_measured && $(BIN)/python -m tests.analysis.make_handbook && \
	$(BIN)/python setup/make_model.py --card-only

model: setup
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python setup/make_model.py --comments "$(COMMENTS)" --corrections "$(CORRECTIONS)"

bench: setup-tests
	@$(BIN)/python -m benchmarks

audit: setup-tests
	@$(BIN)/python setup/audit_dependencies.py --note

lock:
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra install --extra dev pyproject.toml -o requirements/dev.txt
	@# What is installed for service is what was tested.
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-c requirements/dev.txt --extra install pyproject.toml -o requirements/base.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-c requirements/dev.txt --extra install --extra spark pyproject.toml -o requirements/spark.txt
	@grep -v -e '^    #   -c requirements' requirements/spark.txt > requirements/spark.new && mv requirements/spark.new requirements/spark.txt
	@grep -v -e '^    #   -c requirements' requirements/base.txt > requirements/base.new && mv requirements/base.new requirements/base.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		requirements/npm.in -o requirements/npm.txt
