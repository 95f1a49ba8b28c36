"""The ledger and its shadow, the DuckDB warehouse. All SQL is here, and nothing else is.

`ledger` is the truth; `warehouse` derives the tables from it and from data/catalogue; `reads` answers questions.
"""
