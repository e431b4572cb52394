"""The rules of every area as dated data, with the plain words, money and periods they are written in."""
