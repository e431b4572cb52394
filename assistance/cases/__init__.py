"""How is help asked for, decided, and taken away again?"""
