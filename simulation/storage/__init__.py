"""Where results lie: a folder, or object storage; what is written is read whole, and one process at a time writes.

`storage_at(address)` opens either. `simulation.storage.contract` holds the tests that every storage must pass.
"""

from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder, Storage, storage_at, within

__all__ = ["Folder", "ResultsError", "Storage", "storage_at", "within"]
