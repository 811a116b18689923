FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1
WORKDIR /opt/soroe

COPY requirements/run.txt requirements/
RUN python -m pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY pyproject.toml README.md LICENSE ./
COPY clients/python clients/python
COPY registry registry
COPY schemas schemas
RUN python -m pip install --no-cache-dir --no-index --no-deps --no-build-isolation \
      ./clients/python . \
 && useradd --system --no-create-home --shell /usr/sbin/nologin soroe \
 && install -d -o soroe -m 700 /var/lib/soroe

USER soroe
EXPOSE 8000
CMD ["soroe-registry", "serve"]
