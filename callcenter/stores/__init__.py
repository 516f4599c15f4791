"""Stores and categories: where and what customers ask for."""
