"""What people look at: sentences, fragments, figures. No Streamlit, no SQL, no status decided: scorecard rows in, something to show out."""
