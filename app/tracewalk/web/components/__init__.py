"""Our own Streamlit components: ES modules without a build step."""
