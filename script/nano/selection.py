"""What the model never sees, by rules that anybody can repeat from the name alone."""
import hashlib


def number_of(text):
    """SHA-256 of the text as one number."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def kept_for_tests(package):
    """Packages that are test rows of the quickstart."""
    return number_of(package) % 10 == 0


def kept_for_measuring(page):
    """Manual pages, by name with section ("ls(1)") and so with all translations, that perplexity is measured on."""
    return number_of("page " + page) % 20 == 0
