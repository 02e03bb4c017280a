"""Tables judged by column: what each column holds, told by its header, its values and its neighbours."""

from assay.classifiers.columns.judge import Verdict, judged
from assay.classifiers.columns.profile import Profile, profiles
from assay.classifiers.columns.reader import ColumnReader
from assay.classifiers.columns.types import ColumnType, load_types

__all__ = ["ColumnReader", "ColumnType", "Profile", "Verdict", "judged", "load_types", "profiles"]
