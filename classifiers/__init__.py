"""What is in a text and what it is about: identifiers, names, language, topics. Each is found by entry point too."""

from assay.classifiers.identifiers import IdentifierDetector
from assay.classifiers.language import ScriptLanguageIdentifier
from assay.classifiers.names import NameDetector
from assay.classifiers.topics import SeedTopicTagger

__all__ = ["IdentifierDetector", "NameDetector", "ScriptLanguageIdentifier", "SeedTopicTagger"]
