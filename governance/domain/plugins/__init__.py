"""What a plugin of each kind is: one class, a name, a version and one verb. Some stand beside their nouns."""

from assay.governance.domain.plugins.checking import Check
from assay.governance.domain.plugins.detecting import ColumnReader, ColumnReading, Detector, LanguageIdentifier
from assay.governance.domain.plugins.encoding import Encoder, FeatureEncoder, PictureEncoder
from assay.governance.domain.plugins.indexing import Filters, Hit, Index, Point, QueryTerm, WordIndex
from assay.governance.domain.plugins.linking import Linker, Resolver, Sifter, ValueLinker
from assay.governance.domain.plugins.meaning import MeaningReader, Tagger, TaxonomyLibrary
from assay.governance.domain.plugins.reading import Decoded, Decoder, Embedded, FileRef, Perceived, Sandbox

__all__ = [
    "Check",
    "ColumnReader",
    "ColumnReading",
    "Decoded",
    "Decoder",
    "Detector",
    "Embedded",
    "Encoder",
    "FeatureEncoder",
    "FileRef",
    "Filters",
    "Hit",
    "Index",
    "LanguageIdentifier",
    "Linker",
    "MeaningReader",
    "Perceived",
    "PictureEncoder",
    "Point",
    "QueryTerm",
    "Resolver",
    "Sandbox",
    "Sifter",
    "Tagger",
    "TaxonomyLibrary",
    "ValueLinker",
    "WordIndex",
]
