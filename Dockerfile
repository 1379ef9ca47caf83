# The page, the API and the terminal command in a container:
#   docker build -t butaca . && docker run --read-only --tmpfs /tmp -v butaca:/cache -p 7860:7860 butaca
# Nothing is written but to /cache (what is downloaded and built) and /tmp.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS packages
COPY requirements.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r /requirements.txt

FROM python:${PYTHON}-slim
# 1000 is who a Docker Space of Hugging Face runs as, whatever is said here.
RUN useradd --uid 1000 --home-dir /cache --no-create-home butaca && install --directory --owner butaca /cache
COPY --from=packages /venv /venv
WORKDIR /app
COPY app.py ./
COPY recsys recsys
RUN /venv/bin/python -m compileall -q app.py recsys
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/cache \
    HF_HOME=/cache/huggingface \
    GRADIO_TEMP_DIR=/cache/gradio \
    NUMBA_CACHE_DIR=/cache/numba \
    RECSYS_ARTIFACTS=/cache/artifacts \
    HOST=0.0.0.0 \
    PORT=7860
USER 1000
VOLUME /cache
EXPOSE 7860
# The first start builds the sample where no bundle is named.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5m CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
CMD ["python", "app.py"]
