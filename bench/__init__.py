"""Measurements a reader can repeat. Each compares with a peer in one run, in turn, and prints the ratio; none promises seconds."""
