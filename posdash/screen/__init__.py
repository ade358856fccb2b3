"""What Streamlit pages are made of: frame, text, choices, fields, figures."""
