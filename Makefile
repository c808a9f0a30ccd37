# Two commands matter: `make demo` and `make test`. Everything they need is fetched into this folder.

PYTHON3 := $(shell for python in python3 /usr/bin/python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 && echo "$$python" && break; done)
# uv from PATH, else the one that uv.lock pins, fetched into .holdfast; then a Python it may need goes there too.
ENTER := $(if $(PYTHON3),,echo "Holdfast needs Python 3.8 or newer to start." >&2; exit 1;) \
	[ -w . ] || [ -x .venv/bin/python ] || { \
	echo "The folder $(CURDIR) cannot be written; copy the project to a disk where it can." >&2; exit 1; }; \
	uv=$$($(PYTHON3) -I config/services/get_uv.py) || exit 1; \
	case "$$uv" in */bin/uv-*/uv) export UV_PYTHON_INSTALL_DIR="$${uv%/bin/uv-*}/python";; esac; \
	export HOLDFAST_STARTED_BY=$$PPID UV_NO_PROGRESS=1
RUN := "$$uv" run --locked --quiet
# Values nobody uses: the checks read settings and open no connection.
THROWAWAY := SECRET_KEY=$$($(PYTHON3) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	DATABASE_URL=postgres://nobody@127.0.0.1:1/none DATABASE_OWNER_URL= REDIS_URL=redis://127.0.0.1:1/0 \
	ALLOWED_HOSTS=holdfast.example

.PHONY: help demo test check format clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: ## everything running on http://127.0.0.1:8000 (PORT=, HOLDFAST_HOME= are honoured), until Ctrl-C
	@$(ENTER); exec $(RUN) python -m config.services.demo

test: ## the whole suite against real servers; ARGS="-k word" for a part
	@$(ENTER); exec $(RUN) python -m config.services.run -- pytest $(ARGS)

check: ## style, types, import contract, migrations, deployment settings
	@$(ENTER); export $(THROWAWAY); set -e; \
	$(RUN) ruff check . ; \
	$(RUN) ruff format --check . ; \
	HOLDFAST_ENV=test $(RUN) mypy ; \
	HOLDFAST_ENV=test $(RUN) lint-imports ; \
	HOLDFAST_ENV=test $(RUN) python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run ; \
	HOLDFAST_ENV=production $(RUN) python manage.py check --deploy --fail-level WARNING

format: ## put the code in shape
	@$(ENTER); set -e; $(RUN) ruff check --fix . ; $(RUN) ruff format .

clean: ## forget the demo's data, the tests' data and every cache
	@$(ENTER); exec $(RUN) python -m config.services.clean
