"""What do all ledgers say together: about one person over the years, and about one place and year?"""
