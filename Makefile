.PHONY: run test check fmt bench hostile pictures lock clean

run: ## Set up what is missing and start the portal (PORT, DATA_DIR, DEMO, DEMO_PASSWORD, HOST, TLS)
	@bin/setup && exec .venv/bin/python bin/run.py

test: ## The whole suite on SQLite, then on PostgreSQL and Redis
	@bin/test

check: ## Format, lint, layers, templates, migrations, deployment settings
	@bin/check

fmt: ## Bring code and templates into shape
	@bin/setup test
	@.venv/bin/python -m ruff check --fix-only --quiet .
	@.venv/bin/python -m ruff format --quiet .
	@git ls-files -z --cached --others --exclude-standard '*.html' \
		| xargs -0 .venv/bin/djade --target-version 5.2

bench: ## Every benchmark, one after another
	@bin/setup test
	@for name in issuing matrix pages report report_set; do .venv/bin/python "benchmarks/$$name.py" || exit 1; done

hostile: ## 10.000 random and hostile inputs to every form (hours)
	@bin/setup test
	@HOSTILE_EXAMPLES=10000 .venv/bin/python -m pytest -q -n auto tests/test_hostile.py

pictures: ## Take the pictures of the manual anew, from a demo ward of their own
	@bin/setup test
	@.venv/bin/python bin/pictures.py

lock: ## Compile pyproject.toml to requirements/*.txt and package.json to its lock
	@bin/setup test
	@bin/lock
	@npm install --package-lock-only --loglevel=error

clean: ## Remove what was installed; the data in DATA_DIR stay
	rm -rf .venv node_modules static/vendor .hypothesis .import_linter_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
