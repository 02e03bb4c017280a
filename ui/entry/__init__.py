"""The script that Streamlit runs, in a folder of its own: beside `pages/` it would list our modules as its pages."""
