"""Which tables does claims keep?"""
