"""How are fictitious people made for the demo, the tests and the benchmarks? Nobody in here exists."""
