"""Whose premium is borne for them, how is it paid out, and how does it come back?"""
