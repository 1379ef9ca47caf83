# The page, the API and the terminal command in a container:
#   docker build -t butaca . && docker run --read-only --tmpfs /tmp -v butaca:/cache -p 7860:7860 butaca
# Nothing is written but to /cache (what is downloaded) and /tmp.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS sample
WORKDIR /app
COPY locks/app.txt locks/app.txt
RUN python -m venv /build && /build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r locks/app.txt
COPY recsys recsys
RUN /build/bin/python -m recsys build --data recsys/ingest/sample --out artifacts/sample

FROM python:${PYTHON}-slim AS packages
COPY locks/serve.txt /serve.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /serve.txt

FROM python:${PYTHON}-slim
# 1000 is who a Docker Space of Hugging Face runs as, whatever is said here.
RUN useradd --uid 1000 --home-dir /cache --no-create-home butaca && install --directory --owner butaca /cache
COPY --from=packages /venv /venv
WORKDIR /app
COPY app.py ./
COPY recsys recsys
# What only builds and measures is not served: the sample's bundle is made above.
RUN rm -r recsys/research recsys/build recsys/ingest/sample && /venv/bin/python -m compileall -q app.py recsys
COPY --from=sample /app/artifacts artifacts
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/cache \
    HF_HOME=/cache/huggingface \
    GRADIO_TEMP_DIR=/cache/gradio \
    RECSYS_ARTIFACTS=/app/artifacts \
    HOST=0.0.0.0 \
    PORT=7860
USER 1000
VOLUME /cache
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
CMD ["python", "app.py"]
