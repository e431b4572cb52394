"""In which layouts do files of claims come in?"""
