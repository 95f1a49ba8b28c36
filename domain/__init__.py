"""The rules people argue about, and the words for them.

Standard library only and no input or output: a rule here can be read and tested without a database, a workbook or a browser.
"""
