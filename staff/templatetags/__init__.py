"""How do templates say things?"""
