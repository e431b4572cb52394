"""Which pages does staff offer?"""
