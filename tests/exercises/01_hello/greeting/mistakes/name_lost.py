"""Greets the World, whoever comes."""


def greeting(name):
    return "Hello World"
