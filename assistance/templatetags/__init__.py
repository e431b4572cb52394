"""Which blocks and words do the templates need from assistance?"""
