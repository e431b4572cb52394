"""May they claim, what is paid, by which tier?"""
