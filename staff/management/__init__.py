"""Which commands does staff offer?"""
