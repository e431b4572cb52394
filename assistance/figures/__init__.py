"""Which figures do places enter themselves, and what do the population tables say?"""
