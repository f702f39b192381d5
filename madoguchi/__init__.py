"""Madoguchi (窓口): the counter where a person is met. A self-hosted customer-support platform."""

__version__ = "0.1.0"
