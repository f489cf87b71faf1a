"""Runxin without a screen: everything below the window and the command line."""

__version__ = "0.1.0"
