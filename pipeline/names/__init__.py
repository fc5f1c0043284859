"""Proper names across languages and alphabets: finding them, knowing who is who, holding a translation to them."""

from .exonyms import english_form, english_place
from .glossary import Glossary
from .house_forms import house_forms
from .match import compare, extract
from .memory import Memory

__all__ = ["Glossary", "Memory", "compare", "english_form", "english_place", "extract", "house_forms"]
