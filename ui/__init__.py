"""The shared Streamlit pieces: the warehouse behind the pages, filters kept in the URL, the frame of a page.

Streamlit lives here, in app.py and in pages/, and nowhere below.
"""
