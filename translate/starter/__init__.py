"""The embedded starter model: its files (`model/`) and the code that trains and measures it."""
