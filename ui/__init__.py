"""The steward's console: Streamlit pages over the HTTP client."""
