"""What is taken away as a workbook?"""
