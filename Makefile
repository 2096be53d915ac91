.POSIX:
.PHONY: help setup run test check bench examples format lock install-production clean

LOOK = sharedsvc/core/static/core/govuk-council.css
COMPILE = .venv/bin/uv pip compile --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

setup: .venv/installed .env $(LOOK) ## install everything into .venv and build the look

run: setup ## start the register on this machine; PORT=… chooses the port
	@PYTHONUNBUFFERED=1 .venv/bin/python manage.py start

test: setup ## run all tests, on SQLite and then on PostgreSQL
	@.ci/test

check: setup ## format, lint, types, imports, migrations, settings, locks
	@.ci/check

bench: setup ## measure pages, jobs and rankings beside others: see docs/performance.md, docs/ranking.md
	@.venv/bin/python -m bench
	@.venv/bin/python .ci/bench_rankings.py

examples: setup ## write docs/examples anew: the five reports as HTML, PDF and Word
	@REGOLD=1 DEBUG=1 .venv/bin/python -m pytest -q -n 0 tests/decisions/test_one_content.py -k examples

install-production: ## install only what running needs into .venv: see README.md
	@.ci/install-production

format: setup ## put code and templates into their form
	.venv/bin/ruff check --fix --quiet
	.venv/bin/ruff format --quiet
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} + || true

bench-rankings: setup ## measure Kemeny's orders beside other libraries: see docs/ranking.md
	@.venv/bin/python .ci/bench_rankings.py

# The other two are parts of the development lock, chosen after it: they cannot disagree.
lock: setup ## choose the newest versions anew and write all locks
	$(COMPILE) pyproject.toml --group dev --upgrade -o requirements-dev.lock
	$(COMPILE) pyproject.toml --constraint requirements-dev.lock -o requirements.lock
	$(COMPILE) --group look --constraint requirements-dev.lock -o requirements-look.lock
	.venv/bin/python .ci/build_look.py --lock

clean: ## remove what setup and the tools made; the database stays
	rm -rf .venv node_modules $(LOOK) .coverage htmlcov test-results
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/installed: requirements-dev.lock .ci/setup.sh .ci/python.sh
	@.ci/setup.sh
	@touch $@

# Only for development: a production machine sets these in its environment.
.env: .venv/installed
	@test -f $@ || .venv/bin/python -c 'import secrets; \
		print(f"DEBUG=1\nSECRET_KEY={secrets.token_urlsafe(50)}")' > $@
	@touch $@

$(LOOK): .venv/installed package-lock.json .npmrc .ci/build_look.py \
		sharedsvc/core/static_src/govuk-council.scss
	@.venv/bin/python .ci/build_look.py
