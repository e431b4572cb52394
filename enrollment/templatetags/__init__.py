"""Which words do the templates of enrollment need besides the shared ones?"""
