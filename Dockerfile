# tracewalk serve over a lake in the volume /data (the sample lake, where nothing is mounted):
#   docker build -t tracewalk . && docker run --rm -p 8501:8501 -v "$PWD/lake:/data" tracewalk
# `tracewalk record --sandbox` in it needs the flags that the README names.
# Every RUN step but apt-get's is executed by tests/test_packaging.py in a fresh folder.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY queries queries
COPY sample_data sample_data
RUN python -m venv --without-pip /opt/tracewalk
RUN python -m pip --python /opt/tracewalk install --no-cache-dir .

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/tracewalk /opt/tracewalk
COPY --chown=10001:10001 sample_data/lake /data
USER 10001:10001
ENV PATH=/opt/tracewalk/bin:$PATH HOME=/tmp
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["tracewalk", "serve", "/data", "--host", "0.0.0.0"]
