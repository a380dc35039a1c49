"""The pages, one a file; Streamlit runs each as a script."""
