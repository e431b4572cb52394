"""Which writes does staff offer?"""
