"""Conditioning of a network on the wanted source (thesis chapter 4): (x, condition) to a tensor of x's shape."""
