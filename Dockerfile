# tracewalk serve over a lake in the volume /data:  docker run -p 8501:8501 -v "$PWD/lake:/data" tracewalk
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY queries queries
COPY sample_data sample_data
RUN python -m venv /opt/tracewalk
RUN /opt/tracewalk/bin/pip install --no-cache-dir .
RUN /opt/tracewalk/bin/pip uninstall --yes pip

FROM python:3.13-slim
COPY --from=build /opt/tracewalk /opt/tracewalk
RUN useradd --system --create-home --uid 10001 tracewalk && mkdir /data && chown tracewalk /data
USER tracewalk
ENV PATH=/opt/tracewalk/bin:$PATH
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["tracewalk", "serve", "/data", "--host", "0.0.0.0"]
