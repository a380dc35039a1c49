"""The web explorer: Streamlit pages, the HTTP API and short links in one process."""
