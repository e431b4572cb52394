"""Pure rules of assistance: who is helped with the contribution, how much, and how the money goes."""
